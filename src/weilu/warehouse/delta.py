"""One Delta table: its files, its commits, which streams it has taken in."""

import json
import os
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction, RemoveAction

from weilu.warehouse.errors import WarehouseUnreadable
from weilu.warehouse.parquet import statistics_columns, sync_folder
from weilu.warehouse.tables import TableKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """One Parquet file as the log names it."""

    path: str  # below the table's folder
    size: int
    rows: int
    partition: tuple[int, ...]  # values of the kind's partition_by
    ranges: Mapping[str, tuple[int, int]] = field(hash=False)  # least and greatest, by column

    @property
    def is_sorted(self) -> bool:
        """Whether compaction wrote it."""
        return self.path.rpartition("/")[2].startswith("sorted-")

    def may_hold(self, column: str, low: int, high: int) -> bool:
        """Say whether a value of ``column`` from ``low`` to ``high`` can be in the file."""
        span = self.ranges.get(column)
        return span is None or (span[0] <= high and span[1] >= low)


class StoredTable:
    """One table on disk. Reading is free for all; committing needs the table's lock."""

    def __init__(self, root: Path, name: str, kind: TableKind) -> None:
        self.name = name
        self.kind = kind
        self.path = root / name
        self._handle: DeltaTable | None = None
        self._files: tuple[int, list[StoredFile]] | None = None
        self._guard = threading.RLock()

    @property
    def exists(self) -> bool:
        return self._opened() is not None

    @property
    def version(self) -> int:
        """The newest commit, -1 before the first."""
        handle = self._opened()
        return -1 if handle is None else handle.version()

    def files(self) -> list[StoredFile]:
        """Return the files of the newest version, oldest first."""
        with self._guard:
            handle = self._opened()
            if handle is None:
                return []
            if self._files is None or self._files[0] != handle.version():
                self._files = (handle.version(), self._listed(handle))
            return self._files[1]

    def last_sequence(self, stream: str) -> int:
        handle = self._opened()
        if handle is None:
            return -1
        known = handle.transaction_version(stream)
        return -1 if known is None else known

    def commit(
        self,
        *,
        added: Iterable[AddAction] = (),
        removed: Iterable[StoredFile] = (),
        stream: str = "",
        sequence: int = 0,
    ) -> None:
        """Make files part of the table, and others no longer, in one step.

        The new files must be synced already; the commit itself is synced here, so that a
        power cut leaves either the old table or the new one.
        """
        marks = [Transaction(app_id=stream, version=sequence)] if stream else []
        actions: list[AddAction | RemoveAction] = [*added, *map(self._removal, removed)]
        with self._guard:
            handle = self._opened() or self._create()
            handle.create_write_transaction(
                actions,
                "append",
                self.kind.schema,
                list(self.kind.partition_by),
                commit_properties=CommitProperties(app_transactions=marks),
            )
            handle.update_incremental()
            _sync(self._commit_file(handle.version()))

    def checkpoint(self) -> None:
        with self._guard:
            handle = self._opened()
            if handle is not None and handle.version() > 0:
                handle.create_checkpoint()
                handle.cleanup_metadata()

    def vacuum(self, *, retention_hours: int) -> int:
        """Remove files that no version since ``retention_hours`` names; return how many."""
        with self._guard:
            handle = self._opened()
            if handle is None:
                return 0
            gone = handle.vacuum(
                retention_hours=retention_hours,
                dry_run=False,
                enforce_retention_duration=False,
                full=True,
            )
            handle.update_incremental()
            return len(gone)

    def forget_handle(self) -> None:
        """Open the table anew at the next use."""
        with self._guard:
            self._handle = self._files = None

    def mend(self) -> bool:
        """Remove a last commit that a power cut left empty; say whether there was one.

        Needs the table's lock. Such a commit was never confirmed to anybody: its sync had
        not ended, so whoever wrote it comes again.
        """
        log = self.path / "_delta_log"
        commits = sorted(log.glob("[0-9]*.json")) if log.is_dir() else []
        if not commits or _is_whole(commits[-1]):
            return False
        commits[-1].unlink()
        sync_folder(log)
        self.forget_handle()
        return True

    def _opened(self) -> DeltaTable | None:
        with self._guard:
            if self._handle is None:
                if not (self.path / "_delta_log").is_dir():
                    return None
                if not DeltaTable.is_deltatable(str(self.path)):
                    return None
                self._handle = self._open()
            elif not self._commit_file(self._handle.version()).exists():
                self._handle = self._open()  # the log was cleaned up, or another one put here
            elif self._commit_file(self._handle.version() + 1).exists():
                self._handle.update_incremental()
            return self._handle

    def _open(self) -> DeltaTable:
        try:
            return DeltaTable(self.path)
        except (DeltaError, OSError) as error:
            reason = str(error).splitlines()[0]  # the rest is a trace of the library
            raise WarehouseUnreadable(table=self.name, reason=reason) from error

    def _commit_file(self, version: int) -> Path:
        return self.path / "_delta_log" / f"{version:020}.json"

    def _create(self) -> DeltaTable:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._handle = DeltaTable.create(
            self.path,
            self.kind.schema,
            partition_by=list(self.kind.partition_by),
            configuration={
                "delta.dataSkippingStatsColumns": ",".join(statistics_columns(self.kind)),
                "delta.deletedFileRetentionDuration": "interval 1 hours",
                "delta.logRetentionDuration": "interval 7 days",
            },
        )
        return self._handle

    def _listed(self, handle: DeltaTable) -> list[StoredFile]:
        # pa.table() would do the same, and import pandas for a second.
        actions = pa.RecordBatchReader.from_stream(handle.get_add_actions(flatten=True)).read_all()
        names = set(actions.column_names)
        columns = [name for name in statistics_columns(self.kind) if f"min.{name}" in names]
        found = [self._stored_file(row, columns) for row in actions.to_pylist()]
        return sorted(found, key=lambda file: (file.partition, file.path))

    def _stored_file(self, row: dict[str, Any], columns: list[str]) -> StoredFile:
        return StoredFile(
            path=row["path"],
            size=row["size_bytes"],
            rows=row["num_records"],
            partition=tuple(int(row[f"partition.{name}"]) for name in self.kind.partition_by),
            ranges={
                name: (row[f"min.{name}"], row[f"max.{name}"])
                for name in columns
                if row[f"min.{name}"] is not None and row[f"max.{name}"] is not None
            },
        )

    def _removal(self, file: StoredFile) -> RemoveAction:
        values = zip(self.kind.partition_by, map(str, file.partition), strict=True)
        return RemoveAction(
            path=file.path,
            data_change=True,
            deletion_timestamp=int(time.time() * 1000),
            size=file.size,
            partition_values=dict(values),
        )


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(file.parent)


def _is_whole(commit: Path) -> bool:
    try:
        lines = commit.read_text("utf-8").splitlines()
        return bool(lines) and all(isinstance(json.loads(line), dict) for line in lines)
    except ValueError:
        return False
