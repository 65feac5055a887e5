"""Tables whose columns nobody knows beforehand: what each holds is guessed, shown and asked for."""

import unicodedata
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Self

from weilu.connect.batches import UnreadableReason
from weilu.connect.importers import Importer
from weilu.connect.sources import Source

#: Columns that are looked at; no chat has more, a hostile file may.
MOST_COLUMNS = 100


class Role(StrEnum):
    """What a column can hold. Without ``DATE`` the column ``TIME`` has the date, too."""

    TIME = "time"
    DATE = "date"
    AUTHOR = "author"
    AUTHOR_ID = "author_id"
    TEXT = "text"
    GROUP = "group"
    MESSAGE_ID = "message_id"
    REPLY_TO = "reply_to"  # id of the message it answers; counts where ids can be trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the columns of a file hold, as somebody decided.

    ``places`` count from 0. ``sheets`` names the tables to read, all of this header where it is
    empty. ``date_order`` is "" where the dates leave no doubt. With ``is_split`` each table
    without a column of groups is a group of its own.
    """

    places: dict[Role, int]
    header: str  # fingerprint of the names, "" for a table without names
    width: int
    date_order: str = ""
    is_instant: bool = False  # the times say which moment they mean, by zone or epoch
    is_split: bool = True
    sheets: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "places": {str(role): place for role, place in self.places.items()},
            "header": self.header,
            "width": self.width,
            "date_order": self.date_order,
            "is_instant": self.is_instant,
            "is_split": self.is_split,
            "sheets": list(self.sheets),
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        places = {Role(role): int(place) for role, place in told["places"].items()}
        return cls(**{**told, "places": places, "sheets": tuple(told["sheets"])})

    def with_changes(self, **changes: Any) -> Self:
        return replace(self, **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table in a file (a CSV file, a sheet of a workbook) and how it begins.

    ``names`` has one entry for each column, "" where the header has none; ``rows`` are the
    first rows below, as text, each as wide as the names.
    """

    name: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    has_header: bool

    @property
    def header(self) -> str:
        return fingerprint(self.names) if self.has_header else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What the columns of a sheet seem to hold; sure where one could go on without asking."""

    places: dict[Role, int] = field(default_factory=dict)
    is_sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the first rows give with some columns.

    ``columns`` are the same with what the data tell: the order of dates, the kind of clock.
    """

    columns: Columns
    rows: int
    unreadable: dict[UnreadableReason, int]
    is_doubtful: bool = False  # day and month could be the other way round
    example: str = ""  # such a date

    @property
    def lost(self) -> int:
        return min(self.rows, sum(self.unreadable.values()))

    @property
    def readable(self) -> int:
        return self.rows - self.lost


class ColumnImporter(Importer):
    """An importer that is told what the columns of a table hold.

    Without being told (``read`` on its own) it goes by its guess.
    """

    @abstractmethod
    def sheets(self, source: Source) -> list[Sheet]:
        """Return the tables of a source; [] for what is no table."""

    @abstractmethod
    def left_out(self, source: Source, columns: Columns) -> list[str]:
        """Return the names of the tables, and of sheets that are none, that are not read."""

    @abstractmethod
    def guess(self, sheet: Sheet) -> Guess:
        """Say what the columns of a sheet seem to hold, by their names and by what is in them."""

    @abstractmethod
    def trial(self, source: Source, columns: Columns) -> Trial:
        """Read the first rows with these columns, and complete them by what the data tell."""

    @abstractmethod
    def given(self, columns: Columns) -> Importer:
        """Return the importer that reads with these columns."""


def fingerprint(names: Sequence[str]) -> str:
    """Return what is the same for all files with these names of columns, in this order."""
    told = "\x1f".join(plain(name) for name in names).rstrip("\x1f")
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def plain(name: str) -> str:
    """Return a name as it is compared: width, case and spaces make no other column of it."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def shown(names: Iterable[str]) -> str:
    """Return the names of columns with their numbers, for a sentence."""
    return ", ".join(f"{number} {name}".rstrip() for number, name in enumerate(names, 1))
