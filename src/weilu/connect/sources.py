"""A file, a folder, a zip or a tar archive, read without trusting it.

Paths inside an archive are names to look things up by, never places to write to. Nothing is
unpacked under its name; sizes are checked in the directory and counted again while reading.
"""

import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from os import walk
from pathlib import Path
from typing import BinaryIO, Protocol

from weilu.connect.archives import ZipSource
from weilu.connect.decoding import Decoded
from weilu.connect.errors import UnreadableExport
from weilu.connect.tars import TarSource, is_tar
from weilu.kernel.errors import gettext_noop


class Source(Protocol):
    """Something an importer can read. Files are read forwards, once; nobody seeks."""

    @property
    def name(self) -> str:
        """Return the name the operator knows it by: "result.json", "export.zip"."""

    def names(self) -> list[str]:
        """Return the names of the files inside, sorted; one name for a single file."""

    def size(self, name: str) -> int:
        """Return the length of a file in bytes, unpacked."""

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading from its start; the caller closes it."""


def head(source: Source, name: str, length: int = 262_144) -> bytes:
    """Return the first bytes of a file, for recognising it."""
    with source.open(name) as file:
        return file.read(length)


@contextmanager
def open_source(path: Path, *, encoding: str = "", is_strict: bool = False) -> Iterator[Decoded]:
    """Open a file, folder, zip or tar archive; texts in it are read as UTF-8 (see Decoded).

    Raises UnsafeArchive for a bomb or a broken archive, UnreadableExport where there is no
    such file or no right to read it.
    """
    try:
        source = _plain_source(path)
    except FileNotFoundError:
        raise UnreadableExport(file=path.name, why=gettext_noop("it does not exist")) from None
    except PermissionError:
        why = gettext_noop("Weilu has no right to read it")
        raise UnreadableExport(file=path.name, why=why) from None
    if source is not None:
        yield Decoded(source, encoding, is_strict)
        return
    with path.open("rb") as file:
        if _is_zip(path):
            yield Decoded(ZipSource(file, name=path.name), encoding, is_strict)
            return
        with closing(TarSource(file, name=path.name)) as archive:
            yield Decoded(archive, encoding, is_strict)


def _plain_source(path: Path) -> Source | None:
    """Return a folder or a file as it lies there, None for an archive."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        return FolderSource(path)
    if not stat.S_ISREG(mode):
        raise UnreadableExport(file=path.name, why=gettext_noop("it is no ordinary file"))
    return None if _is_zip(path) or _is_tar(path) else FileSource(path)


class FileSource:
    """One file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        return self._path.name

    def names(self) -> list[str]:
        return [self._path.name]

    def size(self, name: str) -> int:
        return self._found(name).stat().st_size

    def open(self, name: str) -> BinaryIO:
        return self._found(name).open("rb")

    def _found(self, name: str) -> Path:
        if name != self._path.name:
            raise KeyError(name)
        return self._path


class FolderSource:
    """The files below a folder, by relative names with "/"; links and hidden files left out."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files = {file.relative_to(path).as_posix(): file for file in _ordinary_files(path)}

    @property
    def name(self) -> str:
        return self._path.resolve().name

    def names(self) -> list[str]:
        return sorted(self._files)

    def size(self, name: str) -> int:
        return self._files[name].stat().st_size

    def open(self, name: str) -> BinaryIO:
        return self._files[name].open("rb")


def _ordinary_files(path: Path) -> Iterator[Path]:
    for place, folders, names in walk(path):
        folders[:] = [folder for folder in folders if not folder.startswith(".")]
        for name in names:
            file = Path(place, name)
            if not name.startswith(".") and stat.S_ISREG(file.lstat().st_mode):
                yield file


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in {b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"}


def _is_tar(path: Path) -> bool:
    with path.open("rb") as file:
        return is_tar(file.read(512))
