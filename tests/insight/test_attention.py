"""A group asks for a person only when it falls below its own past, outside of festivals."""

from datetime import date

from weilu.insight.attention import judge
from weilu.insight.queries import weeks_before
from weilu.insight.shapes import Figure, WeekPoint
from weilu.kernel.time import day_number
from weilu.measure.festivals import festivals_of

UNTIL = 20_777
NO_TEMPERATURE = Figure(metric="temperature", value=None)


CHINESE = festivals_of("Asia/Shanghai")


def weeks(*active: int, festival: tuple[int, ...] = ()) -> list[WeekPoint]:
    return [
        WeekPoint(
            until_day=UNTIL - 7 * (len(active) - 1 - at),
            active=n,
            messages=n,
            is_festival=at in festival,
        )
        for at, n in enumerate(active)
    ]


def judged(points, *, temperature=NO_TEMPERATURE, waits=(), first=UNTIL - 400, last=UNTIL, pause=0):
    return judge(
        points=points,
        temperature=temperature,
        temperature_before=temperature.past[-5] if temperature.past else None,
        waits=waits,
        first_day=first,
        last_day=last,
        longest_pause=pause,
        until_day=UNTIL,
    )


def test_two_weeks_far_below_the_usual_ask_for_attention():
    found = judged(weeks(*[40] * 12, 28, 24))

    assert (found.needs_attention, found.reason) == (True, "cooling")
    assert found.facts == {"now": 24, "past": 40}


def test_one_weak_week_is_chance():
    assert not judged(weeks(*[40] * 12, 42, 26)).needs_attention


def test_spring_festival_is_no_death():
    assert not judged(weeks(*[40] * 12, 10, 7, festival=(12, 13))).needs_attention


def test_a_walking_group_that_lives_in_waves_is_not_called_cooling():
    assert not judged(weeks(30, 8, 31, 9, 28, 7, 30, 8, 33, 9, 30, 8, 9, 8)).needs_attention


def test_three_people_more_or_less_are_chance_in_a_tiny_group():
    assert not judged(weeks(*[4] * 12, 1, 1)).needs_attention


def test_a_silent_group_is_told_but_asks_for_nothing():
    found = judged(weeks(*[0] * 14), last=UNTIL - 60)

    assert (found.needs_attention, found.reason) == (False, "silent")


def test_words_that_end_at_once_may_be_the_end_of_the_file_and_are_not_called_cooling():
    found = judged(weeks(*[40] * 12, 38, 20), last=UNTIL - 4)

    assert (found.needs_attention, found.reason) == (True, "ended")
    assert found.facts == {"last_day": UNTIL - 4}


def test_a_group_that_pauses_now_and_then_has_not_ended():
    assert not judged(weeks(*[40] * 14), last=UNTIL - 4, pause=5).reason


def test_a_quiet_weekend_and_a_quiet_festival_are_no_end():
    assert not judged(weeks(*[40] * 14), last=UNTIL - 2).reason
    assert not judged(weeks(*[40] * 13, 9, festival=(13,)), last=UNTIL - 4).reason


def test_a_young_group_is_not_compared_with_itself():
    assert judged(weeks(*[0] * 11, 30, 20, 5), first=UNTIL - 20).reason == "young"


def test_a_newcomer_who_waits_long_is_the_reason_where_nothing_worse_is():
    assert judged(weeks(*[40] * 14), waits=[3.0, 26.0]).facts == {"hours": 26.0, "people": 2}


COLDER = Figure(metric="temperature", value=31, past=(50.0,) * 22 + (45.0, 44, 40, 35, 31))


def test_a_fall_of_the_temperature_asks_for_attention_where_fewer_people_speak_too():
    assert judged(weeks(*[40] * 12, 34, 33), temperature=COLDER).reason == "colder"


def test_an_index_on_trial_alone_rings_no_bell():
    assert not judged(weeks(*[40] * 14), temperature=COLDER).needs_attention


def test_a_group_without_messages_says_nothing():
    assert judged(weeks(0, 0), first=None, last=None).reason == ""


def test_a_temperature_four_weeks_ago_in_the_holidays_is_no_yardstick():
    national_day = day_number(date(2026, 10, 9))

    assert weeks_before(COLDER, festivals=CHINESE, until_day=national_day + 28) is None
    assert weeks_before(COLDER, festivals=CHINESE, until_day=national_day + 42) is None
    assert weeks_before(COLDER, festivals=CHINESE, until_day=national_day + 63) == COLDER.past[-5]
