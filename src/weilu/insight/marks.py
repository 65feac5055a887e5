"""Marks: short texts that change when the facts of a group, or the formulas, change."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import weilu.measure
from weilu.warehouse.reader import Reader

#: Sums, not exclusive-or: two equal rows must not cancel each other.
_FACTS = """
WITH said AS (
    SELECT group_id, count(*) AS messages, sum(hash(account_id, sent_us)::HUGEINT) AS mark
    FROM messages GROUP BY group_id
), reacted AS (
    SELECT group_id, sum(hash(account_id, sent_us, "count")::HUGEINT) AS mark
    FROM reactions GROUP BY group_id
), zoned AS (
    SELECT group_id, sum(hash(from_us, until_us, offset_us)::HUGEINT) AS mark
    FROM zones GROUP BY group_id
), stayed AS (
    SELECT group_id, sum(hash(account_id, person_id, is_bot)::HUGEINT) AS who,
           sum(hash(account_id, is_staff, joined_us, left_us, join_recorded)::HUGEINT) AS mark
    FROM memberships GROUP BY group_id
), moved AS (
    SELECT group_id, sum(hash(account_id, kind, sent_us, inviter_id)::HUGEINT) AS mark
    FROM moves GROUP BY group_id
)
SELECT group_id, coalesce(messages, 0), (said.mark, reacted.mark, zoned.mark, stayed.who)::VARCHAR,
       (stayed.mark, moved.mark)::VARCHAR
FROM said
FULL JOIN reacted USING (group_id)
FULL JOIN stayed USING (group_id)
FULL JOIN moved USING (group_id)
LEFT JOIN zoned USING (group_id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the derived rows and the measures of one group rest on."""

    messages: int
    derived_from: str
    measured_from: str


def marks(reader: Reader) -> dict[int, Mark]:
    """Return the marks of all groups that have any fact."""
    return {
        int(group): Mark(
            messages=int(messages),
            derived_from=_short(code_of("derive"), told),
            measured_from=_short(code_of(""), told, stays),
        )
        for group, messages, told, stays in reader.rows(_FACTS)
    }


@cache
def code_of(module: str) -> str:
    """Name the formulas: all of measure, or one module of it."""
    folder = Path(weilu.measure.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.glob(f"{module}.py" if module else "*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def together(found: dict[int, Mark], *more: object) -> str:
    """Return one mark for the measures of a whole community."""
    parts = [f"{group}:{mark.measured_from}" for group, mark in sorted(found.items())]
    return _short(*parts, *map(str, more))


def _short(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
