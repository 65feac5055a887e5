"""Event tables out of CSV files, as Weilu writes them or a person makes them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from weilu.connect import arrow
from weilu.connect.batches import UnreadableReason
from weilu.connect.encodings import Lines
from weilu.connect.sources import Source, head
from weilu.connect.spreadsheets import as_written
from weilu.connect.tables import Row, delimiter_of, rows
from weilu.connectors.events.shape import EVENTS, REQUIRED, TEXT, Lost, Places, Stretch, shaped
from weilu.kernel.text import whole_number
from weilu.kernel.time import to_us

#: Rows held as Python values at once, before they become columns.
_STRETCH = 20_000
_TRUE = frozenset({"true", "1", "yes", "t"})


def is_events(source: Source, name: str) -> bool:
    """Tell whether a file is a CSV file with the columns of events."""
    header = _header(head(source, name, 4096))
    return set(REQUIRED) <= set(header)


def stretches(source: Source, name: str) -> Iterator[Stretch]:
    delimiter = _delimiter(head(source, name, 4096))
    with source.open(name) as file:
        lines = Lines(file)
        found = rows(lines, delimiter=delimiter)
        header = [column.strip().lower() for column in next(found, Row(1)).values]
        kept: list[Row] = []
        lost: list[Lost] = []
        for row in found:
            problem = _problem(row, header)
            if problem:
                excerpt = row.excerpt or delimiter.join(row.values)
                lost.append(Lost(f"{name} line {row.line}", problem, excerpt))
            if problem in {None, UnreadableReason.BAD_BYTES}:
                kept.append(row)
            if len(kept) + len(lost) >= _STRETCH:
                yield _stretch(kept, header, lost, name, lines.bytes_read)
                kept, lost = [], []
        yield _stretch(kept, header, lost, name, lines.bytes_read)


def _header(start: bytes) -> list[str]:
    line = start.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    return [part.strip().strip('"').lower() for part in line.split(delimiter_of(line))]


def _delimiter(start: bytes) -> str:
    return delimiter_of(start.split(b"\n", 1)[0].decode("utf-8", "replace"))


def _problem(row: Row, header: list[str]) -> UnreadableReason | None:
    if row.values and len(row.values) != len(header):
        return UnreadableReason.BROKEN
    return row.problem


def _stretch(
    kept: list[Row], header: list[str], lost: list[Lost], name: str, bytes_read: int
) -> Stretch:
    columns: dict[str, pa.Array] = {}
    for index, column in enumerate(header):
        if column in {field.name for field in (*EVENTS, TEXT)} - set(columns):
            columns[column] = _column(column, [row.values[index] for row in kept])
    table = pa.table(columns) if columns else pa.table({})
    places = Places(name, lines=[row.line for row in kept])
    return Stretch(table=shaped(table), places=places, lost=lost, bytes_read=bytes_read)


def _column(name: str, values: list[str]) -> pa.Array:
    if name == "ts":
        moments = arrow.integers_or_null([_moment(value) for value in values], pa.int64())
        return moments.cast(pa.timestamp("us", tz="UTC"))
    if name == "n_chars":
        return arrow.integers([_count(value) for value in values], pa.int32())
    if name in {"has_url", "has_q", "is_bot"}:
        return arrow.booleans(np.array([value.strip().lower() in _TRUE for value in values], bool))
    return arrow.strings([as_written(value) or None for value in values])


def _moment(value: str) -> int | None:
    """Return a time; without an offset it is UTC."""
    try:
        moment = datetime.fromisoformat(value.strip())
        return to_us(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _count(value: str) -> int:
    return max(0, min(whole_number(value) or 0, 2**31 - 1))
