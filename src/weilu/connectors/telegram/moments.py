"""Times of an export: Unix seconds, or the wall clock of the computer that exported."""

from datetime import datetime

SECOND_US = 1_000_000
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock has no zone


def wall_seconds(date: str) -> int:
    """Return a wall clock as seconds since 1970-01-01 read as if it were UTC, 0 if it is none."""
    try:
        span = datetime.fromisoformat(date) - _EPOCH
    except (ValueError, TypeError):
        return 0
    return span.days * 86_400 + span.seconds
