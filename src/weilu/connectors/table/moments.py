"""Times as tables write them: nearly anything, but within one column always the same."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from weilu.connect.batches import EARLIEST_US, LATEST_US
from weilu.connect.dates import DAYTIME, Order, Verdict, day_of, hour_of, judge
from weilu.kernel.time import DAY_US, HOUR_US

_MINUTE_US, _SECOND_US = 60_000_000, 1_000_000
_CACHED = 100_000
_MONTH_NAMES = re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_MONTH = "(?P<month>[A-Za-z]{3})[a-z]{0,6}\\.?"
_WEEKDAY = (
    r"(?:[（(]?(?:周|週|星期|礼拜|禮拜)?[一二三四五六日天月火水木金土](?:曜日)?[)）]"
    r"|(?:周|週|星期)[一二三四五六日天]"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?)"
)
_NTH = "(?:st|nd|rd|th)?"
_DATE = (
    r"(?:(?P<a>\d{1,4})\s?(?P<mark>[-/.年])\s?(?P<b>\d{1,2})\s?[-/.月]\s?(?P<c>\d{1,4})\s?[日号號]?"
    rf"|(?P<day1>\d{{1,2}}){_NTH}[\s-]{_MONTH},?[\s-](?P<year1>\d{{4}}|\d\d)"
    rf"|{_MONTH.replace('month', 'month2')}\s(?P<day2>\d{{1,2}}){_NTH},?\s(?P<year2>\d{{4}}))"
)
_CLOCK = (
    rf"(?:(?P<before>{DAYTIME})\s?)?(?P<hour>\d{{1,2}})"
    r"(?:[:时時点點]\s?(?P<minute>\d{1,2})(?:[:分]\s?(?P<second>\d{1,2}))?"
    r"(?:[.,](?P<part>\d{1,9}))?[分秒]?)?"
    rf"(?:\s?(?P<after>{DAYTIME}))?"
    r"(?:\s?(?P<zone>Z|UTC|GMT)?\s?(?P<offset>[+-]\d\d:?\d\d|[+-]\d\d?)?)"
)
_MOMENT = re.compile(
    rf"(?:{_WEEKDAY}\s?)?{_DATE}(?:\s?{_WEEKDAY})?"
    rf"(?:(?:\s?[T,]\s?|\s+|(?<=[日号號)]))(?P<clock>{_CLOCK}))?",
    re.IGNORECASE,
)
_ONLY_CLOCK = re.compile(_CLOCK, re.IGNORECASE)
_NUMBER = re.compile(r"\d{5}(?:\.\d+)?|\d{8,16}|\d{9,10}\.\d+")
#: Days since 1899-12-30, as spreadsheets count them: 1990 … 2100.
_SERIAL_EPOCH, _SERIALS = 25_569, (32_874, 73_050)
_COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}

Numbers = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What stands in a cell. ``numbers`` are those of a date, in the order of the cell."""

    numbers: Numbers | None = None
    mark: str = ""
    clock_us: int | None = None
    has_daytime: bool = False
    offset_us: int | None = None
    wall_us: int | None = None  # told as one number
    instant_us: int | None = None

    @property
    def has_date(self) -> bool:
        return self.numbers is not None or self.is_number

    @property
    def is_number(self) -> bool:
        return self.wall_us is not None or self.instant_us is not None

    @property
    def is_instant(self) -> bool:
        return self.instant_us is not None or self.offset_us is not None


def parts_of(text: str) -> Parts | None:
    """Take a cell apart; None where it is no date, no time and no moment."""
    if len(text) > 60:
        return None
    text = text.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).strip()
    if _NUMBER.fullmatch(text):
        return _number(text)
    found = _MOMENT.fullmatch(text)
    if found is None:
        only = _ONLY_CLOCK.fullmatch(text)
        return _clock_parts(only, None, "") if only else None
    numbers = _numbers(found)
    if numbers is None:
        return None
    if not found["clock"]:
        return Parts(numbers=numbers, mark=found["mark"] or "")
    return _clock_parts(found, numbers, found["mark"] or "")


def _numbers(found: re.Match[str]) -> Numbers | None:
    if found["a"]:
        return found["a"], found["b"], found["c"]
    month = _MONTHS.get((found["month"] or found["month2"]).lower())
    if month is None:
        return None
    year = found["year1"] or found["year2"]
    return year if len(year) == 4 else f"20{year}", str(month), found["day1"] or found["day2"]


def _clock_parts(found: re.Match[str], numbers: Numbers | None, mark: str) -> Parts | None:
    word = found["before"] or found["after"]
    if found["minute"] is None and not word:
        return None
    hour = hour_of(int(found["hour"]), word) if word else int(found["hour"])
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    part = int((found["part"] or "0")[:6].ljust(6, "0"))
    return Parts(
        numbers=numbers,
        mark=mark,
        clock_us=hour * HOUR_US + minute * _MINUTE_US + second * _SECOND_US + part,
        has_daytime=bool(word),
        offset_us=_offset(found["zone"], found["offset"]),
    )


def _offset(zone: str | None, text: str | None) -> int | None:
    if not text:
        return 0 if zone else None
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return (-minutes if text[0] == "-" else minutes) * _MINUTE_US


def _number(text: str) -> Parts | None:
    """Read seconds, milliseconds or microseconds of the epoch, 20240301190000, or a serial."""
    whole, _, fraction = text.partition(".")
    number = int(whole)
    if len(whole) == 5:
        if not _SERIALS[0] <= number <= _SERIALS[1]:
            return None
        return Parts(wall_us=round((float(text) - _SERIAL_EPOCH) * 86_400) * _SECOND_US)
    if not fraction and (form := _COMPACT.get(len(whole))):
        try:
            found = datetime.strptime(whole, form)  # noqa: DTZ007 - a wall clock
        except ValueError:
            return None
        day = day_of((str(found.year), str(found.month), str(found.day)), Order.YMD)
        clock = (found.hour * 3600 + found.minute * 60 + found.second) * _SECOND_US
        wall = -1 if day is None else day * DAY_US + clock
        return Parts(wall_us=wall) if EARLIEST_US < wall < LATEST_US else None
    for unit in (1_000_000, 1_000, 1):
        if EARLIEST_US < number * unit < LATEST_US:
            part = int(fraction[:6].ljust(6, "0")) if fraction else 0
            return Parts(instant_us=number * unit + part)
    return None


class MomentReader:
    """Reads the times of one column, whose order of dates and kind of clock are known.

    In a column of moments a time without a zone is UTC; in one of wall clocks a zone is left
    aside, and seconds of the epoch, which no wall clock shows, are not read.
    """

    def __init__(self, order: Order, *, is_instant: bool) -> None:
        self._order = order
        self._is_instant = is_instant
        self._days: dict[str, int] = {}
        self._clocks: dict[str, int] = {}

    def moments(self, texts: Sequence[str]) -> list[int | None]:
        """Return microseconds, None for what cannot be read."""
        return [self.moment(text) for text in texts]

    def moment(self, text: str) -> int | None:
        at = text.find(" ")
        if at < 0 and text[10:11] == "T":
            at = 10
        if at > 0:
            day = self._days.get(text[:at])
            clock = self._clocks.get(text[at:])
            if day is not None and clock is not None:
                return day + clock
        parts = parts_of(text)
        if parts is None:
            return None
        found = self._us(parts)
        if found is None or not EARLIEST_US < found < LATEST_US:
            return None
        if at > 0 and parts.clock_us is not None:
            self._keep(text, at, parts, found)
        return found

    def _us(self, parts: Parts) -> int | None:
        if parts.is_number:
            if parts.wall_us is not None:
                return parts.wall_us
            return parts.instant_us if self._is_instant else None
        if parts.numbers is None:
            return None
        day = day_of(parts.numbers, order_in(parts.numbers, self._order))
        if day is None:
            return None
        shift = parts.offset_us or 0 if self._is_instant else 0
        return day * DAY_US + (parts.clock_us or 0) - shift

    def _keep(self, text: str, at: int, parts: Parts, found: int) -> None:
        """Remember both halves, where the cut between them is that between date and clock."""
        day = parts_of(text[:at])
        if day is None or day.numbers is None or day.numbers != parts.numbers:
            return
        if day.clock_us is None and len(self._days) < _CACHED:
            number = day_of(day.numbers, order_in(day.numbers, self._order))
            if number is not None:
                self._days[text[:at]] = number * DAY_US
                if len(self._clocks) < _CACHED:
                    self._clocks[text[at:]] = found - number * DAY_US


def order_in(numbers: Numbers, order: Order) -> Order:
    """Return the order of one date: a year of four digits tells it, or half of it."""
    if len(numbers[0]) >= 3:
        return Order.YMD
    if len(numbers[2]) >= 3 and order is Order.YMD:
        return Order.DMY
    return order


def judge_order(found: Sequence[Parts]) -> Verdict:
    """Decide the order of dates: by those that only one order can read, else by their sequence.

    A table is sorted, up or down, or not at all: only an order in which it is sorted while it is
    not in the others decides. Doubtful where nothing does: then one has to ask.
    """
    dates = [p.numbers for p in found if p.numbers is not None and len(p.numbers[0]) < 3]
    if not dates:
        return Verdict(order=Order.YMD, is_doubtful=False)
    orders = [Order.DMY, Order.MDY]
    if all(len(numbers[2]) <= 2 for numbers in dates):
        orders.append(Order.YMD)
    days = {order: [_likely(numbers, order) for numbers in dates] for order in orders}
    lost = {order: known.count(None) for order, known in days.items()}
    best = [order for order in orders if lost[order] == min(lost.values())]
    if len(best) > 1:
        best = [order for order in best if _is_sorted(days[order])] or best
    if len(best) == 1 or all(days[order] == days[best[0]] for order in best):
        return Verdict(order=best[0], is_doubtful=False)
    marked = next((p.mark for p in found if p.mark), "")
    guess = judge(
        dates, separator=marked, has_am_pm=any(p.has_daytime for p in found), first_year=1990
    )
    return Verdict(order=guess.order if guess.order in best else best[0], is_doubtful=True)


def _likely(numbers: Numbers, order: Order) -> int | None:
    day = day_of(numbers, order)
    return day if day is not None and EARLIEST_US < day * DAY_US < LATEST_US else None


def _is_sorted(days: Sequence[int | None]) -> bool:
    known = [day for day in days if day is not None]
    if len(set(known)) < 3:
        return False
    steps = [after - before for before, after in pairwise(known)]
    return all(step >= 0 for step in steps) or all(step <= 0 for step in steps)
