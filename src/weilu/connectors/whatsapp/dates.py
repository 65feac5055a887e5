"""The many ways in which WhatsApp writes a moment, and which one a file means.

The phone's language and region decide on the form, the file itself never says it. Within one
file the form is the same throughout, so the file as a whole is the witness.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from weilu.connect.dates import DAYTIME, Order, day_of, hour_of
from weilu.kernel.time import DAY_US, HOUR_US, day_number

MINUTE_US = 60_000_000
SECOND_US = 1_000_000

_MARK = "[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*+"
_SPACE = r"[^\S\r\n]"
HEAD = re.compile(
    rf"^{_MARK}(\[)?{_MARK}"
    rf"(\d{{1,4}}){_MARK}([/.\-年년]){_MARK}{_SPACE}?"
    rf"(\d{{1,2}}){_MARK}[/.\-月월]{_MARK}{_SPACE}?(\d{{1,4}})[日일]?\.?{_MARK}"
    rf"(?:[,،，]{_MARK}{_SPACE}?|{_SPACE}){_MARK}"
    rf"(?:(?:klo|kl\.|um|à|às|alle|at){_SPACE})?"
    rf"(?:({DAYTIME}){_SPACE}?)?"
    rf"(\d{{1,2}})[:.](\d{{2}})(?:[:.](\d{{2}}))?"
    rf"(?:{_SPACE}?({DAYTIME}))?{_MARK}"
    rf"(?:\]|{_SPACE}[-–])(?:{_SPACE}|(?=\r?\n))",
    re.MULTILINE,
)

#: What the groups of HEAD hold, in their order.
Head = tuple[str | None, str, str, str, str, str | None, str, str, str | None, str | None]

#: (bracket, separator, seconds, word before the time, word after it): equal in all true heads.
Form = tuple[bool, str, bool, bool, bool]

_LAST_DAY = day_number(date(2080, 1, 1))


def form_of(head: Head) -> Form:
    return (bool(head[0]), head[2], bool(head[8]), bool(head[5]), bool(head[9]))


@dataclass(slots=True, kw_only=True)
class Calendar:
    """Reads the moments of one file, whose order is known."""

    order: Order
    _days: dict[tuple[str, str, str], int | None] = field(default_factory=dict)

    def moment(self, head: Head) -> int | None:
        """Return the wall clock as microseconds, or None for a moment that does not exist."""
        numbers = (head[1], head[3], head[4])
        if numbers not in self._days:
            self._days[numbers] = day_of(numbers, self.order)
        day = self._days[numbers]
        hour, minute, second = int(head[6]), int(head[7]), int(head[8] or 0)
        word = head[5] or head[9]
        if word:
            hour = hour_of(hour, word)
        if day is None or not 0 <= day < _LAST_DAY or hour > 23 or minute > 59 or second > 59:
            return None
        return day * DAY_US + hour * HOUR_US + minute * MINUTE_US + second * SECOND_US
