"""Wall clocks to UTC, and zones as spans of one offset each."""

from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weilu.ingest.errors import UnknownZone
from weilu.kernel.time import DAY_US, from_us, to_us

Numbers = NDArray[np.int64]

#: Ends of the first and the last span: further than any message.
BEGINNING_US = -(2**62)
END_US = 2**62


@dataclass(frozen=True, slots=True)
class Spans:
    """Offsets of one zone: span i holds from ``start_us[i]`` (UTC) to ``start_us[i + 1]``."""

    start_us: Numbers
    offset_us: Numbers

    @property
    def until_us(self) -> Numbers:
        return np.append(self.start_us[1:], END_US)


def zone(name: str) -> ZoneInfo:
    """Return the zone of that name. Raises UnknownZone."""
    if name not in available_timezones():
        raise UnknownZone(zone=name)
    return ZoneInfo(name)


@lru_cache(maxsize=64)
def spans(name: str, first_us: int, last_us: int) -> Spans:
    """Return the spans of a zone that are exact between two moments.

    Before the first and after the last the nearest offset holds. Transitions are found by
    halving between days of different offsets, since zoneinfo does not list them.
    """
    place = zone(name)
    starts, offsets = [BEGINNING_US], [_offset(place, first_us)]
    for day in range(first_us, last_us + DAY_US, DAY_US):
        offset = _offset(place, day + DAY_US)
        if offset != offsets[-1]:
            starts.append(_change(place, day, day + DAY_US))
            offsets.append(offset)
    return Spans(np.array(starts, np.int64), np.array(offsets, np.int64))


def utc_from_wall(wall_us: pa.ChunkedArray | pa.Array, name: str) -> pa.Array:
    """Return the UTC moments of wall-clock times in a zone.

    A time that the clocks skip becomes the first moment after the gap; a time that they
    show twice is taken as the first of the two.
    """
    wall = wall_us.to_numpy()
    if not len(wall):
        return pa.array([], pa.int64())
    margin = 2 * DAY_US
    first = (int(wall.min()) - margin) // DAY_US * DAY_US
    last = (int(wall.max()) + margin) // DAY_US * DAY_US
    found = spans(name, first, last)
    span = np.searchsorted(found.until_us[:-1] + found.offset_us[:-1], wall, side="right")
    return pa.array(np.maximum(wall - found.offset_us[span], found.start_us[span]))


def _offset(place: ZoneInfo, us: int) -> int:
    offset = from_us(us).astimezone(place).utcoffset()
    assert offset is not None  # noqa: S101  # an aware time has one
    return offset.days * DAY_US + offset.seconds * 1_000_000


def _change(place: ZoneInfo, before: int, after: int) -> int:
    wanted = _offset(place, after)
    while after - before > 1_000_000:
        middle = (before + after) // 2_000_000 * 1_000_000
        if _offset(place, middle) == wanted:
            after = middle
        else:
            before = middle
    return after


def year_start_us(year: int) -> int:
    return to_us(from_us(0).replace(year=year))
