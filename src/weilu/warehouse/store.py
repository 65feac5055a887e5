"""The warehouse: what is known to have happened, kept once and read by community."""

import errno
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from weilu.kernel.failpoints import failpoint
from weilu.kernel.lean import keep_pandas_out
from weilu.warehouse import (
    changes,
    checks,
    duplicates,
    erasure,
    locks,
    parquet,
    rewrite,
    upkeep,
)
from weilu.warehouse.checks import Problem
from weilu.warehouse.delta import StoredFile, StoredTable
from weilu.warehouse.engine import open_engine, sweep_spills
from weilu.warehouse.errors import WarehouseFull, WrongShape
from weilu.warehouse.reader import Reader, ReaderPool
from weilu.warehouse.tables import TABLES

keep_pandas_out()

#: What a writer may use besides the rows it is given: keys of one batch, rows being sorted.
_WRITER_MEMORY_MB = 160


_IS_DELETED = "held.kind = 'deleted'"
#: A change of a message that is gone, or one that is no newer than the edit carried out.
_IS_CARRIED_OUT = (
    "held.kind = 'deleted' OR "
    "(held.kind = 'edited' AND batch.kind = 'edit' AND batch.changed_us <= held.changed_us)"
)


class Warehouse:
    """Delta tables below one folder. One writer at a time for each table, any number of readers."""

    def __init__(self, root: Path, *, memory_mb: int = 512) -> None:
        self.root = Path(root)
        self.tables = {name: StoredTable(self.root, name, kind) for name, kind in TABLES.items()}
        self._readers = ReaderPool(self.root, self.tables, memory_mb=memory_mb)
        self._engine: duckdb.DuckDBPyConnection | None = None

    def append(self, table: str, rows: pa.Table, *, stream: str, sequence: int) -> int:
        """Add the facts whose key is not held yet and return how many they are.

        Exactly once for each stream and sequence: a second call adds nothing and returns 0.
        Sequences of one stream rise; what is not above the last one stored is a repetition.
        """
        held = self.tables[table]
        rows = shaped(rows, table)
        with self.writing(table):
            if held.last_sequence(stream) >= sequence:
                return 0
            failpoint("warehouse.locked")
            new = duplicates.without_inner_repeats(rows, held.kind)
            new = duplicates.without_held(new, held, self.writer)
            if table == "messages":
                new = self._without_marked(new, _IS_DELETED)
            if table == "changes":
                new = self._without_marked(new, _IS_CARRIED_OUT)
            failpoint("warehouse.before_write")
            added = parquet.write_parts(held.path, held.kind, new)
            failpoint("warehouse.before_commit")
            held.commit(added=added, stream=stream, sequence=sequence)
            failpoint("warehouse.after_commit")
            return len(new)

    def last_sequence(self, table: str, stream: str) -> int:
        """Return the last sequence stored of ``stream``, -1 when nothing was."""
        return self.tables[table].last_sequence(stream)

    def publish(self, table: str, rows: pa.Table, *, community_id: int) -> None:
        """Replace one community's snapshot as a whole."""
        held = self.tables[table]
        rows = shaped(rows, table)
        with self.writing(table):
            old = [file for file in held.files() if file.partition[0] == community_id]
            added = parquet.write_parts(held.path, held.kind, rows)
            failpoint("warehouse.before_publish")
            held.commit(added=added, removed=old)

    def replace(
        self,
        table: str,
        rows: pa.Table | pa.RecordBatchReader,
        *,
        community_id: int,
        group_ids: Sequence[int],
    ) -> None:
        """Replace all derived rows of these groups, in one step.

        A stream of rows is written as it comes. Sorted by group it makes later replacements
        cheap: they rewrite the files in which a group lies.
        """
        held = self.tables[table]
        groups = pa.array(sorted(set(group_ids)), pa.int64())
        with self.writing(table), rewrite.Rewriting(held) as new:
            old = [
                file
                for file in held.files()
                if file.partition[0] == community_id
                and any(file.may_hold("group_id", group, group) for group in groups.to_pylist())
            ]
            self._keep_others(held, old, groups, new)
            chunks = rewrite.in_sorted_chunks(rows, held.kind.sort_by)
            new.write(
                (community_id,),
                _belonging(chunks, table, community_id, groups),
                is_sorted=False,
                file_rows=rewrite.DERIVED_FILE_ROWS,
            )
            failpoint("warehouse.before_replace")
            held.commit(added=new.added, removed=old)

    def _keep_others(
        self,
        held: StoredTable,
        files: Sequence[StoredFile],
        groups: pa.Array,
        new: rewrite.Rewriting,
    ) -> None:
        """Copy the rows of other groups out of files that are about to go."""
        with self.writer() as connection:
            connection.register("replaced", pa.table({"group_id": groups}))
            for file in files:
                kept = "WHERE group_id NOT IN (SELECT group_id FROM replaced)"
                rows = rewrite.selected(connection, held, [file], kept)
                new.write(file.partition, rows, is_sorted=file.is_sorted)

    def erase_accounts(self, community_id: int, account_ids: Sequence[int]) -> int:
        """Erase all that these accounts did or that names them; return how many facts went.

        When it returns no readable copy is left below the warehouse's folder.
        """
        if not account_ids:
            return 0
        return self._erase(community_id, erasure.removals_of_accounts(account_ids))

    def erase_import(self, community_id: int, import_id: int) -> int:
        """Erase the facts that one import brought; return how many. Derived rows stay."""
        return self._erase(community_id, erasure.removals_of_import(import_id))

    def erase_community(self, community_id: int) -> None:
        for name, held in self.tables.items():
            with self.writing(name):
                erasure.remove_all(held, community_id)
        sweep_spills(self.root)

    def _erase(self, community_id: int, removals: Mapping[str, erasure.Removal]) -> int:
        facts = 0
        with self.writing("messages"), self.writing("changes"), self.writer() as connection:
            held = self.tables["messages"]
            refs = erasure.hold_refs(connection, held, community_id, removals["messages"])
            told = removals.get("changes", refs)
            erasure.remove(self.tables["changes"], connection, community_id, told)
            facts += erasure.remove(held, connection, community_id, removals["messages"])
        for name in [name for name in removals if name not in {"messages", "changes"}]:
            with self.writing(name), self.writer() as connection:
                gone = erasure.remove(self.tables[name], connection, community_id, removals[name])
                facts += gone if name in {"reactions", "moves"} else 0
        sweep_spills(self.root)
        return facts

    def compact(self, *, whether_due: bool = True) -> int:
        """Carry out changes and merge small files where it is due; return what was done."""
        done = 0
        with self.writing("messages"), self.writing("changes"), self.writer() as connection:
            done += changes.carry_out(
                self.tables["messages"],
                self.tables["changes"],
                connection,
                whether_due=whether_due,
            )
        for name, held in self.tables.items():
            with self.writing(name), self.writer() as connection:
                done += upkeep.compact(held, connection, whether_due=whether_due)
        return done

    def checkpoint(self) -> None:
        """Sum up each table's log, so that opening it stays quick."""
        for name, held in self.tables.items():
            with self.writing(name):
                held.checkpoint()

    def vacuum(self, *, retention_hours: int = 1) -> int:
        """Remove files that no reader of the last hours can want; return how many."""
        removed = sweep_spills(self.root)
        for name, held in self.tables.items():
            with self.writing(name):
                removed += held.vacuum(retention_hours=retention_hours)
        return removed

    def check(self) -> list[Problem]:
        """Read everything and return what is wrong with it."""
        with self.writer() as connection:
            return list(checks.check(self.tables, connection))

    @contextmanager
    def reader(self, community_id: int) -> Iterator[Reader]:
        """Open the facts of one community as they stand now."""
        with self._readers.open(community_id) as reader:
            yield reader

    @contextmanager
    def writing(self, table: str) -> Iterator[None]:
        """Hold the table's writer's place; a commit that a power cut broke is mended first."""
        with locks.writing(self.root, table):
            self.tables[table].mend()
            try:
                yield
            except (OSError, pa.ArrowException) as error:
                if _is_full(error):
                    raise WarehouseFull(table=table) from error
                raise

    def writer(self) -> duckdb.DuckDBPyConnection:
        """Return a cursor of the writers' small DuckDB."""
        if self._engine is None:
            self._engine = open_engine(
                self.root, memory_mb=_WRITER_MEMORY_MB, keeps_files_cached=False
            )
        return self._engine.cursor()

    def _without_marked(self, rows: pa.Table, condition: str) -> pa.Table:
        """Leave out what the marks of changes already carried out make void."""
        held = self.tables["changes"]
        communities = set(rows["community_id"].unique().to_pylist())
        files = [file for file in held.files() if file.partition[0] in communities]
        if not files:
            return rows
        return duplicates.without_matches(
            rows,
            held,
            files,
            where=condition,
            connect=self.writer,
            key=("community_id", "group_id", "message_ref"),
            compared=("kind",) if condition == _IS_DELETED else ("kind", "changed_us"),
        )


def shaped(rows: pa.Table, table: str) -> pa.Table:
    """Return ``rows`` with the table's columns in order; ``year`` is that of ``sent_us``."""
    schema = TABLES[table].schema
    if "year" in schema.names and "sent_us" in rows.column_names:
        year = pc.year(rows["sent_us"].cast(pa.timestamp("us"))).cast(pa.int32())
        rows = rows.drop_columns([n for n in rows.column_names if n == "year"])
        rows = rows.append_column("year", year)
    try:
        return rows.select(schema.names).cast(schema)
    except (KeyError, ValueError) as error:  # ArrowInvalid is a ValueError
        raise WrongShape(table=table, reason=str(error)) from error


def _belonging(
    chunks: Iterable[pa.Table], table: str, community_id: int, groups: pa.Array
) -> Iterator[pa.RecordBatch]:
    """Refuse rows that a replacement of ``groups`` would leave behind twice."""
    for chunk in chunks:
        rows = shaped(chunk, table)
        if not pc.all(pc.equal(rows["community_id"], community_id)).as_py():
            raise WrongShape(table=table, reason="a row of another community")
        if not pc.all(pc.is_in(rows["group_id"], value_set=groups)).as_py():
            raise WrongShape(table=table, reason="a row of a group that is not being replaced")
        yield from rows.combine_chunks().to_batches()  # each becomes a row group


def _is_full(error: BaseException) -> bool:
    return getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error)
