"""Reads that only the desk needs: one person's lanes, habits and life."""

from dataclasses import dataclass

from weilu.warehouse.reader import Reader

LANE_WEEKS = 78


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One person's weekly messages in one group, oldest week first, all lanes of one length."""

    group_id: int
    weeks: tuple[int, ...]
    total: int
    first_day: int
    last_day: int

    @property
    def peak(self) -> int:
        return max(self.weeks, default=0)


def lanes(reader: Reader, person_id: int, *, until_day: int) -> list[Lane]:
    """Return where a person spoke, the group with most messages first."""
    found = reader.recall(
        """
        SELECT group_id, ($until - local_day) // 7 AS weeks_ago, sum(messages),
               min(local_day), max(local_day)
        FROM days WHERE person_id = $person AND local_day <= $until AND messages > 0
        GROUP BY ALL
        """,
        {"until": until_day, "person": person_id},
    )
    by_group: dict[int, list[tuple[int, int, int, int]]] = {}
    for group_id, weeks_ago, messages, first, last in found:
        by_group.setdefault(group_id, []).append((weeks_ago, messages, first, last))
    length = min(LANE_WEEKS, 1 + max((weeks for _, weeks, *_ in found), default=0))
    lines = [_lane(group_id, weeks, length) for group_id, weeks in by_group.items()]
    return sorted(lines, key=lambda lane: (-lane.total, lane.group_id))


def _lane(group_id: int, weeks: list[tuple[int, int, int, int]], length: int) -> Lane:
    counts = [0] * length
    for weeks_ago, messages, _first, _last in weeks:
        if weeks_ago < length:
            counts[length - 1 - weeks_ago] += int(messages)
    return Lane(
        group_id=group_id,
        weeks=tuple(counts),
        total=sum(int(messages) for _, messages, *_ in weeks),
        first_day=min(first for *_, first, _ in weeks),
        last_day=max(last for *_, last in weeks),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How somebody usually comes and goes: active days and the longest pause between two."""

    active_days: int
    longest_pause: int  # days without a word between two active days
    quiet_days: int  # since the last word
    messages_28: int
    answered_28: int  # distinct people answered


def habit(reader: Reader, person_id: int, *, until_day: int) -> Habit:
    pauses = reader.recall(
        """
        WITH spoke AS (
            SELECT DISTINCT local_day FROM days
            WHERE person_id = $person AND local_day <= $until AND messages > 0
        ), steps AS (
            SELECT local_day, local_day - lag(local_day) OVER (ORDER BY local_day) AS step
            FROM spoke
        )
        SELECT count(*), coalesce(max(step) - 1, 0), max(local_day) FROM steps
        """,
        {"until": until_day, "person": person_id},
    )[0]
    recent = reader.recall(
        """
        SELECT coalesce(sum(messages), 0) FROM days
        WHERE person_id = $person AND local_day BETWEEN $until - 27 AND $until
        """,
        {"until": until_day, "person": person_id},
    )[0]
    answered = reader.recall(
        """
        SELECT count(DISTINCT parent_person_id) FROM replies
        WHERE child_person_id = $person AND parent_person_id <> child_person_id
          AND local_day BETWEEN $until - 27 AND $until
        """,
        {"until": until_day, "person": person_id},
    )[0]
    last = pauses[2]
    return Habit(
        active_days=int(pauses[0]),
        longest_pause=int(pauses[1]),
        quiet_days=0 if last is None else until_day - int(last),
        messages_28=int(recent[0]),
        answered_28=int(answered[0]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One event in somebody's life in the community: joined, left, first and last words."""

    kind: str  # joined | left | renamed | first_words | last_words
    group_id: int
    at_us: int
    text: str | None = None
    other_person_id: int | None = None  # who invited
    message_ref: str = ""  # of first and last words


def life(reader: Reader, person_id: int, *, limit: int = 40) -> list[Station]:
    """Return the stations of a person, newest first."""
    moves = reader.recall(
        """
        SELECT CASE kind WHEN 'join' THEN 'joined' WHEN 'leave' THEN 'left' ELSE 'renamed' END,
               group_id, sent_us, name, inviter_person_id
        FROM moves WHERE person_id = $person AND kind IN ('join', 'leave', 'rename')
        ORDER BY sent_us DESC LIMIT $limit
        """,
        {"person": person_id, "limit": limit},
    )
    words = reader.recall(
        """
        SELECT group_id, min(sent_us), arg_min(text, sent_us), arg_min(message_ref, sent_us),
               max(sent_us), arg_max(text, sent_us), arg_max(message_ref, sent_us)
        FROM messages WHERE person_id = $person GROUP BY group_id
        """,
        {"person": person_id},
    )
    found = [
        Station(kind=kind, group_id=group, at_us=at, text=name, other_person_id=inviter)
        for kind, group, at, name, inviter in moves
    ]
    for group, *first, last_us, last_text, last_ref in words:
        found.append(_words("first_words", group, *first))
        if last_us != first[0]:
            found.append(_words("last_words", group, last_us, last_text, last_ref))
    return sorted(found, key=lambda s: -s.at_us)[:limit]


def _words(kind: str, group_id: int, at_us: int, text: str | None, ref: str) -> Station:
    return Station(kind=kind, group_id=group_id, at_us=at_us, text=text, message_ref=ref)
