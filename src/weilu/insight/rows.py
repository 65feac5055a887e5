"""What stands behind a number: the rows it was counted from, newest or largest first.

Plain SQL, no ibis. The kind of rows of each metric stands in ``insight.explained``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from weilu.insight.explained import EXPLAINED
from weilu.insight.queries.figures import end_of
from weilu.insight.queries.scope import PEOPLE, of_group
from weilu.insight.queries.talk import waiting as find_waiting
from weilu.insight.shapes import Row
from weilu.kernel.time import DAY_US
from weilu.warehouse.reader import Reader

__all__ = ["EXPLAINED", "rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the drawer asks for; the window is ``first_day`` to ``until_day``."""

    metric: str
    group_id: int
    person_id: int | None
    first_day: int
    until_day: int
    limit: int

    @property
    def parameters(self) -> dict[str, int | None]:
        return {
            "person": self.person_id,
            "first": self.first_day,
            "until": self.until_day,
            "limit": self.limit,
        }


def rows(
    reader: Reader,
    metric: str,
    group_id: int,
    *,
    until_day: int,
    person_id: int | None = None,
    limit: int = 200,
) -> list[Row]:
    """Return the rows behind ``metric``. Raises KeyError for one that has none."""
    explained = EXPLAINED[metric]
    asked = _Asked(
        metric=metric,
        group_id=group_id,
        person_id=person_id,
        first_day=until_day - explained.days + 1,
        until_day=until_day,
        limit=limit,
    )
    return _KINDS[explained.kind](reader, asked)


def _people(reader: Reader, asked: _Asked) -> list[Row]:
    return _by_person(reader, asked, "sum(messages)")


def _people_by_days(reader: Reader, asked: _Asked) -> list[Row]:
    return _by_person(reader, asked, "count(DISTINCT local_day)")


def _by_person(reader: Reader, asked: _Asked, amount: str) -> list[Row]:
    found = reader.recall(
        f"""
        SELECT person_id, {amount} AS amount, max(local_day) FROM days
        WHERE {of_group(asked.group_id)} AND {PEOPLE} AND messages > 0
          AND ($person IS NULL OR person_id = $person) AND local_day BETWEEN $first AND $until
        GROUP BY person_id ORDER BY amount DESC, person_id LIMIT $limit
        """,  # noqa: S608  # constants of this module
        asked.parameters,
    )
    return [
        Row(
            group_id=asked.group_id,
            person_id=person,
            sent_us=None,
            message_ref="",
            text=None,
            amount=float(amount),
        )
        for person, amount, _ in found
    ]


def _starts(reader: Reader, asked: _Asked) -> list[Row]:
    who = "NOT is_bot" if asked.metric in {"member_start_share", "self_organisation"} else PEOPLE
    return _messages_of(
        reader,
        asked,
        f"""
        SELECT group_id, message_ref,
               CASE WHEN answered_us - sent_us <= {DAY_US} THEN 'answered' ELSE 'unanswered' END
        FROM starts WHERE {of_group(asked.group_id)} AND {who}
          AND ($person IS NULL OR person_id = $person) AND local_day BETWEEN $first AND $until
        ORDER BY sent_us DESC LIMIT $limit
        """,  # noqa: S608  # constants of this module
    )


def _newcomers(reader: Reader, asked: _Asked) -> list[Row]:
    return _messages_of(
        reader,
        asked,
        f"""
        WITH firsts AS (
            SELECT group_id, person_id FROM days WHERE {PEOPLE} AND messages > 0
              AND {of_group(asked.group_id)} GROUP BY ALL HAVING min(local_day) >= $first
        )
        SELECT starts.group_id, arg_min(message_ref, sent_us),
               CASE WHEN bool_or(answered_us - sent_us <= {DAY_US}) THEN 'answered'
                    ELSE 'unanswered' END
        FROM starts JOIN firsts USING (group_id, person_id)
        WHERE local_day BETWEEN $first AND $until AND ($person IS NULL OR person_id = $person)
        GROUP BY starts.group_id, person_id ORDER BY min(sent_us) DESC LIMIT $limit
        """,  # noqa: S608  # constants of this module
    )


def _replies(reader: Reader, asked: _Asked) -> list[Row]:
    return _messages_of(
        reader,
        asked,
        f"""
        SELECT group_id, child_ref, CASE WHEN is_inferred THEN 'inferred' ELSE '' END
        FROM replies WHERE {of_group(asked.group_id)} AND NOT child_is_bot
          AND NOT parent_is_bot AND child_person_id <> parent_person_id
          AND ($person IS NULL OR child_person_id = $person)
          AND local_day BETWEEN $first AND $until
        ORDER BY child_us DESC LIMIT $limit
        """,  # noqa: S608  # a number and constants
    )


def _messages_of(reader: Reader, asked: _Asked, refs: str) -> list[Row]:
    """Return the messages that a query names by group, message_ref and a note."""
    found = reader.recall(
        f"""
        WITH named AS ({refs})
        SELECT m.group_id, m.person_id, m.sent_us, m.message_ref, m.text, any_value(named.note)
        FROM (SELECT * FROM named AS n(group_id, message_ref, note)) AS named
        JOIN messages AS m USING (group_id, message_ref)
        WHERE m.local_day BETWEEN $first - 1 AND $until + 1
          AND m.sent_us >= ($first - 2) * {DAY_US}
        GROUP BY ALL ORDER BY m.sent_us DESC
        """,  # noqa: S608  # constants of this module
        asked.parameters,
    )
    return [_row(row) for row in found]


def _row(row: tuple[int, int | None, int | None, str, str | None, str]) -> Row:
    group_id, person_id, sent_us, message_ref, text, note = row
    return Row(
        group_id=group_id,
        person_id=person_id,
        sent_us=sent_us,
        message_ref=message_ref,
        text=text,
        note=note,
    )


def _told(condition: str) -> Callable[[Reader, _Asked], list[Row]]:
    """Return a reader of the messages of the window that fulfil ``condition``."""

    def read(reader: Reader, asked: _Asked) -> list[Row]:
        found = reader.recall(
            f"""
            SELECT group_id, person_id, sent_us, message_ref, text, '' FROM messages
            WHERE {of_group(asked.group_id)} AND NOT is_bot AND {condition}
              AND ($person IS NULL OR person_id = $person)
              AND sent_us >= ($first - 2) * {DAY_US} AND local_day BETWEEN $first AND $until
            ORDER BY sent_us DESC, message_ref DESC LIMIT $limit
            """,  # noqa: S608  # constants of this module
            asked.parameters,
        )
        return [_row(row) for row in found]

    return read


def _waiting(reader: Reader, asked: _Asked) -> list[Row]:
    found = find_waiting(reader, asked.group_id or None, until_us=end_of(reader, asked.until_day))
    return [
        Row(
            group_id=one.group_id,
            person_id=one.person_id,
            sent_us=one.sent_us,
            message_ref=one.message_ref,
            text=one.text,
            note="unanswered",
        )
        for one in found[: asked.limit]
    ]


def _reactions(reader: Reader, asked: _Asked) -> list[Row]:
    found = reader.recall(
        f"""
        SELECT group_id, person_id, sent_us, message_ref, emoji, '' FROM reactions
        WHERE {of_group(asked.group_id)} AND NOT is_bot
          AND sent_us >= ($first - 2) * {DAY_US} AND local_day BETWEEN $first AND $until
          AND ($person IS NULL OR person_id = $person)
        ORDER BY sent_us DESC LIMIT $limit
        """,  # noqa: S608  # constants of this module
        asked.parameters,
    )
    return [_row(row) for row in found]


def _joins(reader: Reader, asked: _Asked) -> list[Row]:
    found = reader.recall(
        f"""
        SELECT group_id, person_id, joined_us, '', channel,
               CASE WHEN inviter_id IS NOT NULL THEN 'invited' ELSE 'joined' END
        FROM memberships WHERE {of_group(asked.group_id)} AND {PEOPLE}
          AND ($person IS NULL OR person_id = $person) AND joined_day BETWEEN $first AND $until
        ORDER BY joined_us DESC, person_id LIMIT $limit
        """,  # noqa: S608  # constants of this module
        asked.parameters,
    )
    return [_row(row) for row in found]


_STATE = """
WITH told AS (
    SELECT child_person_id, parent_person_id, local_day FROM replies
    WHERE {group} AND local_day BETWEEN $until - 27 AND $until
      AND NOT child_is_bot AND NOT parent_is_bot AND NOT child_is_staff AND NOT parent_is_staff
      AND child_person_id <> parent_person_id
), said AS (
    SELECT person_id, min(local_day) AS first_day,
           count(DISTINCT CASE WHEN local_day BETWEEN $until - 27 AND $until
                 THEN ($until - local_day) // 7 END) AS weeks,
           count(DISTINCT CASE WHEN local_day BETWEEN $until - 55 AND $until - 28
                 THEN ($until - local_day) // 7 END) AS weeks_before,
           coalesce(sum(messages) FILTER (local_day BETWEEN $until - 55 AND $until), 0) AS messages
    FROM days WHERE {group} AND {people} AND messages > 0
      AND local_day <= $until GROUP BY person_id
), exchange AS (
    SELECT child_person_id AS person_id, parent_person_id AS other_id, local_day FROM told
    UNION ALL SELECT parent_person_id, child_person_id, local_day FROM told
), lively AS (
    SELECT person_id, count(*) AS lively FROM (
        SELECT person_id, ($until - local_day) // 7 AS week FROM exchange
        GROUP BY ALL HAVING count(*) >= 5 AND count(DISTINCT other_id) >= 5
    ) GROUP BY person_id
), judged AS (
    SELECT person_id, messages, CASE
        WHEN weeks = 0 THEN 'dropped'
        WHEN first_day > $until - 28 THEN 'new'
        WHEN coalesce(lively, 0) >= 3 THEN 'vital'
        WHEN weeks >= 3 THEN 'consistently_active'
        WHEN weeks_before >= 3 AND weeks <= 1 THEN 'at_risk'
        ELSE 'active' END AS state
    FROM said LEFT JOIN lively USING (person_id) WHERE weeks > 0 OR weeks_before > 0
)
SELECT person_id, messages FROM judged WHERE state = $state
ORDER BY messages DESC, person_id LIMIT $limit
"""


def _state(reader: Reader, asked: _Asked) -> list[Row]:
    """List the people in a state; the rules are those of measure.states, compared by a test."""
    found = reader.recall(
        _STATE.format(group=of_group(asked.group_id), people=PEOPLE),
        {
            "until": asked.until_day,
            "limit": asked.limit,
            "state": asked.metric,
        },
    )
    return [
        Row(
            group_id=asked.group_id,
            person_id=person,
            sent_us=None,
            message_ref="",
            text=None,
            amount=float(messages),
        )
        for person, messages in found
    ]


def _weeks(reader: Reader, asked: _Asked) -> list[Row]:
    """Return the windows of the last 26 weeks and the metric's value in each."""
    found = reader.recall(
        """
        SELECT until_day, value FROM measures
        WHERE group_id = $group AND metric = $metric AND until_day <= $until
          AND until_day >= $until - 182 AND value IS NOT NULL
        ORDER BY until_day DESC
        """,
        {"group": asked.group_id, "metric": asked.metric, "until": asked.until_day},
    )
    return [
        Row(
            group_id=asked.group_id,
            person_id=None,
            sent_us=day * DAY_US,
            message_ref="",
            text=None,
            amount=float(value),
        )
        for day, value in found
    ]


_KINDS: Mapping[str, Callable[[Reader, _Asked], list[Row]]] = {
    "people": _people,
    "people_by_days": _people_by_days,
    "starts": _starts,
    "newcomers": _newcomers,
    "waiting": _waiting,
    "replies": _replies,
    "messages": _told("true"),
    "questions": _told("has_question"),
    "staff": _told("is_staff"),
    "night": _told("(local_hour >= 23 OR local_hour < 8)"),
    "reactions": _reactions,
    "joins": _joins,
    "state": _state,
    "weeks": _weeks,
}
