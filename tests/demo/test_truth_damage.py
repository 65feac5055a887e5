"""What platforms and exports do to a history: noise, gaps, a wrong clock, odd names."""

import json
import re
import unicodedata
from collections import Counter
from datetime import date, timedelta

import pytest


@pytest.fixture(scope="module")
def names(truth):
    """Nicknames and names that the files show."""
    found = set()
    for path in truth.folder.rglob("*.jsonl"):
        with path.open(encoding="utf-8") as file:
            for line in file:
                entry = json.loads(line)
                if entry["_type"] == "message":
                    break
                if entry["_type"] == "member":
                    found |= {entry["accountName"], entry["groupNickname"]}
    return found


def test_days_are_missing_in_the_middle_of_two_exports(truth):
    gaps = truth.by_subject["day", "export_gap"]

    assert {row["group"] for row in gaps} == {"W", "N"}
    for row in gaps:
        day = date.fromisoformat(row["ref"])
        days = truth.per_day(row["group"])
        assert days[day] == 0
        assert days[day - timedelta(days=7)] > 0
        assert not [e for e in truth.notices if e.group == row["group"] and e.day == day]


def test_one_phone_has_a_wrong_clock_for_three_weeks(truth):
    """Its words lie 47 minutes ahead, so that answers to them seem to come before."""
    (row,) = truth.by_subject["person", "wrong_clock"]
    ahead = [
        (truth.by_ref[r["ref"]], truth.by_ref[r["value"]])
        for r in truth.rows
        if r["subject"] == "reply"
    ]
    before = [(child, parent) for child, parent in ahead if child.at < parent.at]

    assert row["number"] == 47 * 60
    assert row["group"] == "T"
    assert len(before) > 3
    assert {truth.author(parent) for _, parent in before} == {row["ref"]}
    assert {parent.group for _, parent in before} == {"T"}


def test_one_name_is_of_emoji_only_and_one_holds_a_mark_from_right_to_left(names):
    def is_sign(character):
        return unicodedata.category(character) in {"So", "Sk", "Mn", "Cf"}

    assert [name for name in names if all(map(is_sign, name))] == ["🌙🌙"]
    assert len({name for name in names if "\u200f" in name and "-" not in name}) >= 1


def test_the_platforms_write_what_they_write(truth):
    notices = [each.text for each in truth.notices]
    kinds = Counter(each.type for each in truth.said)

    assert any(re.fullmatch("“.+”邀请“.+”加入了群聊", text) for text in notices)
    assert any(re.fullmatch("“.+”通过扫描“.+”分享的二维码加入群聊", text) for text in notices)
    assert any("撤回了一条消息" in text for text in notices)
    assert any("拍了拍" in text for text in notices)
    assert "“闻溪”修改群名为“同桌第二年”" in notices
    assert kinds[26] > 500
    assert any(re.fullmatch(r'\[语音\] \d+"', each.text) for each in truth.said)
    assert any(each.text.startswith("[小程序]") for each in truth.said)


def test_38_found_the_code_expired(truth):
    told = truth.messages("code_expired")

    assert len(told) == 38
    assert len({each.week for each in told}) > 20


def test_two_members_of_each_group_have_nearly_the_same_name(truth):
    """Names of three signs and more that differ in a sign at the end or in one of them."""
    names = truth.people("name")
    for key in "HMNTPWB":
        here = sorted({names[p] for (p, group) in truth.seats() if group == key})
        assert any(
            len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1
            for a in here
            for b in here
            if len(a) > 1
        )
