# ruff: noqa: S608  names and numbers of our own; nothing a person typed
"""Fill the tables that metrics see (``measure.tables``) from a reader's views.

First every group by itself; then the whole community out of those, without its staff rooms.
They are temporary tables of one connection and hold only the days that the windows need.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from weilu.kernel.time import DAY_US
from weilu.measure.tables import PREFIX, SHAPES

#: Days before the first window's last one that some metric looks at: retention's days 28 to 82.
REACH_DAYS = 56
QUIET_FROM, QUIET_UNTIL = 23, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The last local day of a window; asked for, or held because another looks back at it."""

    until_day: int
    is_asked: bool = True
    is_festival: bool = False


_QUIET = " + ".join(
    f"hours[{hour + 1}]" for hour in range(24) if hour >= QUIET_FROM or hour < QUIET_UNTIL
)

_PEOPLE = """
SELECT group_id, person_id, min(local_day) AS first_day, bool_or(is_staff) AS is_staff
FROM days WHERE messages > 0 AND NOT is_bot AND group_id IN (SELECT unnest($groups)) GROUP BY ALL
"""

_DAYS = f"""
SELECT spoken.group_id, person_id, spoken.is_staff, local_day, messages, questions, first_day,
       quiet
FROM (
    SELECT group_id, person_id, bool_or(is_staff) AS is_staff, local_day,
           sum(messages)::BIGINT AS messages, sum(questions)::BIGINT AS questions,
           sum({_QUIET})::BIGINT AS quiet
    FROM days
    WHERE messages > 0 AND NOT is_bot AND group_id IN (SELECT unnest($groups))
      AND local_day >= $from_day
    GROUP BY group_id, person_id, local_day
) AS spoken
JOIN {PREFIX}people AS person USING (group_id, person_id)
"""

_REPLIES = """
SELECT group_id, local_day, child_person_id, parent_person_id,
       bool_or(child_is_staff) AS child_is_staff, bool_or(parent_is_staff) AS parent_is_staff,
       count(*) AS replies
FROM replies
WHERE NOT child_is_bot AND NOT parent_is_bot AND child_person_id <> parent_person_id
  AND group_id IN (SELECT unnest($groups)) AND local_day >= $from_day
GROUP BY group_id, local_day, child_person_id, parent_person_id
"""

_STARTS = """
SELECT group_id, group_id AS zone_group_id, is_staff, local_day, local_hour, sent_us, answered_us
FROM starts
WHERE NOT is_bot AND group_id IN (SELECT unnest($groups)) AND local_day >= $from_day
"""

# The first message of each newcomer. Where it starts a conversation, its answer is known there;
# where it answers somebody itself, a direct answer counts.
_FIRSTS = f"""
WITH words AS (
    SELECT message.group_id, message.person_id,
           min({{'us': sent_us, 'size': length(message_ref), 'ref': message_ref}}) AS word,
           any_value(local_day) AS local_day
    FROM messages AS message
    JOIN {PREFIX}people AS person
      ON person.group_id = message.group_id AND person.person_id = message.person_id
     AND person.first_day = message.local_day
    WHERE NOT is_bot AND NOT message.is_staff AND message.group_id IN (SELECT unnest($groups))
      AND sent_us >= $from_us AND local_day >= $from_day
    GROUP BY message.group_id, message.person_id
), answers AS (
    SELECT replies.group_id, parent_ref, min(child_us) AS child_us
    FROM replies JOIN words
      ON words.group_id = replies.group_id AND words.word.ref = replies.parent_ref
    WHERE NOT child_is_bot AND child_person_id <> parent_person_id
      AND replies.local_day >= $from_day
    GROUP BY replies.group_id, parent_ref
), openings AS (
    SELECT starts.group_id, message_ref, answered_us
    FROM starts JOIN words
      ON words.group_id = starts.group_id AND words.word.ref = starts.message_ref
    WHERE starts.local_day >= $from_day
)
SELECT words.group_id, words.group_id AS zone_group_id, person_id, local_day,
       word.us AS sent_us, coalesce(openings.answered_us, answers.child_us) AS answered_us
FROM words
LEFT JOIN openings ON openings.group_id = words.group_id AND message_ref = word.ref
LEFT JOIN answers ON answers.group_id = words.group_id AND parent_ref = word.ref
"""

_ECHOES = """
WITH echo AS (
    SELECT group_id, parent_ref AS message_ref, local_day FROM replies
    WHERE NOT child_is_bot AND NOT parent_is_bot AND child_person_id <> parent_person_id
      AND group_id IN (SELECT unnest($groups)) AND local_day >= $from_day
    UNION ALL
    SELECT group_id, message_ref, local_day FROM reactions
    WHERE NOT coalesce(is_bot, FALSE)
      AND group_id IN (SELECT unnest($groups)) AND local_day >= $from_day
    UNION ALL
    SELECT replies.group_id, child_ref, replies.local_day FROM replies
    JOIN (
        SELECT group_id, message_ref FROM messages
        WHERE has_question AND NOT is_bot AND group_id IN (SELECT unnest($groups))
    ) AS question
      ON question.group_id = replies.group_id AND question.message_ref = parent_ref
    WHERE NOT child_is_bot AND child_person_id <> parent_person_id
      AND replies.local_day >= $from_day
), first_echo AS (
    SELECT group_id, message_ref, min(local_day) AS echo_day FROM echo GROUP BY ALL
)
SELECT message.group_id, message.local_day, echo_day, count(*) AS messages
FROM messages AS message
LEFT JOIN first_echo
  ON first_echo.group_id = message.group_id AND first_echo.message_ref = message.message_ref
WHERE NOT is_bot AND message.group_id IN (SELECT unnest($groups))
  AND sent_us >= $from_us AND message.local_day >= $from_day
GROUP BY ALL
"""

# Who spoke without a recorded stay is a member from then on.
_STAYS = f"""
SELECT group_id, person_id, joined_day, left_day, join_recorded
FROM memberships
WHERE NOT is_bot AND NOT is_staff AND group_id IN (SELECT unnest($groups))
UNION ALL
SELECT group_id, person_id, first_day, NULL, FALSE
FROM {PREFIX}people AS person ANTI JOIN memberships USING (group_id, person_id)
WHERE NOT is_staff
"""

_JOINS = """
SELECT group_id, local_day, count(*) AS joins,
       count_if(is_by_member) AS by_member, count_if(is_unknown) AS "unknown"
FROM (
    SELECT moves.group_id, local_day,
           coalesce(inviter_id IS NOT NULL AND NOT inviter.is_bot AND NOT inviter.is_staff
                    AND inviter.person_id <> moves.person_id, FALSE) AS is_by_member,
           inviter_id IS NULL AND coalesce(channel, '') = '' AS is_unknown
    FROM moves LEFT JOIN accounts AS inviter ON inviter.account_id = inviter_id
    WHERE kind = 'join' AND NOT moves.is_bot AND NOT moves.is_staff
      AND moves.group_id IN (SELECT unnest($groups)) AND local_day >= $from_day
)
GROUP BY ALL
"""

_REACTIONS = """
SELECT group_id, local_day, sum("count")::BIGINT AS reactions
FROM reactions
WHERE NOT coalesce(is_bot, FALSE)
  AND group_id IN (SELECT unnest($groups)) AND local_day >= $from_day
GROUP BY ALL
"""

# The first moment of the day after, on the clocks of the group; UTC where no zone is known.
_ENDS = f"""
SELECT group_id AS zone_group_id, until_day::INTEGER AS until_day,
       coalesce(min(greatest(from_us, (until_day + 1) * {DAY_US}::BIGINT - offset_us))
                  FILTER ((until_day + 1) * {DAY_US}::BIGINT - offset_us < until_us),
                (any_value(until_day) + 1) * {DAY_US}::BIGINT) AS end_us
FROM (SELECT unnest($groups)::BIGINT AS group_id)
CROSS JOIN (SELECT unnest($until_days)::BIGINT AS until_day)
LEFT JOIN zones USING (group_id)
GROUP BY group_id, until_day
"""

_WINDOWS = f"""
SELECT group_id, until_day::INTEGER AS until_day, is_festival, is_asked
FROM (SELECT group_id, min(first_day) AS first_day FROM {PREFIX}people GROUP BY group_id)
CROSS JOIN (
    SELECT unnest($until_days) AS until_day, unnest($asked) AS is_asked,
           unnest($festival) AS is_festival
)
WHERE until_day >= first_day
"""

_GROUPS = {
    "people": _PEOPLE,
    "days": _DAYS,
    "replies": _REPLIES,
    "starts": _STARTS,
    "firsts": _FIRSTS,
    "echoes": _ECHOES,
    "stays": _STAYS,
    "joins": _JOINS,
    "reactions": _REACTIONS,
    "ends": _ENDS,
    "all_windows": _WINDOWS,
}

_OUTSIDE = "WHERE group_id NOT IN (SELECT unnest($staff_rooms))"

# The community as one group with the number 0: a person counts once.
_WHOLE = {
    "people": f"""
        SELECT 0::BIGINT AS group_id, person_id, min(first_day) AS first_day,
               bool_or(is_staff) AS is_staff
        FROM {{before}} {_OUTSIDE} GROUP BY person_id
    """,
    "days": f"""
        SELECT 0::BIGINT AS group_id, person_id, bool_or(spoken.is_staff) AS is_staff, local_day,
               sum(messages)::BIGINT AS messages, sum(questions)::BIGINT AS questions,
               any_value(person.first_day) AS first_day, sum(quiet)::BIGINT AS quiet
        FROM {{before}} AS spoken
        JOIN {PREFIX}people AS person USING (person_id)
        WHERE spoken.group_id NOT IN (SELECT unnest($staff_rooms))
        GROUP BY person_id, local_day
    """,
    "firsts": f"""
        SELECT 0::BIGINT AS group_id, first.zone_group_id, first.person_id, first.local_day,
               first.sent_us, first.answered_us
        FROM (
            SELECT * FROM {{before}} {_OUTSIDE}
            QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY sent_us, group_id) = 1
        ) AS first
        JOIN {PREFIX}people AS person
          ON person.person_id = first.person_id AND person.first_day >= $from_day
    """,
    "all_windows": _WINDOWS,
}
_MOVED = ("replies", "starts", "echoes", "stays", "joins", "reactions")


def hold_groups(
    connection: duckdb.DuckDBPyConnection, group_ids: Sequence[int], windows: Sequence[Window]
) -> None:
    """Hold what the windows of these groups need, each group by itself."""
    facts = _facts(group_ids, windows)
    for name, sql in _GROUPS.items():
        _hold(connection, name, sql, facts)
    look_at(connection)


def held_rows(connection: duckdb.DuckDBPyConnection, group_ids: Sequence[int]) -> dict[int, int]:
    """Count the rows of days and replies that are held of each group."""
    counted = connection.execute(
        f"SELECT group_id, count(*) FROM (SELECT group_id FROM {PREFIX}days "
        f"UNION ALL SELECT group_id FROM {PREFIX}replies) GROUP BY group_id"
    ).fetchall()
    return dict.fromkeys(group_ids, 0) | dict(counted)


def hold_whole(
    connection: duckdb.DuckDBPyConnection, staff_rooms: Sequence[int], windows: Sequence[Window]
) -> None:
    """Turn what is held into the community as a whole; follows ``hold_groups`` for all groups."""
    facts = _facts([], windows) | {"staff_rooms": list(staff_rooms)}
    for name in ("people", "days", "firsts", *_MOVED, "all_windows"):
        before = f"{PREFIX}{name}"
        moved = f"SELECT * REPLACE (0::BIGINT AS group_id) FROM {{before}} {_OUTSIDE}"
        _hold(connection, name, _WHOLE.get(name, moved).format(before=before), facts)
    look_at(connection)


def _facts(group_ids: Sequence[int], windows: Sequence[Window]) -> dict[str, object]:
    from_day = min(window.until_day for window in windows) - REACH_DAYS
    return {
        "groups": list(group_ids),
        "from_day": from_day,
        "from_us": (from_day - 1) * DAY_US,
        "until_days": [window.until_day for window in windows],
        "asked": [window.is_asked for window in windows],
        "festival": [window.is_festival for window in windows],
    }


def _hold(
    connection: duckdb.DuckDBPyConnection, name: str, sql: str, facts: dict[str, object]
) -> None:
    used = {key: value for key, value in facts.items() if f"${key}" in sql}
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {PREFIX}{name} AS {sql}", used)


def look_at(connection: duckdb.DuckDBPyConnection, group_ids: Sequence[int] | None = None) -> None:
    """Let the metrics see the windows of these groups (None: of all that are held)."""
    columns = ", ".join(SHAPES["windows"])
    chosen = "TRUE" if group_ids is None else "group_id IN (SELECT unnest($groups))"
    facts = {} if group_ids is None else {"groups": list(group_ids)}
    for name, condition in (("windows", "TRUE"), ("asked", "is_asked")):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {PREFIX}{name} AS "
            f"SELECT {columns} FROM {PREFIX}all_windows WHERE {condition} AND {chosen}",
            facts,
        )
