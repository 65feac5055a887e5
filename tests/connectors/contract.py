"""What every importer promises, as functions over its fixtures (see test_contract.py).

A connector takes part by lying in ``tests/connectors/<slug>/fixtures``: each file or folder in
there is one export.
"""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from weilu.connect.batches import Batch
from weilu.connect.decoding import Decoded
from weilu.connect.importers import Importer, Reading, importers
from weilu.connect.sources import Source, open_source

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Fixture:
    slug: str
    path: Path

    def __str__(self) -> str:
        return f"{self.slug}/{self.path.name}"

    @property
    def importer(self) -> Importer:
        return importers()[self.slug]

    def files(self) -> dict[str, bytes]:
        with open_source(self.path) as source:
            return {name: _content(source.raw, name) for name in source.names()}

    def largest(self) -> str:
        files = self.files()
        return max(files, key=lambda name: len(files[name]))


class MemorySource:
    """Files that need not lie on a disk, so that they can be damaged quickly."""

    def __init__(self, name: str, files: dict[str, bytes]) -> None:
        self.name = name
        self._files = files

    def names(self) -> list[str]:
        return sorted(self._files)

    def size(self, name: str) -> int:
        return len(self._files[name])

    def open(self, name: str) -> BinaryIO:
        return BytesIO(self._files[name])


class Endless(io.RawIOBase):
    """A file that is made up while it is read: a beginning, a filling, an end."""

    def __init__(self, start: bytes, filling: bytes, times: int, end: bytes) -> None:
        self._pieces = iter([start, *([filling] * times), end])
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        length = min(len(buffer), len(self._rest))
        buffer[:length] = self._rest[:length]
        self._rest = self._rest[length:]
        return length


def in_memory(name: str, files: dict[str, bytes]) -> Decoded:
    """Return files as an importer meets them: with their texts decoded."""
    return Decoded(MemorySource(name, files))


def fixtures() -> list[Fixture]:
    found = []
    for slug in importers():
        folder = HERE / slug / "fixtures"
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
        found += [Fixture(slug, path) for path in paths if not path.name.startswith(".")]
    return found


def batches(importer: Importer, source: Source) -> list[Batch]:
    return list(importer.read(source, Reading(group_name="读书会")))


def read_all(fixture: Fixture) -> list[Batch]:
    with open_source(fixture.path) as source:
        return batches(fixture.importer, source)


def rows(found: list[Batch], table: str) -> list[dict[str, object]]:
    return [row for batch in found for row in getattr(batch, table).to_pylist()]


def cut(data: bytes, *, parts: int = 100) -> Iterator[bytes]:
    """Yield the beginnings of a file, one at each hundredth of it."""
    for part in range(parts):
        yield data[: len(data) * part // parts]


def flipped(data: bytes, *, times: int, seed: int) -> Iterator[bytes]:
    """Yield copies in which a few bytes are others."""
    rng = random.Random(seed)  # noqa: S311 - repeatable damage, no secret
    for _ in range(times):
        copy = bytearray(data)
        for _ in range(rng.choice((1, 1, 2, 8))):
            copy[rng.randrange(len(copy))] = rng.randrange(256)
        yield bytes(copy)


def _content(source: Source, name: str) -> bytes:
    with source.open(name) as file:
        return file.read()
