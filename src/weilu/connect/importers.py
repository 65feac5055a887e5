"""What an importer is, and how importers are found."""

import tomllib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa

from weilu.connect.batches import Batch, Clock
from weilu.connect.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How surely a source is of this importer's kind, read from its content.

    ``certainty`` runs from 0 (no) to 1 (a signature that nothing else has). ``group_name`` is
    what the file or its name suggests where the content names no group.
    """

    certainty: float
    group_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the operator decided before reading: a name for a group that the file leaves unnamed."""

    group_name: str = ""


class Importer(ABC):
    """Reader of one kind of export file.

    ``slug`` names the kind of file, ``platform`` the chat service that its accounts belong to
    ("" where the file itself says, then ``platform_of`` answers).
    """

    slug: ClassVar[str]
    platform: ClassVar[str]
    clock: ClassVar[Clock]

    @abstractmethod
    def recognise(self, source: Source) -> Match:
        """Judge by content, not by the file's name; read at most the first 256 KiB of a file."""

    @abstractmethod
    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        """Yield the batches of the file in file order.

        The same file gives the same batches each time: an import that was killed is resumed
        by skipping those already stored. Memory does not grow with the file. Raises
        UnreadableExport when the file is not what ``recognise`` took it for; anything
        smaller that is wrong becomes an ``Unreadable`` in its batch.
        """

    def clock_of(self, source: Source) -> Clock:
        """Return what the times of this very file mean (older exports may know less)."""
        del source
        return self.clock

    def platform_of(self, source: Source) -> str:
        """Return the slug of the chat service that the accounts of ``source`` belong to."""
        del source
        return self.platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The facts of one group, as text that may leave Weilu.

    ``messages`` has the columns group, message_ref, author, sent_us, characters, has_link,
    has_question, addressed_to, reply_to_ref, is_bot, and text where texts are wanted;
    ``reactions`` group, message_ref, author, emoji, sent_us, count, is_bot;
    ``moves`` group, author, kind, sent_us, is_bot.
    """

    messages: pa.Table
    reactions: pa.Table
    moves: pa.Table


class Exporter(ABC):
    """Writer of a kind of file that Weilu's facts can leave in."""

    endings: ClassVar[tuple[str, ...]]  # ".parquet"

    @abstractmethod
    def write(self, community: str, groups: Iterable[Told], path: Path) -> int:
        """Write the facts group by group and return the number of rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a connector's folder says about itself (its manifest.toml)."""

    slug: str
    name: dict[str, str]  # by language: en, zh-Hans, zh-Hant
    importer: str = ""  # "module:Class"
    exporter: str = ""  # "module:Class"
    is_last_resort: bool = False  # asked only about files that no other importer knows
    files: str = ""  # what to choose: "result.json", "*.zip"
    export_help: dict[str, str] = field(default_factory=dict)  # how to get the file out


@cache
def manifests() -> dict[str, Manifest]:
    """Return the manifest of every installed connector by slug, in the order of their names."""
    found = {}
    for entry in sorted(entry_points(group="weilu.connectors"), key=lambda e: e.name):
        text = files(entry.value).joinpath("manifest.toml").read_text("utf-8")
        found[entry.name] = Manifest(**tomllib.loads(text))
    return found


@cache
def importers() -> dict[str, Importer]:
    """Return one importer of each installed connector that reads files, by slug."""
    return {slug: _load(m.importer, Importer) for slug, m in manifests().items() if m.importer}


@cache
def exporters() -> dict[str, Exporter]:
    """Return the exporters of the installed connectors by the ending of a file's name."""
    found = [_load(m.exporter, Exporter) for m in manifests().values() if m.exporter]
    return {ending: exporter for exporter in found for ending in exporter.endings}


def _load(path: str, kind: type[Any]) -> Any:
    module, _, name = path.partition(":")
    found = getattr(__import__(module, fromlist=[name]), name)()
    if not isinstance(found, kind):
        raise TypeError(path)
    return found
