"""The English beside the story: a small database that is read one line at a time.

One row says what ``ref`` of a ``kind`` (message, group, channel) means. Nothing of it is
imported: facts stay as they were said.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from weilu.demo.simulator.material import load, rooms
from weilu.demo.simulator.story import Group

TABLE = "CREATE TABLE gloss (kind TEXT, ref TEXT, en TEXT, PRIMARY KEY (kind, ref)) WITHOUT ROWID"


class Glosses:
    """Writes the glosses of a story, group after group, over those of an interrupted run."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._file = sqlite3.connect(path)
        self._file.execute(TABLE)

    def __enter__(self) -> Self:
        names = load("gloss")
        self._tell("channel", names["channels"].items())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._file.commit()
        self._file.close()

    def tell_group(self, group: Group) -> None:
        room, rows = group.room, group.rows
        first = next(each for each in rooms() if each.key == room.key)
        number = room.name.removeprefix(first.name)  # of a later chapter
        self._tell("group", [(room.ref, load("gloss")["groups"][first.ref] + number)])
        found = ((rows.ref(row), gloss) for row, gloss in enumerate(rows.gloss) if gloss)
        self._tell("message", found)

    def _tell(self, kind: str, glosses: Iterable[tuple[str, str]]) -> None:
        rows = ((kind, ref, english) for ref, english in glosses)
        self._file.executemany("INSERT OR REPLACE INTO gloss VALUES (?, ?, ?)", rows)
