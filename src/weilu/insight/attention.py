"""Which groups ask for a person, and why: rules over a group's own past. Pure.

A rule names what was seen, never a cause. Festival weeks neither ask for attention nor serve
as a yardstick; a group that writes rarely by nature is measured by its own rare weeks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from weilu.insight.shapes import Figure, WeekPoint
from weilu.kernel.errors import gettext_noop

#: Weeks of history before a group is compared with itself.
YOUNG_WEEKS = 8
#: Fewer usual speakers than this make every week a matter of chance.
FEWEST_USUAL = 5
#: This week must lie below these shares of a usual week: by itself, or beside a colder index.
COOL_NOW, COLDER_NOW = 0.7, 0.85
#: The mean of the last two weeks may lie so much higher, as a share of a usual week.
SLACK = 0.1
#: A fall of the temperature within four weeks, in points, that is told.
TEMPERATURE_FALL = 12
SILENT_DAYS = 28
#: Days without a word that may mean more than a weekend.
FEWEST_MISSING_DAYS = 3
#: Newcomers who have waited longer than this are told first.
LONG_WAIT_HOURS = 12

REASONS = {
    "cooling": gettext_noop("weekly active {now}, in a usual week {past}"),
    "colder": gettext_noop("temperature {now}, four weeks ago {past}"),
    "unanswered": gettext_noop("a newcomer has waited for {hours}"),
    "silent": gettext_noop("last message on {last_day}"),
    "ended": gettext_noop("nothing after {last_day}: silent at once, or the file ends there"),
    "young": gettext_noop("founded {days} days ago; compared with itself after 8 weeks"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """What stands out in a group; ``reason`` is a key of REASONS or ""."""

    needs_attention: bool = False
    reason: str = ""
    facts: Mapping[str, float] = field(default_factory=dict)


def judge(
    *,
    points: Sequence[WeekPoint],
    temperature: Figure,
    temperature_before: float | None = None,
    waits: Sequence[float],
    first_day: int | None,
    last_day: int | None,
    longest_pause: int = 0,
    until_day: int,
) -> Attention:
    """Return the first of the rules that holds: silent, young, ended, cooling, colder, unanswered.

    ``temperature_before`` is that of four weeks ago, None where it is no yardstick;
    ``longest_pause`` the most days in a row that the group has been without a word before.
    """
    if first_day is None or last_day is None:
        return Attention()
    if until_day - last_day >= SILENT_DAYS:
        return Attention(reason="silent", facts={"last_day": last_day})
    if until_day - first_day < YOUNG_WEEKS * 7:
        return _waiting(waits) or Attention(
            reason="young", facts={"days": until_day - first_day + 1}
        )
    if has_ended(points, last_day, until_day, longest_pause=longest_pause):
        return Attention(needs_attention=True, reason="ended", facts={"last_day": last_day})
    colder = _colder(temperature.value, temperature_before, points)
    return _cooling(points) or colder or _waiting(waits) or Attention()


def has_ended(
    points: Sequence[WeekPoint], last_day: int, until_day: int, *, longest_pause: int
) -> bool:
    """Tell whether a group is quiet for longer than ever: what its empty days mean is not known.

    A group that cools down still says something; where all words end at once, more often than
    not its file ends there, and the days after it are no data rather than zero.
    """
    quiet = until_day - last_day
    return not points[-1].is_festival and quiet >= FEWEST_MISSING_DAYS and quiet > longest_pause


def _cooling(points: Sequence[WeekPoint]) -> Attention | None:
    if not _is_low(points, COOL_NOW):
        return None
    facts = {"now": points[-1].active, "past": median(_usual(points))}
    return Attention(needs_attention=True, reason="cooling", facts=facts)


def _is_low(points: Sequence[WeekPoint], share: float) -> bool:
    """Tell whether this week lies below ``share`` of a usual week, and the last two as well.

    Never in a festival, nor where the group has had weeks as low as this: one that lives in
    waves (walks, camps) is measured by its own waves.
    """
    if points[-1].is_festival or points[-2].is_festival:
        return False
    usual = _usual(points)
    if len(usual) < 4 or median(usual) < FEWEST_USUAL:
        return False
    now, lately = points[-1].active, (points[-1].active + points[-2].active) / 2
    limit = median(usual) * share
    return now <= limit and lately <= limit + median(usual) * SLACK and min(usual) > now


def _usual(points: Sequence[WeekPoint]) -> list[int]:
    return [point.active for point in points[:-2] if not point.is_festival]


def _colder(
    now: float | None, before: float | None, points: Sequence[WeekPoint]
) -> Attention | None:
    """The temperature is an index on trial: it asks for attention only where fewer speak too."""
    if now is None or before is None or not _is_low(points, COLDER_NOW):
        return None
    if before - now < TEMPERATURE_FALL or now >= 50:
        return None
    return Attention(needs_attention=True, reason="colder", facts={"now": now, "past": before})


def _waiting(waits: Sequence[float]) -> Attention | None:
    if not waits or max(waits) < LONG_WAIT_HOURS:
        return None
    return Attention(reason="unanswered", facts={"hours": max(waits), "people": len(waits)})
