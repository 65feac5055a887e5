"""Morning reading: fifteen camps of 21 days, their cliffs, and two people in particular."""

from collections import Counter, defaultdict
from datetime import timedelta
from statistics import mean

import pytest

from weilu.demo.simulator.customs.camps import FINISHED, camp_days, completion
from weilu.demo.simulator.material import camp_day, camp_starts
from weilu.demo.simulator.moments import AS_OF


@pytest.fixture(scope="module")
def days(truth):
    """Days with a check-in, by camp and person."""
    starts = camp_starts()
    found = defaultdict(set)
    for each in truth.messages("checkin"):
        camp = max(n for n, start in enumerate(starts, 1) if start <= each.day)
        found[camp, each.sender].add((each.day - starts[camp - 1]).days + 1)
    return found


def test_camp_15_is_on_day_19_of_21():
    assert len(camp_starts()) == 15
    assert camp_day(AS_OF.date()) == 19
    assert camp_days() == 313


@pytest.mark.parametrize("camp", range(1, 15))
def test_a_camp_is_finished_by_as_many_as_it_should(days, camp):
    those = [found for (number, _), found in days.items() if number == camp]
    done = sum(len(found) >= FINISHED for found in those)

    # Half a person is as near as a camp can come.
    assert 100 * done / len(those) == pytest.approx(
        100 * completion(camp), abs=max(1.5, 50 / len(those))
    )


def test_the_camps_begin_well_tire_and_are_mended():
    assert [round(100 * completion(camp)) for camp in (1, 8, 14)] == [71, 48, 63]


def test_who_has_a_buddy_finishes_more_often(truth, days):
    """Seventeen points more, over all camps that have ended."""
    done = {}
    for label in ("camp_buddy", "camp_alone"):
        rows = [row for row in truth.by_subject["camp", label] if row["number"] < 15]
        done[label] = [len(days[row["number"], row["ref"]]) >= FINISHED for row in rows]

    more = 100 * (mean(done["camp_buddy"]) - mean(done["camp_alone"]))
    assert more == pytest.approx(17, abs=1.5)


def test_a_buddy_is_the_buddy_of_their_buddy(truth):
    pairs = {
        (row["number"], row["ref"]): row["value"] for row in truth.by_subject["camp", "camp_buddy"]
    }

    assert len(pairs) > 200
    assert all(pairs[camp, other] == person for (camp, person), other in pairs.items())


def test_day_four_and_the_first_weekend_are_the_cliffs(days):
    last = Counter(
        max(found) for (camp, _), found in days.items() if camp < 15 and len(found) < FINISHED
    )

    assert last[3] == max(last.values())
    assert last[3] + last[5] + last[6] > 0.4 * sum(last.values())


def test_check_ins_come_early_in_the_morning(truth):
    assert {each.hour for each in truth.messages("checkin")} == {5, 6, 7, 8}


def test_the_postman_checks_in_for_the_300th_time_today(truth):
    postman = next(p for p, name in truth.people("kol").items() if name == "老邮差")
    mine = sorted(e.at for e in truth.messages("checkin") if e.sender == postman)

    assert len(mine) == 300
    assert AS_OF.timestamp() - mine[-1] < 8 * 3600


def test_one_calendar_shows_17_of_19_days(truth, days):
    person = next(p for p, name in truth.people("name").items() if name == "木白")

    assert len(days[15, person]) == 17


def test_nobody_checks_in_outside_a_camp(truth):
    assert all(camp_day(each.day) for each in truth.messages("checkin"))
    assert camp_day(camp_starts()[0] - timedelta(days=1)) == 0
