"""The clock of the demo: whole seconds since 1970 (UTC), told by clocks in Shanghai.

China has had no summer time since 1991, so that local time is one constant away.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
FIRST_DAY = date(2025, 5, 26)  # Monday of the first week
AS_OF = datetime(2026, 11, 20, 12, 20, tzinfo=ZONE)
OFFSET = 8 * 3600
MINUTE, HOUR, DAY, WEEK = 60, 3600, 86_400, 7 * 86_400


def second(day: date, hour: int = 0, minute: int = 0) -> int:
    """Return the second at which clocks in Shanghai show a time of a day."""
    return (day - date(1970, 1, 1)).days * DAY - OFFSET + hour * HOUR + minute * MINUTE


def of(moment: datetime) -> int:
    """Return the second of a local time as it stands in a data file."""
    return second(moment.date(), moment.hour, moment.minute) + moment.second


def day_of(at: int) -> date:
    return date(1970, 1, 1) + timedelta(days=(at + OFFSET) // DAY)


def monday(week: int) -> date:
    """Return the first day of a week of the story; the first week is 1."""
    return FIRST_DAY + timedelta(days=7 * (week - 1))


def week_of(day: date) -> int:
    return (day - FIRST_DAY).days // 7 + 1


END = of(AS_OF.replace(tzinfo=None))
START = second(FIRST_DAY)
WEEKS = week_of(AS_OF.date())
