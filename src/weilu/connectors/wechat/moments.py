"""Times as WeChat exporters write them: seconds of the epoch, or China's wall clock."""

import re
from dataclasses import dataclass
from datetime import date

from weilu.connect.batches import EARLIEST_US, LATEST_US
from weilu.kernel.text import whole_number
from weilu.kernel.time import DAY_US, HOUR_US, day_number

#: China has one time zone and no summer time.
CHINA_OFFSET_US = 8 * HOUR_US

_DATE = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}")
_days: dict[str, int] = {}


@dataclass(slots=True)
class Moment:
    """Microseconds; a wall clock is read as if it were UTC."""

    us: int
    is_instant: bool

    def on(self, *, is_instant: bool) -> int:
        """Return the moment on the clock wanted: files of both kinds may lie in one folder."""
        if self.is_instant == is_instant:
            return self.us
        return self.us - CHINA_OFFSET_US if is_instant else self.us + CHINA_OFFSET_US


def read_moment(text: str) -> Moment | None:
    """Read "2024-10-04 11:42:05", "2024/10/4 11:42", "2024-10-04" or a number."""
    date_text, _, clock = text.strip().replace("T", " ").partition(" ")
    number = None if clock else whole_number(date_text)
    if number is not None:
        return _instant(number)
    day = _days.get(date_text) or _day(date_text)
    try:
        parts = [int(part) for part in clock.partition(".")[0].split(":")] if clock else [0, 0]
    except ValueError:
        return None
    if not day or len(parts) not in {2, 3}:
        return None
    hour, minute, second = (*parts, 0)[:3]
    if hour > 23 or minute > 59 or second > 59 or min(parts) < 0:
        return None
    return Moment(day + hour * HOUR_US + (minute * 60 + second) * 1_000_000, is_instant=False)


def _instant(number: int) -> Moment | None:
    """Seconds, or milliseconds by their size."""
    for unit in (1_000_000, 1_000):
        if EARLIEST_US <= number * unit <= LATEST_US:
            return Moment(number * unit, is_instant=True)
    return None


def _day(text: str) -> int | None:
    if not _DATE.fullmatch(text):
        return None
    year, month, day = map(int, re.split("[-/.]", text))
    try:
        found = day_number(date(year, month, day)) * DAY_US
    except ValueError:
        return None
    if not EARLIEST_US <= found <= LATEST_US:
        return None
    if len(_days) < 20_000:
        _days[text] = found
    return found
