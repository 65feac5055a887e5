"""What is missing in the history of a group, and which numbers that makes uncertain.

Pure: judges counts that ``queries.quality`` gathers from facts and imports.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

#: Blocks of the group page.
ANSWERS, WAITING, TIES, CARRIERS = "answers", "waiting", "ties", "people"
COURSE, RHYTHM, TEMPERATURE, STANDARDS = "course", "rhythm", "temperature", "standards"
RETENTION, ENGAGEMENT = "retention", "engagement"
EVERYTHING = (COURSE, TEMPERATURE, RETENTION)
_ON_REPLIES = (ANSWERS, WAITING, TEMPERATURE, TIES, CARRIERS, STANDARDS)

#: A run of empty days is remarkable from here on, in a group that else writes on most days.
REMARKABLE_GAP = 7
_MOST_DAYS = 0.5
#: Data older than this say little about today.
OLD_AFTER_DAYS = 7
#: Fewer messages than this are too few to say what a source does not record.
FEWEST_MESSAGES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is known of one group's history; days are local day numbers."""

    group_id: int
    messages: int = 0
    first_day: int = 0
    last_day: int = 0
    active_days: int = 0
    gap_from: int = 0  # first day of the longest run without a message
    gap_days: int = 0
    starts: int = 0
    starts_without_id: int = 0
    replies: int = 0
    inferred: int = 0
    joins: int = 0
    reactions: int = 0
    listed: int = 0  # accounts that a file lists as members
    zones_assumed: int = 0  # imports whose file does not say a time zone
    unreadable: int = 0
    records: int = 0
    imports: int = 0
    newest_import_day: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that is missing, with its numbers and the blocks it makes uncertain."""

    code: str
    touches: tuple[str, ...]
    facts: Mapping[str, int] = field(default_factory=dict)


def missing(held: Held, *, today: int) -> list[Missing]:
    """Return what is missing, the gravest first; nothing for a group without messages."""
    if not held.messages:
        return []
    found = [rule(held, today) for rule in _RULES]
    return [each for each in found if each is not None]


def touching(found: Sequence[Missing], block: str) -> list[Missing]:
    return [each for each in found if block in each.touches]


def _gap(held: Held, today: int) -> Missing | None:
    del today
    span = held.last_day - held.first_day + 1
    if held.gap_days < REMARKABLE_GAP or held.active_days < _MOST_DAYS * (span - held.gap_days):
        return None
    return Missing(
        code="days_without_data",
        touches=EVERYTHING,
        facts={
            "days": held.gap_days,
            "first": held.gap_from,
            "last": held.gap_from + held.gap_days - 1,
        },
    )


def _old(held: Held, today: int) -> Missing | None:
    age = today - held.last_day
    if age <= OLD_AFTER_DAYS:
        return None
    facts = {"age": age, "imported": max(0, today - held.newest_import_day)}
    return Missing(code="old", touches=(COURSE, WAITING, TEMPERATURE), facts=facts)


def _unreadable(held: Held, today: int) -> Missing | None:
    del today
    if not held.unreadable:
        return None
    facts = {"n": held.unreadable, "records": held.records}
    return Missing(code="unreadable", touches=(COURSE, TEMPERATURE), facts=facts)


def _zone(held: Held, today: int) -> Missing | None:
    del today
    if not held.zones_assumed:
        return None
    facts = {"n": held.zones_assumed}
    return Missing(code="zone_assumed", touches=(RHYTHM, COURSE), facts=facts)


def _replies(held: Held, today: int) -> Missing | None:
    del today
    if not held.replies or held.inferred < held.replies:
        return None
    return Missing(code="no_replies", touches=_ON_REPLIES)


def _some_replies(held: Held, today: int) -> Missing | None:
    del today
    if not 0 < held.inferred < held.replies:
        return None
    percent = round(100 * held.inferred / held.replies)
    facts = {"percent": min(99, max(1, percent))}
    return Missing(code="inferred_replies", touches=_ON_REPLIES, facts=facts)


def _joins(held: Held, today: int) -> Missing | None:
    del today
    if held.joins:
        return None
    return Missing(code="no_joins", touches=(WAITING, RETENTION, STANDARDS))


def _members(held: Held, today: int) -> Missing | None:
    del today
    return None if held.listed else Missing(code="no_members", touches=(ENGAGEMENT, STANDARDS))


def _ids(held: Held, today: int) -> Missing | None:
    del today
    if not held.starts_without_id or held.messages < FEWEST_MESSAGES:
        return None
    facts = {"percent": max(1, round(100 * held.starts_without_id / held.starts))}
    return Missing(code="no_ids", touches=(COURSE,), facts=facts)


def _reactions(held: Held, today: int) -> Missing | None:
    del today
    if held.reactions or held.messages < FEWEST_MESSAGES:
        return None
    return Missing(code="no_reactions", touches=(TEMPERATURE, ENGAGEMENT))


_RULES: tuple[Callable[[Held, int], Missing | None], ...] = (
    _gap,
    _old,
    _unreadable,
    _zone,
    _replies,
    _some_replies,
    _joins,
    _members,
    _ids,
    _reactions,
)
