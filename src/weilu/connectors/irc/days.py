"""Which day a line of a log belongs to: its own date, a line before it, or the file's name."""

import re

from weilu.connect.transcripts import day_us

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LINE = re.compile(
    r"(?:--- (?:Day changed|Log opened|Log closed)|\*\*\*\* (?:BEGIN|ENDING) LOGGING AT"
    r"|Session (?:Start|Time|Close|Ident):)\s"
    r"(?:[A-Z][a-z]{2} )?(?P<name>[A-Z][a-z]{2}) +(?P<day>\d\d?) "
    r"(?:\d\d:\d\d(?::\d\d)? )?(?P<year>\d{4})\s*"
    r"|(?:#|---) ?(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\s*(?:---)?"
    r"|Session (?:Start|Time|Close|Ident):.*|--- Log (?:opened|closed).*"
)
_IN_NAME = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d\d)\2(\d\d)(?!\d)")


def of_line(found: re.Match[str]) -> int | None:
    """Return where the day of a line that LINE matched begins."""
    name = found["name"]
    if name in _MONTHS:
        return day_us(int(found["year"]), _MONTHS.index(name) + 1, int(found["day"]))
    if found["y"]:
        return day_us(int(found["y"]), int(found["m"]), int(found["d"]))
    return None


def of_name(path: str) -> int | None:
    """Return where the day begins that a path names last."""
    days = [day_us(int(y), int(m), int(d)) for y, _, m, d in _IN_NAME.findall(path)]
    known = [day for day in days if day is not None]
    return known[-1] if known else None


def without_day(stem: str) -> str:
    return _IN_NAME.sub("", stem).strip("-_. ")
