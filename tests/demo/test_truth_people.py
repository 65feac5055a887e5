"""The people of the club as the files tell them, against what was promised of them."""

from collections import Counter, defaultdict

import pytest

from weilu.demo.simulator import moments
from weilu.demo.simulator.moments import DAY, END

POINTS = 1.5
KINDS = {
    "staff": 3,
    "core": 19,
    "kol": 2,
    "koc": 26,
    "regular": 110,
    "occasional": 338,
    "lurker": 520,
    "checkin": 78,
    "hunter": 82,
    "advertiser": 18,
    "rival": 4,
}
SEATS = {"H": 478, "M": 164, "N": 118, "T": 126, "P": 243, "W": 131, "B": 152, "C": 22}
CHANNELS = {
    "老带新海报": (372, 1860, 93, 41),
    "公众号文末": (238, 0, 88, 24),
    "半山书房台卡": (121, 360, 91, 37),
    "小红书笔记": (214, 2400, 74, 12),
    "抽书裂变活动": (163, 1150, 38, 4),
    "直播": (57, 800, 66, 8),
}


def test_they_are_1200_by_kinds_that_exclude_each_other(truth):
    assert Counter(truth.people("kind").values()) == KINDS
    assert len(truth.people("kind")) == 1200


def test_905_of_them_hold_1434_seats_today(truth):
    open_seats = [key for key, (_, left) in truth.seats().items() if left is None]

    assert Counter(group for _, group in open_seats) == SEATS
    assert len(open_seats) == 1434
    assert len({person for person, _ in open_seats}) == 905


@pytest.mark.parametrize(
    ("kinds", "share"),
    [
        (["staff"], 7),
        (["core"], 22),
        (["kol"], 2.5),
        (["koc"], 9),
        (["regular"], 33),
        (["occasional"], 14),
        (["checkin"], 7),
        (["hunter", "advertiser", "rival"], 5.5),
    ],
)
def test_every_kind_writes_its_share(truth, kinds, share):
    kind = truth.people("kind")
    said = sum(kind[truth.author(each)] in kinds for each in truth.said)

    assert 100 * said / len(truth.said) == pytest.approx(share, abs=POINTS)


def test_the_top_fifth_writes_four_fifths_and_a_lurker_speaks_twice_at_most(truth):
    kind = truth.people("kind")
    counts = Counter(truth.author(each) for each in truth.said)
    top = sorted(counts.values(), reverse=True)[: len(counts) // 5]

    assert 100 * sum(top) / len(truth.said) == pytest.approx(82, abs=POINTS)
    assert max(n for person, n in counts.items() if kind[person] == "lurker") <= 2


def test_lurkers_give_a_third_of_all_orders(truth):
    kind = truth.people("kind")
    orders = [
        kind[truth.author(each)]
        for label in ("order_too_early", "order_when_ready", "preorder", "member")
        for each in truth.messages(label)
    ]
    orders += [kind[row["ref"]] for row in truth.by_subject["set", "set_order"]]

    assert len(orders) == 3 + 74 + 47 + 100 + 26 * 5
    assert 100 * orders.count("lurker") / len(orders) == pytest.approx(34, abs=POINTS)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_brings_keeps_and_wakes_as_many_as_it_should(truth, channel):
    people, cost, stayed, again = CHANNELS[channel]
    facts = {r["label"]: r["number"] for r in truth.rows if r["ref"] == channel}
    came = truth.numbers("comes")
    through = [p for p, name in truth.people("channel").items() if name == channel]
    first = defaultdict(lambda: (2**60, None))
    for (person, _), (joined, left) in truth.seats().items():
        first[person] = min(first[person], (joined, left or 2**60))
    spoke = defaultdict(list)
    for each in truth.said:
        spoke[truth.author(each)].append(each.at)
    known28 = [p for p in through if came[p] + 28 * DAY <= END]
    known56 = [p for p in through if came[p] + 56 * DAY <= END]
    stay = sum(first[p][1] - first[p][0] >= 28 * DAY for p in known28)
    spoken = sum(any(28 * DAY <= s - came[p] < 56 * DAY for s in spoke[p]) for p in known56)

    assert (len(through), facts["cost"]) == (people, cost)
    assert 100 * stay / len(known28) == pytest.approx(stayed, abs=POINTS)
    assert 100 * spoken / len(known56) == pytest.approx(again, abs=POINTS)


def test_members_bring_a_third_and_with_rewarded_ones_nearly_half(truth):
    channels = Counter(truth.people("channel").values())
    known = 1200 - channels[""]

    assert channels[""] == 35
    assert round(100 * channels["老带新海报"] / known) == 32
    assert round(100 * (channels["老带新海报"] + channels["抽书裂变活动"]) / known) == 46


def test_82_come_for_the_prize_and_leave_the_hall_within_three_days(truth):
    kind, channel = truth.people("kind"), truth.people("channel")
    hall = {p: seat for (p, group), seat in truth.seats().items() if group == "H"}
    hunters = [p for p in kind if kind[p] == "hunter"]

    assert len(hunters) == 82
    assert {channel[p] for p in hunters} == {"抽书裂变活动"}
    assert all(hall[p][1] - hall[p][0] <= 72 * 3600 for p in hunters)


def test_two_rings_of_nine_and_six_invite_each_other_for_the_prize(truth):
    """Each of a ring is brought by the one before, and the first by the last, who came later."""
    ring, inviter = truth.people("ring"), truth.people("inviter")
    kind, names = truth.people("kind"), truth.people("name")
    told = {e.text for e in truth.notices if e.group == "H"}

    assert sorted(Counter(ring.values()).values()) == [6, 9]
    assert {kind[person] for person in ring} == {"hunter"}
    for number in set(ring.values()):
        those = {person for person in ring if ring[person] == number}
        assert {inviter[person] for person in those} == those
        for person in those:
            assert f"“{names[inviter[person]]}”邀请“{names[person]}”加入了群聊" in told


def test_three_come_back_and_are_glad_of_it(truth):
    rings = set(truth.people("ring"))
    back = [r for r in truth.by_subject["seat", "came_back"] if r["ref"] not in rings]
    went = {r["ref"]: r["number"] for r in truth.by_subject["seat", "went"]}
    said = truth.messages("return")

    assert len(back) == len(said) == 3
    assert {truth.author(each) for each in said} == {row["ref"] for row in back}
    assert "我又回来了,外面的群太吵" in {each.text for each in said}
    for row in back:
        here = [e.at for e in truth.of_group[row["group"]] if truth.author(e) == row["ref"]]
        assert not [at for at in here if went[row["ref"]] <= at < row["number"]]


def test_nine_people_lead_and_one_of_them_is_hidden_by_her_message_count(truth):
    kols = {name: person for person, name in truth.people("kol").items()}
    counts = Counter(truth.author(each) for each in truth.said)
    ranked = [person for person, _ in counts.most_common()]

    assert set(kols) == {
        "顾老师",
        "老周",
        "绿豆妈",
        "阿柚",
        "石头",
        "林一诺",
        "老邮差",
        "南枝",
        "陈屿",
    }
    assert ranked.index(kols["南枝"]) > 40


def test_every_message_of_her_finds_six_repliers(truth):
    repliers = defaultdict(set)
    for row in truth.rows:
        if row["subject"] == "reply":
            repliers[row["value"]].add(truth.author(truth.by_ref[row["ref"]]))
    pearls = truth.labelled("pearl")

    assert len(pearls) > 480
    assert all(len(repliers[row["ref"]]) >= 6 for row in pearls)


def test_the_nurse_answers_newcomers_within_twenty_minutes(truth):
    nurse = next(p for p, name in truth.people("kol").items() if name == "阿柚")
    asked = {row["ref"]: truth.by_ref[row["ref"]] for row in truth.labelled("newcomer_question")}
    waits = [
        truth.by_ref[row["ref"]].at - asked[row["value"]].at
        for row in truth.rows
        if row["subject"] == "reply" and row["value"] in asked
        if truth.author(truth.by_ref[row["ref"]]) == nurse
    ]

    assert len(waits) > 20
    assert sum(wait <= 20 * 60 for wait in waits) / len(waits) > 0.95


def test_39_have_two_open_accounts_that_weilu_does_not_know_to_be_one_person(truth, measured):
    two = truth.by_subject["person", "two_accounts"]

    assert sum(row["number"] == 1 for row in two) == 39
    assert measured["people"] == 1200 + 39


def test_five_namesakes_stay_five_people(truth, measured):
    assert len(truth.by_subject["person", "namesake"]) == 5
    assert measured["namesakes"] == 5


def test_36_write_traditional_characters(truth):
    import opencc

    writers = set(truth.people("script"))
    to_simplified = opencc.OpenCC("t2s")
    written = [e for e in truth.said if e.type in {0, 25} and e.sender in writers]
    shown = [e.text for e in written if "书" in e.text and len(e.text) > 6]

    assert len(writers) == 36
    assert len(shown) <= 0.02 * len(written)
    assert any(to_simplified.convert(e.text) != e.text for e in written)


def test_seven_advertisers_are_other_accounts_of_advertisers(truth):
    assert len(truth.by_subject["person", "second_account_of"]) == 7


def test_weilu_knows_staff_inviters_and_ways_of_coming(measured):
    assert sorted(set(measured["staff"])) == ["小满", "闻溪", "阿澈"]
    assert measured["invited"] > 900
    assert {"公众号文末", "半山书房台卡", "小红书笔记", "抽书裂变活动", "直播"} <= set(
        measured["channels"]
    )


def test_nobody_is_there_before_the_story_begins(truth):
    assert min(joined for joined, _ in truth.seats().values()) >= moments.START


def test_twelve_come_in_the_week_of_the_report_and_eleven_are_answered_within_a_day(truth):
    came = truth.numbers("comes")
    new = {p for p, at in came.items() if moments.week_of(moments.day_of(int(at))) == 77}
    firsts = {}
    for each in sorted(truth.said, key=lambda each: each.at):
        firsts.setdefault(truth.author(each), each)
    answers = defaultdict(list)
    for row in truth.rows:
        if row["subject"] == "reply":
            answers[row["value"]].append(truth.by_ref[row["ref"]].at)
    waits = [min(answers[firsts[p].ref]) - firsts[p].at for p in new]

    assert len(new) == 12
    assert {p for p, first in firsts.items() if first.week == 77} == new
    assert sum(wait <= DAY for wait in waits) == 11
