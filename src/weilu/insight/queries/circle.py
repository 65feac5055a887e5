"""Who carries a group: people, ties, how uneven the talk is, who stays."""

from collections.abc import Sequence
from itertools import accumulate

from weilu.insight.queries.figures import figures
from weilu.insight.queries.scope import PEOPLE, of_group
from weilu.insight.shapes import Cohort, Lorenz, PersonLine, Tie
from weilu.kernel.time import DAY_US
from weilu.measure.festivals import Festivals
from weilu.warehouse.reader import Reader

STATES = ("new", "consistently_active", "vital", "active", "at_risk", "dropped")
STEPS = 20  # of the Lorenz curve: 0, 5, … 100 %


def people(
    reader: Reader, group_id: int, *, until_day: int, limit: int | None = None
) -> list[PersonLine]:
    """Return who spoke in the last 28 days, most messages first."""
    found = reader.recall(
        f"""
        WITH spoke AS (
            SELECT person_id, sum(messages) AS messages, max(local_day) AS last_day
            FROM days WHERE {of_group(group_id)} AND {PEOPLE} AND messages > 0
              AND local_day BETWEEN $until - 27 AND $until GROUP BY person_id
        ), answered AS (
            SELECT child_person_id AS person_id, count(DISTINCT parent_person_id) AS others
            FROM replies WHERE {of_group(group_id)}
              AND child_person_id <> parent_person_id
              AND local_day BETWEEN $until - 27 AND $until GROUP BY ALL
        ), began AS (
            SELECT person_id, count(*) AS starts FROM starts
            WHERE {of_group(group_id)}
              AND local_day BETWEEN $until - 27 AND $until GROUP BY ALL
        )
        SELECT person_id, messages, messages / sum(messages) OVER (), coalesce(others, 0),
               coalesce(starts, 0), last_day, count(*) OVER ()
        FROM spoke LEFT JOIN answered USING (person_id) LEFT JOIN began USING (person_id)
        ORDER BY messages DESC, person_id LIMIT $limit
        """,  # noqa: S608  # a constant of this module
        {"until": until_day, "limit": limit or 1_000_000},
    )
    most_answers = max((row[3] for row in found), default=0)
    most_starts = max((row[4] for row in found), default=0)
    return [
        PersonLine(
            person_id=person,
            messages=int(messages),
            share=float(share),
            answered_people=int(others),
            starts=int(starts),
            last_us=(int(last_day) + 1) * DAY_US - 1,
            roles=_roles(int(others), int(starts), most_answers, most_starts),
        )
        for person, messages, share, others, starts, last_day, _ in found
    ]


def elsewhere(
    reader: Reader, people: Sequence[int], *, group_id: int, until_day: int
) -> dict[int, list[int]]:
    """Return in which other groups these people spoke in the last 28 days, most messages first."""
    found = reader.recall(
        """
        SELECT person_id, group_id FROM days
        WHERE person_id IN (SELECT unnest($people)) AND group_id <> $group AND messages > 0
          AND local_day BETWEEN $until - 27 AND $until
        GROUP BY ALL ORDER BY person_id, sum(messages) DESC, group_id
        """,
        {"people": list(people), "group": group_id, "until": until_day},
    )
    groups: dict[int, list[int]] = {}
    for person, group in found:
        groups.setdefault(int(person), []).append(int(group))
    return groups


def _roles(answered: int, starts: int, most_answered: int, most_starts: int) -> tuple[str, ...]:
    """Name who answers or begins at least two thirds as much as the one who does most."""
    roles = []
    if starts >= 3 and starts >= most_starts * 2 / 3:
        roles.append("starter")
    if answered >= 3 and answered >= most_answered * 2 / 3:
        roles.append("answerer")
    return tuple(roles)


def ties(
    reader: Reader,
    group_id: int,
    *,
    until_day: int,
    days: int = 28,
    person_id: int | None = None,
) -> list[Tie]:
    """Return pairs of people who answered each other, strongest first; staff included."""
    found = reader.recall(
        f"""
        SELECT least(child_person_id, parent_person_id) AS one,
               greatest(child_person_id, parent_person_id) AS other,
               count(*) FILTER (child_person_id < parent_person_id),
               count(*) FILTER (child_person_id > parent_person_id)
        FROM replies
        WHERE {of_group(group_id)} AND NOT child_is_bot AND NOT parent_is_bot
          AND child_person_id <> parent_person_id
          AND ($person IS NULL OR child_person_id = $person OR parent_person_id = $person)
          AND local_day BETWEEN $until - $days + 1 AND $until
        GROUP BY ALL ORDER BY count(*) DESC, one, other
        """,  # noqa: S608  # a number and constants
        {"until": until_day, "days": days, "person": person_id},
    )
    return [Tie(one_id=one, other_id=other, forth=f, back=b) for one, other, f, b in found]


def lorenz(reader: Reader, group_id: int, *, until_day: int) -> Lorenz:
    now, members = _curve(reader, group_id, until_day)
    past, _ = _curve(reader, group_id, until_day - 26 * 7)
    return Lorenz(now=now, past=past, members=members)


def _curve(reader: Reader, group_id: int, until_day: int) -> tuple[tuple[float, ...], int]:
    """Return the share of messages by the busiest 0, 5, … 100 % of members; how many there are."""
    counts = [
        int(messages)
        for (messages,) in reader.recall(
            f"""
            WITH present AS (
                SELECT DISTINCT person_id FROM memberships
                WHERE {of_group(group_id)} AND {PEOPLE}
                  AND joined_day <= $until AND (left_day IS NULL OR left_day > $until)
            ), spoke AS (
                SELECT person_id, sum(messages) AS messages FROM days
                WHERE {of_group(group_id)} AND {PEOPLE}
                  AND local_day BETWEEN $until - 27 AND $until GROUP BY ALL
            )
            SELECT coalesce(messages, 0) AS messages FROM present LEFT JOIN spoke USING (person_id)
            ORDER BY messages DESC
            """,  # noqa: S608  # a constant of this module
            {"until": until_day},
        )
    ]
    total = sum(counts)
    if not total or len(counts) < 5:
        return (), len(counts)
    sums = [0, *accumulate(counts)]
    steps = [-(-len(counts) * step // STEPS) for step in range(STEPS + 1)]
    return tuple(sums[step] / total for step in steps), len(counts)


def cohorts(reader: Reader, group_id: int, *, until_day: int, months: int = 7) -> list[Cohort]:
    """Return people by the month of joining and how many spoke in it and in each month after.

    Months are of the calendar; only those that are over are told, so that no month looks worse
    for being young. A person counts once, by the first joining.
    """
    found = reader.recall(
        f"""
        WITH bounds AS (
            SELECT date_trunc('month', DATE '1970-01-01' + ($until + 1)::INTEGER) AS open_month
        ), joined AS (
            SELECT person_id,
                   date_trunc('month', DATE '1970-01-01' + min(joined_day)::INTEGER) AS month
            FROM memberships WHERE {of_group(group_id)} AND {PEOPLE}
              AND joined_day <= $until GROUP BY person_id
        ), spoke AS (
            SELECT DISTINCT person_id,
                   date_trunc('month', DATE '1970-01-01' + local_day::INTEGER) AS month
            FROM days WHERE {of_group(group_id)} AND {PEOPLE} AND messages > 0
              AND local_day <= $until
        )
        SELECT strftime(joined.month, '%Y-%m'),
               date_diff('month', joined.month, spoke.month),
               count(DISTINCT spoke.person_id),
               any_value((SELECT count(*) FROM joined AS j WHERE j.month = joined.month)),
               any_value(date_diff('month', joined.month, open_month))
        FROM joined CROSS JOIN bounds LEFT JOIN spoke
          ON spoke.person_id = joined.person_id AND spoke.month >= joined.month
         AND spoke.month < open_month
        WHERE joined.month < open_month
          AND joined.month >= open_month - to_months($months::INTEGER)
        GROUP BY ALL
        """,  # noqa: S608  # a constant of this module
        {"until": until_day, "months": months},
    )
    by_month: dict[str, tuple[int, list[int]]] = {}
    for month, later, spoke, size, complete in sorted(found, key=lambda row: row[0]):
        _, counts = by_month.setdefault(month, (int(size), [0] * int(complete)))
        if later is not None:
            counts[int(later)] = int(spoke)
    return [
        Cohort(month=month, joined=joined, spoke=tuple(counts))
        for month, (joined, counts) in by_month.items()
    ]


def states(reader: Reader, group_id: int, *, until_day: int) -> dict[str, int]:
    """Return people by state of engagement, as measured for the window that ends ``until_day``."""
    none = Festivals(are_kept=False)  # nothing is compared with the past
    found = figures(reader, group_id, STATES, until_day=until_day, festivals=none)
    return {state: int(figure.value) for state, figure in found.items() if figure.value is not None}
