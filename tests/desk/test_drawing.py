"""What is drawn begins where the group began, and says when."""

from weilu.desk.drawing import lane_months, week_course
from weilu.desk.queries import Lane
from weilu.insight.shapes import WeekPoint

UNTIL = 20_777  # 2026-11-20


def lane(weeks: int) -> Lane:
    return Lane(group_id=1, weeks=(1,) * weeks, total=weeks, first_day=UNTIL, last_day=UNTIL)


def test_weeks_before_the_first_message_are_not_drawn_as_silence():
    points = [
        WeekPoint(until_day=UNTIL - 7 * ago, active=people, messages=people)
        for ago, people in ((3, 0), (2, 0), (1, 5), (0, 0))
    ]

    drawn = week_course(points)

    assert drawn["x"] == ["11-13", "11-20"]
    assert drawn["series"][0]["values"] == [5, 0]


def test_months_stand_below_the_lanes_from_the_first_week_to_now():
    assert lane_months([lane(52)], UNTIL) == ["2025-11", "2026-03", "2026-07", "2026-11"]
    assert lane_months([lane(10)], UNTIL) == ["2026-09", "2026-11"]


def test_a_few_weeks_within_one_month_need_no_months_below():
    assert lane_months([lane(2)], UNTIL) == []
    assert lane_months([], UNTIL) == []
