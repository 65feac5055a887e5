# ruff: noqa: S608  names, numbers and paths of our own; nothing a person typed
"""Compaction: many small files become few sorted ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import duckdb

from weilu.kernel.failpoints import failpoint
from weilu.kernel.time import DAY_US
from weilu.warehouse.delta import StoredFile, StoredTable
from weilu.warehouse.rewrite import DERIVED_FILE_ROWS, Rewriting, selected
from weilu.warehouse.scans import scan

#: A partition is written anew when it has this many small files …
MANY_FILES = 48
#: … or when at least this share of its rows lies in several small files.
MUCH_NEW = 0.1
#: Rows of one file of facts. Sorting more at a time takes more than a small server has.
FACT_FILE_ROWS = 1_000_000
_MONTH_US = 30 * DAY_US


@dataclass(frozen=True, slots=True)
class _Span:
    low: int
    high: int  # not included


def compact(
    held: StoredTable, connection: duckdb.DuckDBPyConnection, *, whether_due: bool = True
) -> int:
    """Write each untidy partition anew and return how many were. Needs the table's lock."""
    tidied = 0
    for partition, found in groupby(held.files(), key=lambda file: file.partition):
        files = list(found)
        if whether_due and not _is_untidy(files):
            continue
        with Rewriting(held) as new:
            for span in _spans(connection, held, files):
                new.write(partition, _sorted_rows(connection, held, files, span), is_sorted=True)
            failpoint("warehouse.before_compaction")
            held.commit(added=new.added, removed=files)
        tidied += 1
    return tidied


def _is_untidy(files: Sequence[StoredFile]) -> bool:
    small = [file for file in files if not file.is_sorted]
    if len(small) >= MANY_FILES:
        return True
    rows = sum(file.rows for file in small)
    return len(small) > 1 and rows >= MUCH_NEW * sum(file.rows for file in files)


def _spans(
    connection: duckdb.DuckDBPyConnection, held: StoredTable, files: Sequence[StoredFile]
) -> Iterator[_Span]:
    """Cut a partition into stretches of about one file each: facts by time, others by group."""
    column, unit, limit = _cut_by(held)
    counts = connection.execute(
        f"SELECT {column} // {unit} AS step, count(*) "
        f"FROM {scan(held.path, files, held.kind)} GROUP BY step ORDER BY step"
    ).fetchall()
    start, gathered = counts[0][0] if counts else 0, 0
    for step, count in counts:
        if gathered and gathered + count > limit:
            yield _Span(start * unit, step * unit)
            start, gathered = step, 0
        gathered += count
    if gathered:
        yield _Span(start * unit, (counts[-1][0] + 1) * unit)


def _cut_by(held: StoredTable) -> tuple[str, int, int]:
    if "year" in held.kind.partition_by:
        return "sent_us", _MONTH_US, FACT_FILE_ROWS
    return held.kind.sort_by[0], 1, DERIVED_FILE_ROWS


def _sorted_rows(
    connection: duckdb.DuckDBPyConnection,
    held: StoredTable,
    files: Sequence[StoredFile],
    span: _Span,
) -> Iterator[object]:
    column, _, _ = _cut_by(held)
    within = f"{column} >= {span.low} AND {column} < {span.high}"
    order = ", ".join(dict.fromkeys([*held.kind.sort_by, *held.kind.key[2:]]))
    return selected(connection, held, files, f"WHERE {within} ORDER BY {order}")
