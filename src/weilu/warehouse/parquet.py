"""Writing Parquet files: sorted rows in, durable files out, statistics without names or text."""

import json
import os
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake.transaction import AddAction

from weilu.warehouse.tables import TableKind

#: Small enough that the newest messages of one group lie in few row groups.
ROW_GROUP_ROWS = 65_536
#: Many repeated values: a dictionary shrinks them. Refs and texts hardly repeat.
_REPEATING = frozenset(
    {"group_id", "account_id", "kind", "source", "import_id", "is_own", "emoji", "channel", "role",
     "metric", "child_account_id", "parent_account_id", "formula_version", "rule_version"}
)  # fmt: skip
#: Lengths first, then the bytes: quickest to search, smallest on the disk.
_UNIQUE = frozenset({"text", "message_ref", "reply_to_ref", "thread_ref"})
_RISING = frozenset({"sent_us", "child_us", "parent_us", "changed_us", "local_day"})


def stored_schema(kind: TableKind) -> pa.Schema:
    """Return the columns inside a file: partition columns stand in its path."""
    return pa.schema([field for field in kind.schema if field.name not in kind.partition_by])


def statistics_columns(kind: TableKind) -> list[str]:
    """Return the columns whose least and greatest values the log may keep.

    Numbers by which a table is sorted and never text: the log outlives an erasure.
    """
    return [name for name in kind.sort_by if pa.types.is_integer(kind.schema.field(name).type)]


@dataclass(slots=True)
class _Range:
    low: int
    high: int

    def widen(self, low: int, high: int) -> None:
        self.low, self.high = min(self.low, low), max(self.high, high)


class FileWriter:
    """One new Parquet file below a table's folder, synced to the disk before it is offered."""

    def __init__(
        self, root: Path, kind: TableKind, partition: tuple[int, ...], *, is_sorted: bool
    ) -> None:
        self._kind = kind
        self._root = root
        self._partition = dict(zip(kind.partition_by, partition, strict=True))
        folder = "/".join(f"{name}={value}" for name, value in self._partition.items())
        name = f"{'sorted' if is_sorted else 'part'}-{uuid.uuid4().hex}.parquet"
        self._path = f"{folder}/{name}"
        (root / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        self.rows = 0
        self._ranges: dict[str, _Range] = {}
        self._schema = stored_schema(kind)
        self._file = (root / self._path).open("wb")
        options = _options(self._schema, is_sorted=is_sorted)
        self._writer = pq.ParquetWriter(self._file, self._schema, **options)

    def write(self, rows: pa.Table) -> None:
        if rows.num_rows == 0:
            return
        stored = rows.select(self._schema.names).cast(self._schema)
        self._writer.write_table(stored, row_group_size=ROW_GROUP_ROWS)
        self.rows += stored.num_rows
        for name in statistics_columns(self._kind):
            low, high = pc.min_max(stored[name]).as_py().values()
            if name in self._ranges:
                self._ranges[name].widen(low, high)
            else:
                self._ranges[name] = _Range(low, high)

    def finish(self) -> AddAction:
        """Close and sync the file, and return what the log says of it."""
        self._writer.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        sync_folder((self._root / self._path).parent)
        return AddAction(
            path=self._path,
            size=(self._root / self._path).stat().st_size,
            partition_values={name: str(value) for name, value in self._partition.items()},
            modification_time=int(time.time() * 1000),
            data_change=True,
            stats=json.dumps(
                {
                    "numRecords": self.rows,
                    "minValues": {name: span.low for name, span in self._ranges.items()},
                    "maxValues": {name: span.high for name, span in self._ranges.items()},
                    "nullCount": dict.fromkeys(self._ranges, 0),
                }
            ),
        )

    def discard(self) -> None:
        """Remove what was written so far; the log never named it."""
        for part in (self._writer, self._file):
            with suppress(OSError):  # closing writes what is left, which a full disk refuses again
                part.close()
        (self._root / self._path).unlink(missing_ok=True)


def write_parts(root: Path, kind: TableKind, rows: pa.Table) -> list[AddAction]:
    """Write ``rows`` as one sorted file for each partition they fall into."""
    rows = sort(rows, (*kind.partition_by, *kind.sort_by))
    added: list[AddAction] = []
    for partition, part in split_by_partition(rows, kind.partition_by):
        file = FileWriter(root, kind, partition, is_sorted=False)
        try:
            file.write(part)
            added.append(file.finish())
        except BaseException:
            file.discard()
            remove_files(root, added)
            raise
    return added


def remove_files(root: Path, added: Iterable[AddAction]) -> None:
    """Remove files that were written and shall not be committed."""
    for action in added:
        (root / action.path).unlink(missing_ok=True)


def sort(rows: pa.Table, by: tuple[str, ...]) -> pa.Table:
    """Return ``rows`` in ascending order of ``by``; equal ones keep their order."""
    if _is_sorted(rows, by):
        return rows
    order = pc.sort_indices(rows, sort_keys=[(name, "ascending") for name in by])
    return rows.combine_chunks().take(order)


def _is_sorted(rows: pa.Table, by: tuple[str, ...]) -> bool:
    """Say whether rows stand in order by their numbers already; exports mostly do."""
    tied = np.ones(max(len(rows) - 1, 0), dtype=bool)
    for name in by:
        if not tied.any():
            return True
        if not pa.types.is_integer(rows.schema.field(name).type):
            return False
        column = rows[name].to_numpy()
        if (tied & (column[1:] < column[:-1])).any():
            return False
        tied &= column[1:] == column[:-1]
    return True


def split_by_partition(
    rows: pa.Table, by: tuple[str, ...]
) -> Iterable[tuple[tuple[int, ...], pa.Table]]:
    """Cut rows that are sorted by their partition columns at each change of partition."""
    if rows.num_rows == 0:
        return
    counted = rows.select(by).group_by(list(by), use_threads=False).aggregate([([], "count_all")])
    start = 0
    for found in sorted(counted.to_pylist(), key=lambda row: [row[name] for name in by]):
        length = found["count_all"]
        yield tuple(found[name] for name in by), rows.slice(start, length)
        start += length


def sync_folder(folder: Path) -> None:
    """Make a new name in ``folder`` outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _options(schema: pa.Schema, *, is_sorted: bool) -> dict[str, object]:
    encodings = dict.fromkeys(_RISING.intersection(schema.names), "DELTA_BINARY_PACKED")
    encodings |= dict.fromkeys(_UNIQUE.intersection(schema.names), "DELTA_LENGTH_BYTE_ARRAY")
    plain = [field.name for field in schema if pa.types.is_list(field.type)]
    # Compressing texts takes half the time of writing; new files are soon merged into sorted ones.
    packed = [name for name in schema.names if is_sorted or name != "text"]
    return {
        "compression": dict.fromkeys(schema.names, "NONE") | dict.fromkeys(packed, "zstd"),
        "compression_level": dict.fromkeys(packed, 1),
        "use_dictionary": [name for name in schema.names if name in _REPEATING],
        "column_encoding": encodings,
        "write_statistics": [name for name in schema.names if name not in plain],
    }
