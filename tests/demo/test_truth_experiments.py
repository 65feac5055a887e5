"""What the club tried, and what it truly did: halves drawn by lot, effects known to the point."""

from collections import Counter, defaultdict
from datetime import date
from statistics import mean

import numpy as np
import pytest

from weilu.demo.simulator import moments
from weilu.demo.simulator.moments import DAY

POINTS = 1.5


@pytest.fixture(scope="module")
def spoke(truth):
    """When each person spoke, in all groups."""
    found = defaultdict(list)
    for each in truth.said:
        found[truth.author(each)].append(each)
    return found


def halves(truth, name, spoke_in):
    arms = defaultdict(list)
    for person, arm in truth.people(f"{name}_arm").items():
        arms[arm].append(spoke_in(person))
    return arms


def test_a_named_buddy_lets_eleven_points_more_newcomers_speak_again(truth, spoke):
    came = truth.numbers("comes")

    def again(person):
        return any(28 * DAY <= each.at - came[person] < 56 * DAY for each in spoke[person])

    arms = halves(truth, "welcome", again)
    (effect,) = [r["number"] for r in truth.by_subject["figure", "effect"] if r["ref"] == "welcome"]

    assert {arm: len(those) for arm, those in arms.items()} == {"buddy": 206, "note": 206}
    assert effect == 11
    assert 100 * (mean(arms["buddy"]) - mean(arms["note"])) == pytest.approx(effect, abs=POINTS)


def test_the_halves_of_the_welcome_came_by_the_same_ways(truth):
    channel, arms = truth.people("channel"), truth.people("welcome_arm")
    ways = Counter((channel[person], arm) for person, arm in arms.items())

    for name in set(channel.values()):
        assert abs(ways[name, "buddy"] - ways[name, "note"]) <= 1


def test_each_newcomer_of_the_welcome_is_greeted_as_their_half_is(truth):
    """The files show it: a buddy's own words for one half, the note of 小满 for the other."""
    names = truth.people("name")
    shown = {"buddy": "welcome_buddy", "note": "welcome"}
    greeted = defaultdict(set)
    for label in shown.values():
        for each in truth.messages(label, "H"):
            greeted[label].add(each.text.split("@", 1)[1].split("\u2005")[0])
    buddies = {row["ref"]: row["value"] for row in truth.by_subject["person", "buddy"]}
    kind = truth.people("kind")

    for person, arm in truth.people("welcome_arm").items():
        assert names[person] in greeted[shown[arm]]
    assert len(buddies) == 206
    assert {kind[buddy] for buddy in buddies.values()} <= {"core", "koc"}


def test_a_private_word_brings_six_points_of_the_mothers_back(truth):
    begin = moments.second(date(2026, 8, 3), 12)
    spoken = {
        truth.author(each) for each in truth.of_group["P"] if begin <= each.at < begin + 28 * DAY
    }
    arms = halves(truth, "rescue", lambda person: person in spoken)

    assert abs(len(arms["nudged"]) - len(arms["held_out"])) <= 1
    assert len(arms["nudged"]) > 100
    assert 100 * (mean(arms["nudged"]) - mean(arms["held_out"])) == pytest.approx(6, abs=POINTS)


def test_the_halves_of_the_rescue_are_of_the_same_kinds(truth):
    kind, arms = truth.people("kind"), truth.people("rescue_arm")
    kinds = Counter((kind[person], arm) for person, arm in arms.items())

    for name in set(kind.values()):
        assert abs(kinds[name, "nudged"] - kinds[name, "held_out"]) <= 1


def staff_posts(truth):
    """Posts a day of the staff in the hall, by week."""
    posts = Counter()
    for row in truth.rows:
        label = row["label"]
        is_post = label.startswith(("column_", "everyone")) or label == "notice"
        if row["subject"] == "message" and row["group"] == "H" and is_post:
            posts[truth.by_ref[row["ref"]].week] += 1 / 7
    return posts


def test_each_post_a_day_too_many_costs_four_members_in_a_thousand_a_week(truth):
    """Of those who had been there for four weeks; the usual leaving grows less with the years."""
    hall = [seat for (_, group), seat in truth.seats().items() if group == "H"]
    posts = staff_posts(truth)
    rows = []
    for week in range(10, 78):
        begin = moments.second(moments.monday(week))
        there = [
            left for joined, left in hall if joined <= begin - 28 * DAY and (left or 2**60) >= begin
        ]
        gone = sum((left or 2**60) < begin + 7 * DAY for left in there)
        rows.append((week, max(0.0, posts[week] - 3), 100 * gone / len(there)))
    weeks, extra, leaving = np.array(rows).T
    known = np.column_stack([extra, weeks, np.ones(len(weeks))])
    slope = np.linalg.lstsq(known, leaving, rcond=None)[0][0]
    (told,) = truth.by_subject["figure", "slope"]

    assert told["number"] == 0.4
    assert slope == pytest.approx(told["number"], abs=0.03)
    assert sum(extra > 0.5) >= 12


def test_most_who_leave_the_hall_do_it_within_two_days_of_a_notice(truth):
    notices = sorted(each.at for each in truth.messages("notice"))
    hall = [(j, left) for (_, group), (j, left) in truth.seats().items() if group == "H" and left]
    settled = [left for joined, left in hall if left - joined > 57 * DAY]
    soon = [any(0 <= left - at <= 2 * DAY for at in notices) for left in settled]
    said = truth.messages("goodbye", "H")

    assert 100 * mean(soon) == pytest.approx(92, abs=POINTS)
    assert len(said) < 0.3 * len(settled)
