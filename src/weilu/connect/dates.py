"""Dates of which nobody says whether the day or the month comes first, and hours with a word.

Within one file the form is the same throughout, so the file as a whole is the witness.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from weilu.kernel.time import day_number

#: The words beside an hour of twelve, as a pattern.
DAYTIME = (
    r"上午|下午|凌晨|清晨|早晨|早上|中午|傍晚|晚上|半夜|午夜|深夜|午前|午後|오전|오후"
    r"|[AaPp][^\S\r\n]?\.?[^\S\r\n]?[Mm]\.?|[صم]|[πμ]\.?μ\.?"
)
_LAST_DAY = day_number(date(2080, 1, 1))

_MORNING = frozenset({"am", "上午", "凌晨", "清晨", "早晨", "早上", "午前", "오전", "ص", "πμ"})
_NOON = frozenset({"中午"})
_NIGHT = frozenset({"晚上", "半夜", "午夜", "深夜"})


class Order(StrEnum):
    """Which number of a date is the year, the month and the day."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The order of a file; doubtful where two orders fit equally well."""

    order: Order
    is_doubtful: bool


def judge(
    dates: Sequence[tuple[str, str, str]],
    *,
    separator: str,
    has_am_pm: bool,
    first_year: int = 2009,
) -> Verdict:
    """Decide the order from all dates of a file, given in the order of the file.

    A date that an order cannot read speaks against it most (a month of 17), then a step back
    in time, since a chat is written in order. Where both leave a tie, the narrower span wins
    as a guess and the verdict is doubtful. Nothing is dated before ``first_year``.
    """
    if any(len(d[0]) == 4 for d in dates):
        return Verdict(order=Order.YMD, is_doubtful=False)
    orders = [Order.DMY, Order.MDY]
    if all(len(d[2]) <= 2 for d in dates):
        orders.append(Order.YMD)
    earliest = day_number(date(first_year, 1, 1))
    days = {order: [_likely(d, order, earliest) for d in dates] for order in orders}
    faults = {order: (sum(d is None for d in days[order]), _back(days[order])) for order in orders}
    if Order.YMD in faults and min(faults[o][0] for o in orders[:2]) <= max(1, len(dates) // 10):
        del faults[Order.YMD]  # the rarest of the three: only where the others fail
    orders = [*faults]
    least = min(faults.values())
    best = [order for order in orders if faults[order] == least]
    best = best[:1] + [order for order in best[1:] if days[order] != days[best[0]]]
    if len(best) == 1:
        return Verdict(order=best[0], is_doubtful=False)
    spans = [_span(days[order]) for order in best]
    habit = Order.MDY if separator == "/" and has_am_pm else Order.DMY
    guess = best[spans.index(min(spans))] if max(spans) > 3 * min(spans) else habit
    return Verdict(order=guess, is_doubtful=True)


def _back(days: Iterable[int | None]) -> int:
    known = [d for d in days if d is not None]
    return sum(b < a for a, b in itertools.pairwise(known))


def _span(days: Iterable[int | None]) -> int:
    known = [d for d in days if d is not None]
    return max(known) - min(known) if known else 0


def _likely(numbers: tuple[str, str, str], order: Order, earliest: int) -> int | None:
    """Return the day unless it is too early or far ahead."""
    found = day_of(numbers, order)
    return found if found is not None and earliest <= found < _LAST_DAY else None


def day_of(numbers: tuple[str, str, str], order: Order) -> int | None:
    """Return the day number of a date, or None where there is no such day."""
    first, second, third = map(int, numbers)
    if order is Order.DMY:
        day, month, year = first, second, third
    elif order is Order.MDY:
        month, day, year = first, second, third
    else:
        year, month, day = first, second, third
    if year < 100:
        year += 2000
    try:
        return day_number(date(year, month, day))
    except ValueError:
        return None


def hour_of(hour: int, word: str) -> int:
    """Return the hour of 24; hours that are written in 24 beside an "am" stay as they are."""
    word = "".join(c for c in word.lower() if c.isalpha())
    if hour > 12:
        return hour
    if word in _MORNING:
        return hour % 12
    if word in _NOON:
        return hour if hour >= 10 else hour + 12
    if word in _NIGHT:
        return hour % 12 if hour == 12 or hour < 6 else hour + 12
    return hour % 12 + 12
