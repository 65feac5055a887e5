"""Numbers of a workbook as text: which are dates is said by their format."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

_START = datetime(1899, 12, 30, tzinfo=UTC)
_SINCE_1904 = 1462  # days between the two ways of counting
_LAST_SERIAL = 2_950_000  # beyond the year 9900


class Shows(NamedTuple):
    """What a number format shows of a date."""

    day: bool = False
    clock: bool = False


NOTHING = Shows()
_DAY, _CLOCK = Shows(day=True), Shows(clock=True)
_BUILT_IN = {
    **dict.fromkeys([14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58], _DAY),
    **dict.fromkeys([18, 19, 20, 21, 45, 46, 47, 32, 33, 34, 35, 55, 56], _CLOCK),
    22: Shows(day=True, clock=True),
}
_ELAPSED = re.compile(r"\[[hms]+\]")
_PARTS = re.compile(r"\.0+")
_NO_TOKENS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


def shown_by(number: int, code: str | None) -> Shows:
    """Return what a format shows; ``code`` is its own pattern, where it is none of the built-in."""
    if code is None:
        return _BUILT_IN.get(number, NOTHING)
    low = code.lower()
    plain = _NO_TOKENS.sub("", low)
    if "general" in plain or "#" in plain or "0" in _PARTS.sub("", plain):
        return NOTHING
    return Shows(
        day="y" in plain or "d" in plain or "mmm" in plain,
        clock="h" in plain or "s" in plain or bool(_ELAPSED.search(low)),
    )


def number_text(text: str, shows: Shows, *, since_1904: bool) -> str:
    """Return a number as the table shows it: "2024-03-01 19:00:00", "19:00:00", "42"."""
    try:
        number = float(text)
    except ValueError:
        return text
    if (shows.day or shows.clock) and 0 <= number <= _LAST_SERIAL:
        return _moment(number, shows, since_1904=since_1904)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return text


def _moment(number: float, shows: Shows, *, since_1904: bool) -> str:
    days, seconds = divmod(round(number * 86_400), 86_400)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if not days and shows.clock:
        return clock
    day = _day(days + (_SINCE_1904 if since_1904 else 0))
    return day if not seconds and not shows.clock else f"{day} {clock}"


@lru_cache(maxsize=4096)
def _day(days: int) -> str:
    return f"{_START + timedelta(days=days):%Y-%m-%d}"
