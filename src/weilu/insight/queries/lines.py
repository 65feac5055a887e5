"""All groups at once, for the overview: one set of queries, however many groups."""

from statistics import median

from weilu.community.models import Community
from weilu.insight import attention
from weilu.insight.queries.figures import WINDOWS, end_of, figure_of, weeks_before
from weilu.insight.queries.scope import PEOPLE
from weilu.insight.queries.talk import waiting
from weilu.insight.shapes import Figure, GroupLine, WeekPoint
from weilu.kernel.time import DAY_US
from weilu.measure.festivals import Festivals, festivals_of
from weilu.warehouse.reader import Reader

COURSE_WEEKS = 12
YARDSTICK_WEEKS = 13


def group_lines(reader: Reader, community: Community, *, until_day: int) -> list[GroupLine]:
    """Return one line for every group of the community, those without messages too."""
    members = _members(reader, until_day)
    festivals = festivals_of(community.timezone)
    temperatures = _temperatures(reader, until_day, festivals)
    courses = _courses(reader, until_day, festivals)
    lived = spans(reader, until_day)
    pauses = longest_pauses(reader, until_day)
    waits: dict[int, list[float]] = {}
    until_us = end_of(reader, until_day)
    for one in waiting(reader, None, until_us=until_us, with_text=False):
        waits.setdefault(one.group_id, []).append(one.hours)
    lines = []
    for group_id in community.groups.values_list("pk", flat=True):
        temperature = temperatures.get(group_id) or Figure(metric="temperature", value=None)
        before = weeks_before(temperature, until_day=until_day, festivals=festivals)
        points = courses.get(group_id) or _empty_course(until_day, festivals)
        first, last = lived.get(group_id, (None, None))
        found = attention.judge(
            points=points,
            temperature=temperature,
            temperature_before=before,
            waits=waits.get(group_id, []),
            first_day=first,
            last_day=last,
            longest_pause=pauses.get(group_id, 0),
            until_day=until_day,
        )
        # Whether somebody answered after the end of what is known cannot be known either.
        hours = [] if found.reason == "ended" else waits.get(group_id, [])
        usual = [point.active for point in points[:-1] if not point.is_festival]
        lines.append(
            GroupLine(
                group_id=group_id,
                members=members.get(group_id, 0),
                active=points[-1].active,
                temperature=temperature,
                temperature_before=before,
                course=tuple(point.active for point in points[-COURSE_WEEKS:]),
                course_median=median(usual) if usual else None,
                waiting=len(hours),
                longest_wait=max(hours, default=0.0),
                last_us=None if last is None else (last + 1) * DAY_US - 1,
                first_us=None if first is None else first * DAY_US,
                needs_attention=found.needs_attention,
                reason=found.reason,
                facts=dict(found.facts),
            )
        )
    return lines


def _members(reader: Reader, until_day: int) -> dict[int, int]:
    found = reader.recall(
        f"""
        SELECT group_id, count(DISTINCT person_id) FROM memberships
        WHERE {PEOPLE} AND joined_day <= $until AND (left_day IS NULL OR left_day > $until)
        GROUP BY group_id
        """,  # noqa: S608  # a constant of this module
        {"until": until_day},
    )
    return {group: int(members) for group, members in found}


def _temperatures(reader: Reader, until_day: int, festivals: Festivals) -> dict[int, Figure]:
    found = reader.recall(
        """
        SELECT group_id, until_day, value, low, high, n FROM measures
        WHERE metric = 'temperature' AND until_day <= $until
          AND until_day > $until - 7 * $windows AND ($until - until_day) % 7 = 0
        """,
        {"until": until_day, "windows": WINDOWS},
    )
    series: dict[int, dict[int, tuple[float | None, float | None, float | None, int]]] = {}
    for group, day, value, low, high, n in found:
        series.setdefault(group, {})[day] = (value, low, high, n)
    return {
        group: figure_of("temperature", known, until_day, festivals)
        for group, known in series.items()
    }


def _courses(reader: Reader, until_day: int, festivals: Festivals) -> dict[int, list[WeekPoint]]:
    found = reader.recall(
        f"""
        SELECT group_id, ($until - local_day) // 7 AS back, count(DISTINCT person_id),
               sum(messages)
        FROM days WHERE {PEOPLE} AND messages > 0
          AND local_day <= $until AND local_day > $until - 7 * $weeks
        GROUP BY ALL
        """,  # noqa: S608  # a constant of this module
        {"until": until_day, "weeks": YARDSTICK_WEEKS + 1},
    )
    courses: dict[int, list[WeekPoint]] = {}
    for group, back, active, messages in found:
        if group not in courses:
            courses[group] = _empty_course(until_day, festivals)
        points = courses[group]
        at = YARDSTICK_WEEKS - int(back)
        points[at] = WeekPoint(
            until_day=points[at].until_day,
            active=int(active),
            messages=int(messages),
            is_festival=points[at].is_festival,
        )
    return courses


def _empty_course(until_day: int, festivals: Festivals) -> list[WeekPoint]:
    return [
        WeekPoint(
            until_day=until_day - 7 * back,
            active=0,
            messages=0,
            is_festival=festivals.fill_week(until_day - 7 * back),
        )
        for back in reversed(range(YARDSTICK_WEEKS + 1))
    ]


def spans(reader: Reader, until_day: int) -> dict[int, tuple[int, int]]:
    """Return each group's local days of its first and its newest message, whoever wrote them."""
    found = reader.recall(
        """
        SELECT group_id, min(local_day), max(local_day) FROM days
        WHERE messages > 0 AND local_day <= $until GROUP BY group_id
        """,
        {"until": until_day},
    )
    return {group: (int(first), int(last)) for group, first, last in found}


def longest_pauses(reader: Reader, until_day: int) -> dict[int, int]:
    """Return the most days in a row without a message of each group, in the last 26 weeks."""
    found = reader.recall(
        """
        SELECT group_id, coalesce(max(local_day - before) - 1, 0)
        FROM (
            SELECT group_id, local_day,
                   lag(local_day) OVER (PARTITION BY group_id ORDER BY local_day) AS before
            FROM (
                SELECT DISTINCT group_id, local_day FROM days
                WHERE messages > 0 AND local_day <= $until AND local_day > $until - $days
            )
        )
        GROUP BY group_id
        """,
        {"until": until_day, "days": 7 * (WINDOWS - 1)},
    )
    return {group: int(days) for group, days in found}
