"""A silent group tells its life and where its people are, instead of a page of empty blocks."""

import pytest
from django.utils import translation

from weilu.desk.blocks import silent
from weilu.desk.blocks.scene import Scene
from weilu.insight.shapes import PersonLine, WeekPoint

UNTIL = 20_777  # 2026-11-20
SCENE = Scene(slug="weilu", group_id=3, until_day=UNTIL, people={})


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def weeks(*active: int) -> list[WeekPoint]:
    return [
        WeekPoint(until_day=UNTIL - 7 * (len(active) - 1 - at), active=n, messages=n)
        for at, n in enumerate(active)
    ]


def person(who: int) -> PersonLine:
    return PersonLine(person_id=who, messages=9, share=0.1, answered_people=1, starts=1, last_us=0)


def test_a_life_ends_with_the_last_week_that_had_a_fifth_of_the_best_weeks_voices():
    points = weeks(40, 100, 60, 21, 19, 3, 0, 1, 0, 0, 0)

    assert silent.last_lively(points) == points[3]


def test_the_best_week_and_the_end_are_told_with_their_days():
    block = silent.life(weeks(40, 100, 60, 21, 0, 0, 0, 0, 0), SCENE)

    assert block.finding.startswith("At its best 100 people spoke in a week; since 16 October")
    assert "2 weeks later" in block.means


def test_a_group_of_four_people_never_had_a_life_to_tell():
    points = weeks(4, 3, 4, 0, 0, 0, 0, 0)

    assert silent.last_lively(points) is None
    assert "Never more than 4 people" in silent.life(points, SCENE).finding


def test_those_who_carried_it_and_still_speak_elsewhere_are_counted():
    block = silent.carried([person(1), person(2), person(3)], {1: [7], 3: [8, 9]}, "6 February")

    assert block.finding == "Of the 3 who wrote most, 2 still speak in other groups."


def test_where_nobody_speaks_any_more_a_notice_is_not_advised():
    block = silent.carried([person(1), person(2)], {}, "6 February")

    assert "None of the 2" in block.finding
    assert "a notice to the group reaches nobody" in block.act
