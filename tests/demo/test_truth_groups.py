"""The groups of the club: volumes, rhythms, festivals, a death, a split, a cooling, a walk."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean, median

import pytest

from weilu.demo.simulator import moments
from weilu.demo.simulator.material import factor, load, rooms

POINTS = 1.5
ROOMS = {room.key: room for room in rooms()}


def ordinary_weeks(truth, key, first, last):
    weeks = Counter(each.week for each in truth.of_group[key])
    found = []
    for week in range(first, last + 1):
        days = [moments.monday(week) + timedelta(days=n) for n in range(7)]
        if all(factor(key, day) == 1.0 for day in days):
            found.append(weeks[week])
    return found


def per_day(truth, key, first, last):
    counts = truth.per_day(key)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return mean(counts[day] for day in days)


def test_they_are_265_000_messages_in_eight_groups_of_three_platforms(truth):
    assert len(truth.said) == pytest.approx(265_000, rel=0.02)
    assert {room.platform for room in ROOMS.values()} == {"wecom", "qq", "wechat"}
    assert [room.platform for room in ROOMS.values()].count("wecom") == 3
    assert [room.platform for room in ROOMS.values()].count("qq") == 1


def test_no_two_days_are_alike_and_weeks_go_down_as_well(truth):
    weeks = ordinary_weeks(truth, "H", 20, 75)

    assert len(set(weeks)) > 0.8 * len(weeks)
    assert sum(b < a for a, b in pairwise(weeks)) > 0.3 * len(weeks)


def test_groups_had_their_peaks(truth):
    assert truth.seated("N", date(2026, 5, 24)) == 297
    assert truth.seated("B", date(2025, 10, 26)) == 268
    assert truth.seated("H", date(2026, 10, 4)) == 470
    assert max(truth.seated("H", moments.monday(week)) for week in range(2, 79)) <= 500


@pytest.mark.parametrize("key", ROOMS)
def test_a_group_speaks_at_its_own_hours(truth, key):
    said = [each.hour for each in truth.of_group[key]]
    shares = Counter(said)

    for hour, share in enumerate(ROOMS[key].hours):
        assert 100 * shares[hour] / len(said) == pytest.approx(100 * share, abs=POINTS), hour


@pytest.mark.parametrize("key", ROOMS)
def test_a_group_has_its_own_weekdays(truth, key):
    loud = {date(2026, 2, 16), date(2025, 12, 31)}  # New Year's Eve, the list of the year
    said = [each.day.weekday() for each in truth.of_group[key] if each.day not in loud]
    shares = Counter(said)

    for weekday, share in enumerate(ROOMS[key].weekdays):
        assert 100 * shares[weekday] / len(said) == pytest.approx(100 * share, abs=POINTS), weekday


def test_weilu_learns_hours_that_contradict_the_book_in_three_groups(measured):
    """The book says 9-11, 15-17, 21-23; the three loudest hours of these groups do not."""
    book = {9, 10, 15, 16, 21, 22}
    golden = {}
    for name, counts in measured["hours"].items():
        by_hour = [sum(day[hour] for day in counts) for hour in range(24)]
        golden[name] = set(sorted(range(24), key=lambda hour: -by_hour[hour])[:5])

    assert {6, 7} <= golden["demo_morning"]
    assert golden["demo_picture_books"] & {13, 14}
    assert golden["demo_mystery"] & {0, 23}
    for name in ("demo_morning", "demo_picture_books", "demo_mystery"):
        assert golden[name] - book


def test_an_imported_group_ends_at_its_last_import(truth):
    gaps = {"N": 2, "C": 1, "W": 3, "B": 40}
    for key, room in ROOMS.items():
        last = max(each.at for each in truth.of_group[key])
        assert last < moments.END - gaps.get(key, 0) * moments.DAY
        if key not in {"B", "W"}:
            assert last > room.end - 18 * moments.HOUR


def test_spring_festival_is_a_spike_and_then_a_trough(truth):
    normal = per_day(truth, "H", date(2026, 1, 12), date(2026, 2, 8))
    whole = truth.per_day()
    usual = mean(whole[date(2026, 1, 12) + timedelta(days=n)] for n in range(28))
    trough = mean(whole[date(2026, 2, 18) + timedelta(days=n)] for n in range(5))
    eve = [e for e in truth.said if e.day == date(2026, 2, 16)]

    assert whole[date(2026, 2, 16)] / usual == pytest.approx(3.1, abs=0.05)
    assert 100 * sum(e.type == 5 for e in eve) / len(eve) == pytest.approx(70, abs=POINTS)
    assert 100 * trough / usual == pytest.approx(18, abs=POINTS)
    back = per_day(truth, "H", date(2026, 3, 4), date(2026, 3, 10))
    assert 100 * back / normal == pytest.approx(90, abs=POINTS)


def test_no_festival_is_read_as_dying(measured):
    """Nobody is told to look after the hall, or any lively group, in the weeks of the festival."""
    first = (date(2026, 2, 10) - date(1970, 1, 1)).days
    for name, weeks in measured["attention"].items():
        asked = [
            reason
            for day, (asks, reason) in weeks.items()
            if asks and first <= int(day) <= first + 22
        ]
        assert name == "demo_business" or asked == [], name


def test_the_walking_group_is_quiet_by_nature_and_never_called_dying(truth, measured):
    weeks = Counter(each.week for each in truth.of_group["W"])
    walks = [weeks[w] for w in range(18, 77) if factor("W", moments.monday(w)) > 3]

    assert mean(ordinary_weeks(truth, "W", 18, 76)) == pytest.approx(110, rel=0.02)
    assert mean(walks) == pytest.approx(420, rel=0.02)
    assert [reason for asks, reason in measured["attention"]["demo_walks"].values() if asks] == []


def test_the_novel_group_cools_and_the_reason_is_a_silent_teacher(truth, measured):
    teacher = next(p for p, name in truth.people("kol").items() if name == "顾老师")
    said = [each for each in truth.of_group["N"] if each.sender == teacher]
    starts = [e for e in said if not e.answers and e.ref not in _children(truth)]
    every = [
        e
        for e in truth.of_group["N"]
        if e.ref not in _children(truth)
        and e.day < date(2026, 11, 2)
        and not _is_labelled(truth, e)
    ]
    now = max(measured["attention"]["demo_novels"], key=int)

    assert measured["attention"]["demo_novels"][now][0]
    assert max(each.day for each in said) < date(2026, 11, 2)
    starts = [e for e in starts if not _is_labelled(truth, e)]
    assert 100 * len(starts) / len(every) == pytest.approx(38, abs=POINTS)


def test_it_alone_asks_for_attention_today(measured):
    asking = [
        name
        for name, weeks in measured["attention"].items()
        if weeks[max(weeks, key=int)][0] and weeks[max(weeks, key=int)][1] in {"cooling", "colder"}
    ]

    assert asking == ["demo_novels"]


def test_the_business_group_dies_from_the_week_its_leader_leaves(truth, measured):
    leader = next(p for p, name in truth.people("kol").items() if name == "陈屿")
    weeks = Counter(each.week for each in truth.of_group["B"])
    followed = [
        left
        for (person, key), (_, left) in truth.seats().items()
        if key == "B" and left and moments.week_of(moments.day_of(int(left))) in {28, 29}
    ]
    after = [each for each in truth.of_group["B"] if each.week > 50]

    assert max(e.week for e in truth.of_group["B"] if e.sender == leader) == 27
    assert len(followed) >= 14
    assert median(weeks[w] for w in range(16, 27)) > 580
    assert weeks[42] < 0.05 * weeks[22]
    assert [e.text for e in truth.messages("last_words")] == ["这个群还有人吗", "在"]
    assert len(after) == 4
    assert len([e for e in after if e in truth.messages("ad")]) == 3
    assert [reason for _, reason in measured["attention"]["demo_business"].values()].count(
        "silent"
    ) > 5


def test_staff_talks_more_and_more_alone_in_the_dying_group(truth):
    kind = truth.people("kind")

    def share(first, last):
        said = [e for e in truth.of_group["B"] if first <= e.week <= last]
        return 100 * sum(kind[truth.author(e)] == "staff" for e in said) / len(said)

    assert share(12, 26) == pytest.approx(12, abs=POINTS)
    assert share(41, 49) == pytest.approx(55, abs=POINTS)


def test_the_split_leaves_as_much_talk_as_there_was(truth):
    parts = Counter(truth.people("split").values())
    weeks = Counter(e.week for e in truth.of_group["N"]) + Counter(
        e.week for e in truth.of_group["T"]
    )
    before = mean(weeks[w] for w in range(44, 52))
    after = mean(ordinary_weeks(truth, "N", 60, 75)) + mean(ordinary_weeks(truth, "T", 60, 75))

    assert parts == {"go": 112, "stay": 118, "neither": 67}
    assert len(truth.labelled("split_for")) + len(truth.labelled("split_against")) == 164
    assert round(100 * len(truth.labelled("split_for")) / 164) == 71
    assert before == pytest.approx(1080, rel=0.02)
    assert after == pytest.approx(1120, rel=0.02)


def test_three_quarters_of_the_replies_lay_inside_the_parts(truth):
    part = truth.people("split")
    inside = outside = 0
    for row in truth.rows:
        if row["subject"] == "reply" and row["group"] == "N":
            child, parent = truth.by_ref[row["ref"]], truth.by_ref[row["value"]]
            ends = part.get(child.sender), part.get(parent.sender)
            if child.week < 53 and None not in ends:
                inside += ends[0] == ends[1]
                outside += ends[0] != ends[1]

    assert 100 * inside / (inside + outside) == pytest.approx(74, abs=1.5)


def test_the_summer_dip_of_the_mothers_ends_in_a_rescue(truth):
    usual = ROOMS["P"].per_week(60)
    dip = per_day(truth, "P", date(2026, 6, 29), date(2026, 8, 2)) * 7
    back = per_day(truth, "P", date(2026, 8, 24), date(2026, 8, 30)) * 7

    assert 100 * dip / usual == pytest.approx(100 - 34, abs=POINTS)
    assert 100 * back / usual == pytest.approx(96, abs=POINTS)


def test_holidays_exams_and_school_leave_the_mark_they_should(truth):
    """National Day takes 45 %, the week of the exams 25 % of T, school's start gives P 20 %."""

    def against(groups, first, last):
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        said = sum(truth.per_day(key)[day] for key in groups for day in days)
        usual = sum(
            ROOMS[key].per_week((day - moments.FIRST_DAY).days / 7 + 1)
            * ROOMS[key].weekdays[day.weekday()]
            * (factor(key, day) / _season(key, day))
            for key in groups
            for day in days
        )
        return 100 * (said / usual - 1)

    assert against("HMNTPW", date(2026, 10, 1), date(2026, 10, 7)) == pytest.approx(-45, abs=POINTS)
    assert against("T", date(2026, 6, 5), date(2026, 6, 10)) == pytest.approx(-25, abs=POINTS)
    assert against("P", date(2026, 8, 31), date(2026, 9, 6)) == pytest.approx(20, abs=POINTS)


def _season(key, day):
    """Return what the calendar alone does, without walks and camps."""
    found = 1.0
    for season in load("calendar")["season"]:
        concerned = key in season.get("groups", "HMNTPWBC") and key not in season.get("but", "")
        if concerned and season["from"] <= day <= season["to"]:
            found *= season["by"]
    return found


def test_advertisements_come_three_times_as_often_around_the_eleventh_of_november(truth):
    ads = [each.day for each in truth.messages("ad")]

    assert sum(date(2025, 11, 10) <= day <= date(2025, 11, 12) for day in ads) == 19


def test_newcomers_of_the_dying_group_are_answered_less_and_less(truth):
    firsts = {}
    for each in sorted(truth.of_group["B"], key=lambda each: each.at):
        firsts.setdefault(each.sender, each)
    asked = {
        row["ref"]
        for label in ("introduction", "newcomer_question")
        for row in truth.labelled(label, "B")
    }
    answered = {}
    for row in truth.rows:
        if row["subject"] == "reply" and row["value"] in asked:
            child, parent = truth.by_ref[row["ref"]], truth.by_ref[row["value"]]
            if child.at - parent.at <= 86_400:
                answered[parent.ref] = True
    early = [ref in answered for ref in asked if truth.by_ref[ref].week < 26]
    late = [ref in answered for ref in asked if truth.by_ref[ref].week >= 35]

    # Half a newcomer is as near as few can come.
    assert 100 * mean(early) == pytest.approx(81, abs=max(POINTS, 50 / len(early)))
    assert 100 * mean(late) == pytest.approx(22, abs=max(POINTS, 50 / len(late)))


def test_one_man_starts_nearly_half_of_the_talk_of_the_business_group_until_he_leaves(truth):
    leader = next(p for p, name in truth.people("kol").items() if name == "陈屿")
    starts = [
        e
        for e in truth.of_group["B"]
        if e.week < 28 and e.ref not in _children(truth) and not _is_labelled(truth, e)
    ]

    assert 100 * mean(e.sender == leader for e in starts) == pytest.approx(46, abs=POINTS)


def _children(truth):
    if not hasattr(truth, "children"):
        truth.children = {row["ref"] for row in truth.rows if row["subject"] == "reply"}
        truth.marked = {row["ref"] for row in truth.rows if row["subject"] == "message"}
    return truth.children


def _is_labelled(truth, each):
    return each.ref in truth.marked
