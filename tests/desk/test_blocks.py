"""What the blocks say is decided by what was measured; the examples are those of the pictures."""

import pytest
from django.utils import translation

from weilu.desk.blocks import answers, carriers, course, growth, rhythm, standards, temperature
from weilu.desk.blocks import waiting as waiting_block
from weilu.desk.blocks.scene import Scene
from weilu.insight.shapes import (
    AnswerTimes,
    Cohort,
    Figure,
    HeatMap,
    PersonLine,
    Tie,
    Waiting,
    WeekPoint,
    Word,
)
from weilu.kernel.time import DAY_US

UNTIL = 20_777  # 2026-11-20
SCENE = Scene(slug="weilu", group_id=3, until_day=UNTIL, people={1: "顾南", 2: "江予安", 3: "沈迟"})


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def weeks(*active: int, messages: int = 10, festival: tuple[int, ...] = ()) -> list[WeekPoint]:
    return [
        WeekPoint(
            until_day=UNTIL - 7 * (len(active) - 1 - at),
            active=people,
            messages=people * messages,
            is_festival=at in festival,
        )
        for at, people in enumerate(active)
    ]


def figure(metric: str, value: float | None, past: float | None = None, n: int = 50) -> Figure:
    return Figure(metric=metric, value=value, past_median=past, n=n)


def person(who: int, share: float, *, days_ago: int = 0) -> PersonLine:
    return PersonLine(
        person_id=who,
        messages=int(share * 100),
        share=share,
        answered_people=3,
        starts=2,
        last_us=SCENE.until_us - days_ago * DAY_US,
    )


def test_a_falling_course_names_the_usual_week_and_opens_its_rows():
    block = course.course(weeks(*[96] * 12, 42), SCENE)

    assert "fell from about 96 to" in block.finding
    assert 'href="/c/weilu/rows/weekly_active/?group=3&amp;until=20777"' in block.finding


def test_a_festival_week_is_no_yardstick():
    usual = course.usual(weeks(90, 90, 90, 2, 90, 90, festival=(3,)))

    assert usual == 90


def test_too_little_history_says_so_instead_of_a_number():
    block = course.course(weeks(5, 6), SCENE)

    assert block.finding == "Too little history for a course."


def test_messages_that_fall_faster_than_people_are_noticed():
    points = [*weeks(*[100] * 12), WeekPoint(until_day=UNTIL, active=70, messages=300)]

    assert "Messages moved down further than people" in course.course(points, SCENE).means


def test_the_newcomer_who_waits_longest_is_named_first():
    waits = [
        Waiting(group_id=3, person_id=who, message_ref="m", sent_us=0, hours=hours, text="你好")
        for who, hours in ((1, 3.0), (2, 25.0))
    ]

    block = waiting_block.waiting(waits, figure("welcome_rate", 0.43, 0.68), SCENE)

    assert "newcomers wait for a first answer" in block.finding
    assert "江予安" in block.act
    assert "25 hours" in block.act
    assert "68" in block.means


def test_nobody_waiting_is_a_sentence_and_not_an_empty_box():
    block = waiting_block.waiting([], figure("welcome_rate", None, n=2), SCENE)

    assert block.finding == "Nobody new is waiting for an answer."
    assert "too few for a share" in block.means


def test_fewer_than_five_conversations_show_no_share():
    times = AnswerTimes(
        buckets=((0, 10), (None, None)),
        now=(1, 2),
        past_share=(0.5, 0.5),
        conversations=3,
        median_minutes=None,
        past_median_minutes=None,
    )

    assert "no share" in answers.answers(times, figure("answered_rate", None), SCENE).finding


def test_a_name_full_of_markup_stays_text():
    scene = Scene(slug="weilu", group_id=3, until_day=UNTIL, people={1: "<img src=x onerror=1>"})
    lines = [person(1, 0.4, days_ago=9), *(person(who, 0.1) for who in range(2, 8))]

    block = carriers.carriers(lines, figure("bus_factor", 3), scene)

    assert "<img" not in block.means
    assert "&lt;img" in block.means


def test_somebody_who_carries_the_group_and_fell_silent_is_told():
    lines = [person(1, 0.4, days_ago=9), *(person(who, 0.1) for who in range(2, 8))]

    block = carriers.carriers(lines, figure("bus_factor", 3), SCENE)

    assert "顾南" in block.means
    assert "has not spoken for a week" in block.means


def test_ties_of_fewer_than_five_pairs_show_no_share():
    found = [Tie(one_id=1, other_id=2, forth=3, back=1), Tie(one_id=1, other_id=3, forth=1, back=0)]

    assert "too few" in carriers.ties(found, SCENE).finding


def test_the_weakest_part_of_the_temperature_gets_its_act():
    figures = {metric: figure(metric, 0.4, 0.6) for metric in temperature.PARTS}
    ranks = dict.fromkeys(temperature.PARTS, 0.6) | {"welcome_rate": 0.19}

    parts = temperature.parts(figures, ranks)
    block = temperature.temperature(figure("temperature", 31), parts, 45, SCENE)

    assert [part.metric for part in parts if part.is_weakest] == ["welcome_rate"]
    assert "Greet the newcomers" in block.act
    assert block.aside == "four weeks ago 45"


def test_without_history_there_is_no_temperature_and_the_block_says_why():
    block = temperature.temperature(figure("temperature", None), [], None, SCENE)

    assert "We do not know yet" in block.finding
    assert "8 weeks" in block.means


def test_a_standard_whose_interval_holds_its_past_is_not_called_weaker():
    doubtful = Figure(
        metric="speaking_share", value=0.017, low=0.012, high=0.026, past_median=0.02, n=1501
    )

    block = standards.health(standards.standards({"speaking_share": doubtful}))

    assert block.finding == "All that is known holds its own level."


def test_standards_compare_with_the_own_past_only():
    found = standards.standards(
        {
            "self_organisation": figure("self_organisation", 0.47, 0.60),
            "speaking_share": figure("speaking_share", 0.31, 0.31),
            "brought_by_members": figure("brought_by_members", None, n=0),
        }
    )

    block = standards.health(found)

    assert block.finding == "Self-organising: weaker than before."
    assert "stays unknown" in block.means


def test_the_act_helps_the_standard_that_fell():
    fallen = {"brought_by_members": figure("brought_by_members", 0.2, 0.6)}

    block = standards.health(standards.standards(fallen))

    assert "bring a friend" in block.act


def test_the_busiest_day_and_the_three_busiest_hours_are_named():
    rows = [[0] * 24 for _ in range(7)]
    rows[2][21], rows[2][22], rows[0][9] = 30, 30, 40

    block = rhythm.rhythm(HeatMap(counts=tuple(map(tuple, rows)), total=100), SCENE)

    assert "Wednesday brings" in block.finding
    assert "20–23 h brings 60" in block.finding


def test_a_month_of_fewer_than_five_joiners_gives_no_share():
    block = growth.retention([Cohort(month="2026-09", joined=4, spoke=(4, 1))], SCENE)

    assert "No month with 5 joiners" in block.finding


def test_words_that_came_twice_as_often_make_the_finding():
    found = [
        Word(word="译本", count=20, people=9, ratio=2.4),
        Word(word="书", count=90, people=40, ratio=1),
    ]

    assert "译本" in growth.vocabulary(found).finding


def test_people_who_hold_while_messages_fall_are_not_called_those_who_stayed():
    points = [*weeks(*[100] * 12), WeekPoint(until_day=UNTIL, active=104, messages=600)]

    assert "each wrote less" in course.course(points, SCENE).means


def test_where_no_answer_is_known_silence_is_not_claimed():
    times = AnswerTimes(
        buckets=((0, 10), (None, None)),
        now=(0, 300),
        past_share=(0.0, 1.0),
        conversations=300,
        median_minutes=None,
        past_median_minutes=None,
    )

    assert "We do not know yet" in answers.answers(times, figure("answered_rate", 0), SCENE).finding


def test_most_conversations_unanswered_is_nothing_to_be_thanked_for():
    times = AnswerTimes(
        buckets=((0, 10), (None, None)),
        now=(40, 260),
        past_share=(0.1, 0.9),
        conversations=300,
        median_minutes=None,
        past_median_minutes=None,
    )

    act = answers.answers(times, figure("answered_rate", 0.14, 0.13), SCENE).act

    assert "pick two open questions a day" in act


def months(*spoke: tuple[int, int]) -> list[Cohort]:
    return [
        Cohort(month=f"2026-{at:02}", joined=joined, spoke=(joined, again))
        for at, (joined, again) in enumerate(spoke, 1)
    ]


def test_months_of_newcomers_are_compared_by_halves_and_not_by_two_single_months():
    sinking = growth.retention(months((30, 20), (30, 18), (30, 8), (30, 10)), SCENE)
    swinging = growth.retention(months((12, 10), (19, 1), (5, 3), (6, 2)), SCENE)
    even = growth.retention(months((30, 15), (30, 14), (30, 16)), SCENE)

    assert "less often" in sinking.means
    assert "Too few newcomers" in swinging.means
    assert "hardly changed" in even.means


def test_nobody_at_risk_asks_for_nobody_to_be_written_to():
    block = growth.engagement({"consistently_active": 9, "at_risk": 0}, SCENE)

    assert "nobody is about to drop out" in block.finding
    assert block.act == ""
