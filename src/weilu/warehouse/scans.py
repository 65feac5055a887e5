# ruff: noqa: S608  names, numbers and paths of our own; nothing a person typed
"""Stored files as DuckDB sees them."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from weilu.warehouse.delta import StoredFile
from weilu.warehouse.engine import quoted
from weilu.warehouse.tables import TableKind


def scan(folder: Path, files: Iterable[StoredFile], kind: TableKind) -> str:
    """Return a table expression over ``files``, with the columns of their path.

    Files come in the order of what they hold, so that most history is read in order of time.
    """
    in_order = sorted(files, key=lambda file: [file.ranges.get(by, (0,)) for by in kind.sort_by])
    paths = ", ".join(quoted(str(folder / file.path)) for file in in_order)
    types = ", ".join(
        f"{quoted(name)}: {duckdb_type(kind.schema.field(name).type)}" for name in kind.partition_by
    )
    return f"read_parquet([{paths}], hive_partitioning = true, hive_types = {{{types}}})"


def scan_or_nothing(folder: Path, files: Iterable[StoredFile], kind: TableKind) -> str:
    """Return a query with exactly the kind's columns: ``scan`` fails without any file."""
    files = list(files)
    if files:
        return f"SELECT {', '.join(kind.schema.names)} FROM {scan(folder, files, kind)}"
    columns = (f"NULL::{duckdb_type(field.type)} AS {field.name}" for field in kind.schema)
    return f"SELECT {', '.join(columns)} WHERE false"


def duckdb_type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"{duckdb_type(kind.value_type)}[]"
    return _DUCKDB_TYPES[kind]


_DUCKDB_TYPES = {
    pa.int64(): "BIGINT",
    pa.int32(): "INTEGER",
    pa.int8(): "TINYINT",
    pa.bool_(): "BOOLEAN",
    pa.float64(): "DOUBLE",
    pa.string(): "VARCHAR",
}
