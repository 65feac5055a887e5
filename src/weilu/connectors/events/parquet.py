"""Event tables out of Parquet files, a stretch at a time."""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from weilu.connect import arrow
from weilu.connect.batches import BATCH_ROWS, UnreadableReason
from weilu.connect.errors import UnreadableExport
from weilu.connect.sources import Source, head
from weilu.connectors.events.shape import EVENTS, REQUIRED, TEXT, Lost, Places, Stretch, shaped
from weilu.kernel.errors import gettext_noop

MAGIC = b"PAR1"
_BROKEN = (pa.ArrowException, OSError, ValueError, MemoryError)
#: A Parquet file is read from its end; out of an archive it must fit into memory.
_MOST_IN_MEMORY = 64 * 1024**2


def is_events(source: Source, name: str) -> bool:
    """Tell whether a file is a Parquet file with the columns of events."""
    if head(source, name, 4) != MAGIC:
        return False
    try:
        with _opened(source, name) as file:
            return set(REQUIRED) <= set(pq.ParquetFile(file).schema_arrow.names)
    except (*_BROKEN, UnreadableExport):
        return False


def stretches(source: Source, name: str) -> Iterator[Stretch]:
    with _opened(source, name) as file:
        try:
            found = pq.ParquetFile(file, page_checksum_verification=True)
        except _BROKEN:
            why = gettext_noop("it is damaged or cut short")
            raise UnreadableExport(file=name, why=why) from None
        wanted = {field.name for field in (*EVENTS, TEXT)}
        columns = [column for column in found.schema_arrow.names if column in wanted]
        first = 1
        for group in range(found.metadata.num_row_groups):
            last = first + found.metadata.row_group(group).num_rows
            share = source.size(name) * (last - 1) // max(1, found.metadata.num_rows)
            try:
                for batch in found.iter_batches(
                    BATCH_ROWS, row_groups=[group], columns=columns, use_threads=False
                ):
                    yield _stretch(batch, Places(name, first), share)
                    first += batch.num_rows
            except _BROKEN:
                place = f"rows {first} to {last - 1} of {name}"
                yield Stretch(
                    table=shaped(pa.table({})),
                    places=Places(name),
                    lost=[Lost(place, UnreadableReason.BROKEN)],
                    bytes_read=share,
                )
            first = last


def _stretch(batch: pa.RecordBatch, places: Places, bytes_read: int) -> Stretch:
    table = pa.Table.from_batches([batch])
    damaged: dict[int, str] = {}
    for index, field in enumerate(table.schema):
        if not pa.types.is_string(field.type) and not pa.types.is_large_string(field.type):
            continue
        try:
            table.column(index).validate(full=True)
        except pa.ArrowInvalid:
            values = table.column(index).cast(pa.binary()).to_pylist()
            texts = [v if v is None else v.decode("utf-8", "replace") for v in values]
            damaged |= {row: text for row, text in enumerate(texts) if text and "\ufffd" in text}
            table = table.set_column(index, field.name, arrow.strings(texts))
    lost = [
        Lost(places.of(row), UnreadableReason.BAD_BYTES, text)
        for row, text in sorted(damaged.items())
    ]
    return Stretch(table=shaped(table), places=places, lost=lost, bytes_read=bytes_read)


def _opened(source: Source, name: str) -> BinaryIO:
    file = source.open(name)
    if file.seekable():
        return file
    with file:
        if source.size(name) > _MOST_IN_MEMORY:
            why = gettext_noop("a large Parquet file cannot be read out of an archive")
            raise UnreadableExport(file=name, why=why)
        return BytesIO(file.read())
