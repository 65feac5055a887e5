"""Moments as aware UTC, the group's local day as an integer."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(1970, 1, 1)
DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
_US = timedelta(microseconds=1)


def to_us(moment: datetime) -> int:
    """Return microseconds since 1970-01-01 UTC of an aware ``moment``, without rounding."""
    return (moment - EPOCH) // _US


def from_us(us: int) -> datetime:
    """Return the aware UTC moment ``us`` microseconds after 1970-01-01."""
    return EPOCH + timedelta(microseconds=us)


def day_number(day: date) -> int:
    """Return days since 1970-01-01, the form in which local days are stored."""
    return (day - EPOCH_DAY).days


def from_day_number(number: int) -> date:
    return EPOCH_DAY + timedelta(days=number)


def local_day(us: int, zone: ZoneInfo) -> int:
    """Return the day number of the moment ``us`` as clocks in ``zone`` show it."""
    return day_number(from_us(us).astimezone(zone).date())


def iso_weekday(number: int) -> int:
    """Return 1 for Monday … 7 for Sunday of a day number (1970-01-01 was a Thursday)."""
    return (number + 3) % 7 + 1
