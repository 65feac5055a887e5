"""Reading one community: DuckDB with the views of contracts.md."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from weilu.warehouse import finding, views
from weilu.warehouse.delta import StoredFile, StoredTable
from weilu.warehouse.engine import open_engine
from weilu.warehouse.errors import WarehouseUnreadable
from weilu.warehouse.finding import EVERYTHING, FoundMessage, Wanted
from weilu.warehouse.views import Joins

Parameters = Mapping[str, object] | Sequence[object]
_Answer = TypeVar("_Answer")

#: Communities whose views are kept while nobody reads them.
_KEPT = 16
#: A vacuum between opening and reading takes files away; then the newest are looked up again.
_ATTEMPTS = 4


#: Answers that a scene remembers, and the rows that one may have.
_KEPT_ANSWERS, _KEPT_ROWS = 512, 10_000


@dataclass(slots=True)
class Scene:
    """A DuckDB schema with the views of one community over one set of files."""

    name: str
    community_id: int
    versions: tuple[int, ...]  # of all tables, when the files were last found to be the newest
    files: Mapping[str, tuple[StoredFile, ...]]
    joins: Joins
    readers: int = 0
    #: What was asked before: the files never change, so neither do the answers.
    answers: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def remember(self, question: str, answer: list[tuple[Any, ...]]) -> None:
        """Keep a small answer; the oldest go when there are many."""
        if len(answer) <= _KEPT_ROWS:
            while len(self.answers) >= _KEPT_ANSWERS:
                self.answers.pop(next(iter(self.answers)), None)
            self.answers[question] = answer


@dataclass(slots=True)
class Reader:
    """One community as it stood when the reader was opened."""

    connection: duckdb.DuckDBPyConnection
    root: Path
    scene: Scene
    _refresh: Callable[["Reader"], None] = field(repr=False)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        return self._ask(lambda: self.connection.execute(sql, _given(parameters)).fetchall())

    def recall(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """As ``rows``, asked once for as long as the files stay the same: for pages."""
        question = f"{sql}\0{parameters!r}"
        known = self.scene.answers.get(question)
        if known is None:
            known = self.rows(sql, parameters)
            self.scene.remember(question, known)
        return list(known)

    def dicts(self, sql: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
        return self._ask(lambda: self._dicts(sql, parameters))

    def arrow(self, sql: str, parameters: Parameters = ()) -> pa.Table:
        return self._ask(lambda: self._arrow(sql, parameters))

    def newest(self, wanted: Wanted = EVERYTHING, *, limit: int = 100) -> list[FoundMessage]:
        """Return the newest messages that are wanted, newest first. Quick on any size."""
        return self._ask(lambda: finding.newest(self, wanted, limit=limit))

    def around(
        self, group_id: int, sent_us: int, *, before: int = 20, after: int = 20
    ) -> list[FoundMessage]:
        """Return what a group said until ``sent_us`` (included) and after it, oldest first."""
        return self._ask(
            lambda: finding.around(self, group_id, sent_us, before=before, after=after)
        )

    def newest_us(self) -> int | None:
        """Return when the newest message was sent, by the files' statistics."""
        spans = [file.ranges["sent_us"] for file in self.scene.files["messages"]]
        return max((last for _, last in spans), default=None)

    def refresh(self) -> None:
        """Look at the newest facts from here on."""
        self._refresh(self)

    def _arrow(self, sql: str, parameters: Parameters) -> pa.Table:
        found: pa.Table = self.connection.sql(sql, params=_given(parameters)).to_arrow_table()
        return found

    def _dicts(self, sql: str, parameters: Parameters) -> list[dict[str, Any]]:
        found = self.connection.execute(sql, _given(parameters))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _ask(self, question: Callable[[], _Answer]) -> _Answer:
        """Ask, and ask anew over the newest files where erasing took away the older ones."""
        for _ in range(_ATTEMPTS):
            try:
                return question()
            except (duckdb.IOException, FileNotFoundError):
                self.refresh()
        try:
            return question()
        except (duckdb.IOException, FileNotFoundError) as error:
            reason = str(error).splitlines()[0]
            raise WarehouseUnreadable(table="facts", reason=reason) from error


class ReaderPool:
    """The process's one DuckDB for reading: memory is bounded however many readers are open."""

    def __init__(self, root: Path, tables: Mapping[str, StoredTable], *, memory_mb: int) -> None:
        self._root = root
        self._tables = tables
        self._memory_mb = memory_mb
        self._engine: duckdb.DuckDBPyConnection | None = None
        self._newest: dict[int, Scene] = {}  # by community, the last used one last
        self._outdated: list[Scene] = []  # still read by somebody
        self._count = 0
        self._guard = threading.RLock()

    @contextmanager
    def open(self, community_id: int) -> Iterator[Reader]:
        connection = self._cursor()

        def refresh(reader: Reader) -> None:
            self._leave(reader.scene)
            reader.scene = self._enter(community_id, connection)

        reader = Reader(connection, self._root, self._enter(community_id, connection), refresh)
        try:
            yield reader
        finally:
            connection.close()
            self._leave(reader.scene)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._guard:
            if self._engine is None:
                self._engine = open_engine(
                    self._root, memory_mb=self._memory_mb, keeps_files_cached=True
                )
            return self._engine.cursor()

    def _enter(self, community_id: int, connection: duckdb.DuckDBPyConnection) -> Scene:
        with self._guard:
            for _ in range(_ATTEMPTS):
                try:
                    scene = self._scene(community_id, connection)
                    break
                except duckdb.IOException:
                    continue
            else:
                scene = self._scene(community_id, connection)
            scene.readers += 1
            connection.execute(f"USE {scene.name}")
            return scene

    def _scene(self, community_id: int, connection: duckdb.DuckDBPyConnection) -> Scene:
        """Return the scene of the newest files, last used before or made now."""
        versions = tuple(table.version for table in self._tables.values())
        known = self._newest.pop(community_id, None)
        if known is not None and known.versions == versions:
            self._newest[community_id] = known
            return known
        files = {
            name: tuple(file for file in table.files() if file.partition[0] == community_id)
            for name, table in self._tables.items()
        }
        if known is not None:
            if known.files == files:
                known.versions = versions
                self._newest[community_id] = known
                return known
            self._outdated.append(known)
        self._newest[community_id] = scene = self._build(community_id, versions, files, connection)
        self._drop_unread(connection)
        return scene

    def _build(
        self,
        community_id: int,
        versions: tuple[int, ...],
        files: Mapping[str, tuple[StoredFile, ...]],
        connection: duckdb.DuckDBPyConnection,
    ) -> Scene:
        self._count += 1
        name = f"scene_{self._count}"
        connection.execute(f"CREATE SCHEMA {name}")
        try:
            connection.execute(f"USE {name}")
            joins = views.build(connection, self._root, files)
        except BaseException:
            connection.execute("USE main")
            connection.execute(f"DROP SCHEMA {name} CASCADE")
            raise
        return Scene(name, community_id, versions, files, joins)

    def _leave(self, scene: Scene) -> None:
        with self._guard:
            scene.readers -= 1
            if self._engine is not None and scene.readers == 0:
                self._drop_unread(self._engine)

    def _drop_unread(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Keep what is read, and the newest of the communities that were read last."""
        for scene in [scene for scene in self._outdated if scene.readers == 0]:
            self._outdated.remove(scene)
            connection.execute(f"DROP SCHEMA {scene.name} CASCADE")
        idle = [scene for scene in self._newest.values() if scene.readers == 0]
        for scene in idle[: max(0, len(self._newest) - _KEPT)]:
            del self._newest[scene.community_id]
            connection.execute(f"DROP SCHEMA {scene.name} CASCADE")


def _given(parameters: Parameters) -> dict[str, object] | list[object]:
    return dict(parameters) if isinstance(parameters, Mapping) else list(parameters)
