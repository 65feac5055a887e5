"""Moments that exports write in ISO 8601."""

from datetime import UTC, datetime

from weilu.connect.batches import EARLIEST_US, LATEST_US
from weilu.kernel.time import to_us


def moment_us(value: str, *, is_wall_clock: bool = False) -> int | None:
    """Return microseconds of an ISO time; None where it is none, or outside 1990 … 2100.

    A time without an offset counts only as wall clock; as wall clock an offset is dropped.
    """
    try:
        moment = datetime.fromisoformat(value)
        if is_wall_clock:
            moment = moment.replace(tzinfo=UTC)
        found = to_us(moment) if moment.tzinfo else 0
    except (ValueError, OverflowError):
        return None
    return found if EARLIEST_US < found < LATEST_US else None
