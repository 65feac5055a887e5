"""The week in three or four sentences, as data: which rule spoke, and the numbers that fill it.

A sentence says what was seen beside the community's own past; it never claims a cause.
"""

from collections.abc import Sequence
from statistics import median

from weilu.community.models import Community
from weilu.insight import queries
from weilu.insight.attention import REASONS
from weilu.insight.shapes import Fact, GroupLine
from weilu.kernel.errors import gettext_noop
from weilu.measure.festivals import Festivals, festivals_of
from weilu.warehouse.reader import Reader

__all__ = ["LINKS", "REASONS", "SENTENCES", "week"]

#: At most so many groups are named one by one; the table below names the rest.
NAMED_GROUPS = 2
#: A week is told in so many sentences; what is left out stands in the table.
MOST_SENTENCES = 5
#: A liveliest day of fewer speakers is no news.
FEWEST_SPEAKERS = 5

SENTENCES = {
    "cooling": gettext_noop("{group} is cooling: {now} people active this week, usually {past}."),
    "colder": gettext_noop("{group} is getting colder: temperature {now}, four weeks ago {past}."),
    "ended": gettext_noop(
        "{group} has nothing after {last_day}: it fell silent at once, or its file ends there."
    ),
    "more_cooling": gettext_noop("Others that stand below their own past: {n}."),
    "waiting": gettext_noop(
        "{n} newcomers spoke and nobody has answered; the longest has waited {longest_hours}."
    ),
    "one_waiting": gettext_noop(
        "One newcomer in {group} spoke and nobody has answered for {longest_hours}."
    ),
    "speakers_more": gettext_noop(
        "{now} people spoke in {groups} groups, {more} more than the week before; "
        "the median of 12 weeks is {usual}."
    ),
    "speakers_fewer": gettext_noop(
        "{now} people spoke in {groups} groups, {fewer} fewer than the week before; "
        "the median of 12 weeks is {usual}."
    ),
    "speakers_same": gettext_noop(
        "{now} people spoke in {groups} groups, as many as the week before; "
        "the median of 12 weeks is {usual}."
    ),
    "speakers": gettext_noop("{now} people spoke in {groups} groups this week."),
    "festival": gettext_noop(
        "This week lies in the holidays: quiet is normal and not counted as decline."
    ),
    "liveliest": gettext_noop(
        "{group} had its liveliest day in 26 weeks: {now} people spoke on {day}."
    ),
    "busiest": gettext_noop("{group} had most voices this week: {now} people spoke."),
    "one_silent": gettext_noop("{group} has no message after {last_day}."),
    "silent": gettext_noop("{n} groups have had no new message for four weeks or more."),
}

#: Which placeholders of a sentence open their rows, and the metric behind each.
LINKS = {
    "cooling": {"now": "weekly_active"},
    "colder": {"now": "temperature"},
    "waiting": {"n": "waiting"},
    "one_waiting": {"longest_hours": "waiting"},
    "speakers_more": {"now": "weekly_active"},
    "speakers_fewer": {"now": "weekly_active"},
    "speakers_same": {"now": "weekly_active"},
    "speakers": {"now": "weekly_active"},
    "liveliest": {"now": "weekly_active"},
    "busiest": {"now": "weekly_active"},
}


def week(
    reader: Reader,
    community: Community,
    *,
    until_day: int,
    lines: Sequence[GroupLine] | None = None,
) -> list[Fact]:
    """Return what stands out in the seven days until ``until_day``, urgent facts first.

    ``lines`` spares the queries of ``group_lines`` where the page has them already.
    """
    if lines is None:
        lines = queries.group_lines(reader, community, until_day=until_day)
    festivals = festivals_of(community.timezone)
    facts = [
        *_cooling(lines),
        *_waiting(lines),
        *_speakers(reader, lines, until_day, festivals),
    ]
    if festivals.fill_week(until_day):
        facts.append(Fact(code="festival", group_id=None, facts={}))
    facts += _liveliest(reader, lines, until_day)[: max(0, MOST_SENTENCES - len(facts))]
    if len(facts) < MOST_SENTENCES:
        facts += _silent(lines)
    return facts


def _silent(lines: Sequence[GroupLine]) -> list[Fact]:
    silent = [line for line in lines if line.reason == "silent"]
    if len(silent) > 1:
        return [Fact(code="silent", group_id=None, facts={"n": len(silent)})]
    return [
        Fact(code="one_silent", group_id=line.group_id, facts=dict(line.facts)) for line in silent
    ]


def _cooling(lines: Sequence[GroupLine]) -> list[Fact]:
    found = sorted(
        (line for line in lines if line.needs_attention),
        key=lambda line: (-line.facts.get("past", 0), line.group_id),
    )
    facts = [
        Fact(code=line.reason, group_id=line.group_id, facts=dict(line.facts), is_urgent=True)
        for line in found[:NAMED_GROUPS]
    ]
    if len(found) > NAMED_GROUPS:
        more = len(found) - NAMED_GROUPS
        facts.append(Fact(code="more_cooling", group_id=None, facts={"n": more}, is_urgent=True))
    return facts


def _waiting(lines: Sequence[GroupLine]) -> list[Fact]:
    waits = [line for line in lines if line.waiting]
    people = sum(line.waiting for line in waits)
    if not people:
        return []
    longest = max(line.longest_wait for line in waits)
    if people == 1:
        only = waits[0].group_id
        return [
            Fact(
                code="one_waiting",
                group_id=only,
                facts={"longest_hours": longest},
                is_urgent=True,
            )
        ]
    return [
        Fact(
            code="waiting",
            group_id=None,
            facts={"n": people, "longest_hours": longest},
            is_urgent=True,
        )
    ]


def _speakers(
    reader: Reader, lines: Sequence[GroupLine], until_day: int, festivals: Festivals
) -> list[Fact]:
    points = queries.course(reader, 0, until_day=until_day, festivals=festivals, weeks=14)
    groups = sum(bool(line.active) for line in lines)
    now, before = points[-1].active, points[-2].active
    usual = [point.active for point in points[1:-1] if not point.is_festival]
    while usual and not usual[0]:
        usual = usual[1:]
    facts: dict[str, float | int | str] = {"now": now, "groups": groups}
    if len(usual) < 4:
        return [Fact(code="speakers", group_id=None, facts=facts)]
    facts |= {"usual": median(usual), "more": now - before, "fewer": before - now}
    code = "speakers_same"
    if now != before:
        code = "speakers_more" if now > before else "speakers_fewer"
    return [Fact(code=code, group_id=None, facts=facts)]


def _liveliest(reader: Reader, lines: Sequence[GroupLine], until_day: int) -> list[Fact]:
    """Name the group whose best day of the week is the best of its own 26 weeks."""
    found = reader.recall(
        """
        WITH voices AS (
            SELECT group_id, local_day, count(DISTINCT person_id) AS people FROM days
            WHERE NOT is_bot AND NOT is_staff AND messages > 0
              AND local_day <= $until AND local_day > $until - 182
            GROUP BY ALL
        ), best AS (
            SELECT group_id, max(people) FILTER (local_day > $until - 7) AS now,
                   arg_max(local_day, people) FILTER (local_day > $until - 7) AS day,
                   max(people) FILTER (local_day <= $until - 7) AS before,
                   median(people) FILTER (local_day <= $until - 7) AS usual, count(*) AS days
            FROM voices GROUP BY group_id
        )
        SELECT group_id, now, day FROM best
        WHERE now > before AND now >= $fewest AND days >= 28
        ORDER BY now / usual DESC, group_id LIMIT 1
        """,
        {"until": until_day, "fewest": FEWEST_SPEAKERS},
    )
    if found:
        group_id, now, day = found[0]
        return [Fact(code="liveliest", group_id=group_id, facts={"now": now, "day": day})]
    busiest = max(lines, key=lambda line: (line.active, -line.group_id), default=None)
    if busiest is None or busiest.active < FEWEST_SPEAKERS:
        return []
    if sum(bool(line.active) for line in lines) == 1:  # the only one is not the most of several
        return []
    return [Fact(code="busiest", group_id=busiest.group_id, facts={"now": busiest.active})]
