"""World Book Day: a day and a night read through, books swapped in the rain, ties that held."""

from datetime import date, timedelta
from statistics import mean

import pytest


def test_48_slots_are_read_and_the_nurse_reads_those_at_four(truth):
    slots = sorted(truth.messages("relay_reading"), key=lambda each: each.at)
    nurse = next(p for p, name in truth.people("kol").items() if name == "阿柚")

    assert len(slots) == 48
    assert {each.day for each in slots} == {date(2026, 4, 23)}
    assert date(2026, 4, 23).weekday() == 3
    assert [truth.author(each) == nurse for each in slots if each.hour == 4] == [True, True]


def test_86_sign_up_for_60_places_and_51_come(truth):
    came = truth.by_subject["swap", "came_to_swap"]
    (told,) = truth.messages("review")

    assert len(truth.labelled("swap_signed")) == 60
    assert len(truth.labelled("swap_waiting")) == 86 - 60
    assert len(truth.labelled("swap_cancel")) == len(
        {truth.author(e) for e in truth.messages("swap_cancel")}
    )
    assert len(truth.labelled("swap_cancel")) == 11
    assert len(came) == 51
    for figure in ("86", "26", "11", "51", "2130"):
        assert figure in told.text


def test_two_days_bring_2_6_times_as_much_and_93_pictures(truth):
    days = truth.per_day("H")
    event = date(2026, 4, 25)
    usual = [
        mean(days[event + timedelta(days=n - 7 * back)] for back in (1, 2, 3, -1, -2))
        for n in range(2)
    ]

    assert (days[event] + days[event + timedelta(days=1)]) / sum(usual) == pytest.approx(
        2.6, rel=0.02
    )
    assert len(truth.labelled("book_swap_picture")) == 93


def test_19_pairs_who_met_there_still_talk_in_the_last_week(truth):
    came = {row["ref"] for row in truth.by_subject["swap", "came_to_swap"]}
    met = date(2026, 4, 25)
    before, now = set(), set()
    for row in truth.rows:
        if row["subject"] == "reply" and row["group"] == "H":
            child, parent = truth.by_ref[row["ref"]], truth.by_ref[row["value"]]
            pair = frozenset({truth.author(child), truth.author(parent)})
            if child.day < met:
                before.add(pair)
            if child.week == 78:
                now.add(pair)
    told = {frozenset({r["ref"], r["value"]}) for r in truth.by_subject["tie", "swap_tie"]}

    assert len(told) == 19
    assert all(pair <= came for pair in told)
    assert not told & before
    assert told <= now
