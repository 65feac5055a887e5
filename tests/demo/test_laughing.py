"""What would make an operator laugh at the demo must hold nowhere."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean

import pytest

from weilu.demo.simulator.moments import DAY, END

TEXT = {0, 25}
COPIED = {"checkin", "relay", "relay_thursday", "greeting", "thanks", "receipt", "lurker"}


@pytest.fixture(scope="module")
def texts(truth):
    return [each.text for each in truth.said if each.type in TEXT]


def test_hardly_anybody_ends_with_a_full_stop(texts):
    assert sum(text.endswith("。") for text in texts) < 0.05 * len(texts)


def test_there_are_stickers_voice_and_recalled_messages(truth):
    kinds = Counter(each.type for each in truth.said)
    noise = Counter(each.type for each in truth.notices)

    assert kinds[5] > 20_000
    assert kinds[2] > 8_000
    assert noise[81] > 500
    assert noise[22] > 300


def test_nobody_checks_in_at_two_in_the_afternoon(truth):
    assert not [each for each in truth.messages("checkin") if each.hour >= 9]


def test_the_owner_is_not_always_there(truth):
    owner = next(p for p, name in truth.people("name").items() if name == "闻溪")
    days = {each.day for each in truth.said if each.sender in {owner, owner.replace("_", "_q")}}
    posts = defaultdict(int)
    for each in truth.messages("column_opening"):
        posts[each.day.weekday()] += 1

    assert len(days) < 545
    assert sum(posts.values()) < 155


def test_the_owner_is_not_always_kind(truth):
    (short,) = [e for e in truth.messages("owner_short") if "@我" in e.text and "下班" in e.text]
    (sorry,) = truth.messages("owner_sorry")
    owner = next(p for p, name in truth.people("name").items() if name == "闻溪")

    assert truth.author(short) == truth.author(sorry) == owner
    assert (sorry.day - short.day).days == 1


def test_the_owner_says_nothing_while_her_group_quarrels(truth):
    """She answers the next noon; one of her staff may try, the one who apologises keeps still."""
    quarrel = sorted(truth.messages("quarrel_spoilers"), key=lambda each: each.at)
    names = truth.people("name")
    said = [(names[truth.author(each)], each) for each in quarrel]

    assert [each.hour for name, each in said if name == "闻溪"] == [12]
    assert [each.text[:5] for name, each in said if name == "老周"] == ["是我带的头"]


def test_her_who_is_heard_though_she_says_little_says_something(truth):
    """What 南枝 says once a day is no everyday filler, and she rarely says it again."""
    said = Counter(each.text for each in truth.messages("pearl"))

    assert len(said) > 80
    assert max(said.values()) <= 8
    assert mean(len(text) for text in said) > 15


def test_staff_posts_nothing_of_the_week_between_23_and_6(truth):
    posts = [
        truth.by_ref[row["ref"]]
        for row in truth.rows
        if row["subject"] == "message" and row["label"].startswith("column_")
    ]

    assert len(posts) > 1_000
    assert all(6 <= each.hour < 23 for each in posts)


def test_as_many_speak_in_the_hall_as_usually_do_in_a_hall(truth):
    """About 19 of 100 members within four weeks; and 287 people in the week of the report."""
    begin = END - 28 * DAY
    now = {truth.author(e) for e in truth.of_group["H"] if e.at >= begin}
    held = {
        person
        for (person, group), (_, left) in truth.seats().items()
        if group == "H" and left is None
    }

    assert 100 * len(now & held) / len(held) == pytest.approx(19, abs=1.5)
    assert len({truth.author(e) for e in truth.said if e.week == 77}) == 287


def test_many_newcomers_never_speak(truth):
    speakers = {truth.author(each) for each in truth.said}

    assert len(set(truth.people("kind")) - speakers) > 150


def test_exams_and_holidays_leave_their_mark(truth):
    days = truth.per_day()

    def usual(first, count):
        return mean(days[first + timedelta(days=n)] for n in range(count))

    assert usual(date(2026, 10, 1), 7) < 0.72 * usual(date(2026, 9, 7), 21)
    assert usual(date(2026, 6, 5), 6) < 0.9 * usual(date(2026, 5, 4), 21)


def test_advertisements_do_not_shout(truth):
    ads = [each.text for each in truth.messages("ad")]

    assert not [text for text in ads if "buy now" in text.lower() or "立即购买" in text]


def test_numbers_fall_as_well_as_rise(truth):
    weeks = Counter(each.week for each in truth.said)

    assert sum(b < a for a, b in pairwise(weeks[n] for n in range(1, 78))) > 25


def test_a_third_of_the_nicknames_ignores_the_rule(truth):
    import json

    names = {}
    for path in truth.folder.rglob("*.jsonl"):
        with path.open(encoding="utf-8") as file:
            for line in file:
                entry = json.loads(line)
                if entry["_type"] == "message":
                    break
                if entry["_type"] == "member":
                    names[entry["platformId"].replace("_q", "_")] = entry["groupNickname"]
    shaped = sum(name.count("-") == 2 for name in names.values())

    assert len(names) == 1200
    assert 100 * shaped / len(names) == pytest.approx(68, abs=1.5)


def test_somebody_asks_what_was_asked_ten_minutes_before(truth):
    asked = sorted(truth.messages("asked_again"), key=lambda each: each.at)
    near = [(a, b) for a, b in pairwise(asked) if b.at - a.at <= 600 and a.text == b.text]

    assert len(near) > 60


def test_no_line_comes_twice_in_a_row_except_by_custom(truth):
    copied = {row["ref"] for label in COPIED for row in truth.labelled(label)}
    for said in truth.of_group.values():
        words = [each for each in said if each.type in TEXT]
        twice = [b.text for a, b in pairwise(words) if a.text == b.text and b.ref not in copied]
        assert twice == []


def test_there_are_no_real_addresses(texts, truth):
    links = [each.text for each in truth.said if "http" in each.text]

    assert len(links) > 1_000
    assert all(".example" in text for text in links)
