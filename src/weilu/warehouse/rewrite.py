# ruff: noqa: S608  names, numbers and paths of our own; nothing a person typed
"""Writing stored files anew: without some rows, or sorted and merged. Memory stays bounded."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Self

import duckdb
import pyarrow as pa
from deltalake.transaction import AddAction

from weilu.warehouse import parquet
from weilu.warehouse.delta import StoredFile, StoredTable
from weilu.warehouse.scans import scan

#: Rows of one derived file: replacing one group rewrites the files it lies in.
DERIVED_FILE_ROWS = 262_144


class Rewriting:
    """New files of one table that are removed again unless they are committed."""

    def __init__(self, held: StoredTable) -> None:
        self._held = held
        self.added: list[AddAction] = []
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is not None:
            parquet.remove_files(self._held.path, self.added)

    def write(
        self,
        partition: tuple[int, ...],
        batches: Iterable[pa.RecordBatch],
        *,
        is_sorted: bool,
        file_rows: int | None = None,
    ) -> None:
        """Write ``batches`` as one file, or as several of at most ``file_rows`` rows."""
        file: parquet.FileWriter | None = None
        try:
            for batch in batches:
                if batch.num_rows == 0:
                    continue
                if file and file_rows and file.rows + batch.num_rows > file_rows:
                    self._add(file)
                    file = None
                if file is None:
                    file = parquet.FileWriter(
                        self._held.path, self._held.kind, partition, is_sorted=is_sorted
                    )
                file.write(pa.Table.from_batches([batch]))
            if file is not None:
                self._add(file)
        except BaseException:
            if file is not None:
                file.discard()
            raise

    def _add(self, file: parquet.FileWriter) -> None:
        self.added.append(file.finish())
        self.rows += file.rows


def selected(
    connection: duckdb.DuckDBPyConnection,
    held: StoredTable,
    files: Sequence[StoredFile],
    rest: str,
    *,
    columns: Sequence[str] = (),
) -> Iterator[pa.RecordBatch]:
    """Yield the stored columns of ``files``; ``rest`` is what follows FROM."""
    names = ", ".join(columns or parquet.stored_schema(held.kind).names)
    query = f"SELECT {names} FROM {scan(held.path, files, held.kind)} AS held {rest}"
    yield from connection.sql(query).to_arrow_reader(parquet.ROW_GROUP_ROWS)


def files_with(
    connection: duckdb.DuckDBPyConnection,
    held: StoredTable,
    files: Sequence[StoredFile],
    condition: str,
) -> dict[StoredFile, int]:
    """Return the files that hold rows under ``condition``, and how many each."""
    if not files:
        return {}
    found = connection.execute(
        f"SELECT filename, count(*) FROM {scan(held.path, files, held.kind)} AS held "
        f"WHERE {condition} GROUP BY filename"
    ).fetchall()
    by_path = {str(held.path / file.path): file for file in files}
    return {by_path[path]: count for path, count in found}


def in_sorted_chunks(
    rows: pa.Table | pa.RecordBatchReader, by: tuple[str, ...]
) -> Iterator[pa.Table]:
    """Yield tables of at most ROW_GROUP_ROWS rows, each sorted: no more waits in memory."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in rows.to_batches() if isinstance(rows, pa.Table) else rows:
        for start in range(0, batch.num_rows, parquet.ROW_GROUP_ROWS):
            piece = batch.slice(start, parquet.ROW_GROUP_ROWS)
            if waiting and count + piece.num_rows > parquet.ROW_GROUP_ROWS:
                yield parquet.sort(pa.Table.from_batches(waiting), by)
                waiting, count = [], 0
            waiting.append(piece)
            count += piece.num_rows
    if waiting:
        yield parquet.sort(pa.Table.from_batches(waiting), by)
