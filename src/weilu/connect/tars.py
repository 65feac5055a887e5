"""A tar archive, plain or packed with gzip, as a source with the guards of a zip archive.

One file that is packed with gzip, as mailing lists offer it, is that file. An archive's table
is spread over all of it, so that a packed one is first unpacked into a file without a name, which
is gone when it is closed; what comes out is counted on the way.
"""

import gzip
import tarfile
import zlib
from io import BufferedReader, RawIOBase
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from weilu.connect.archives import (
    BOMB,
    DAMAGED,
    MAX_ENTRIES,
    MAX_ENTRY,
    MAX_RATIO,
    MAX_TOTAL,
    NESTED,
    TOO_BIG,
    TOO_MANY,
    is_nested,
    is_plain_name,
)
from weilu.connect.errors import UnsafeArchive

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BLOCK = 1 << 20
_RATIO_FROM = 8 * 1024**2
#: Bytes of one extended header: a name of any file system stays far below.
_HEADER = 1 << 16
_BROKEN = (
    tarfile.TarError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RecursionError,
    zlib.error,
)


def is_tar(start: bytes) -> bool:
    """Judge by the first 512 bytes of a file."""
    return start[:3] == b"\x1f\x8b\x08" or start[257:262] == b"ustar"


class TarSource:
    """The files of a tar archive; the caller closes it.

    Left out of ``names``: everything but ordinary files, archives in the archive, and names
    that would leave a folder. Nothing is ever written by a name.
    """

    def __init__(self, file: BinaryIO, *, name: str) -> None:
        self._name = name
        self._own: IO[bytes] | None = None
        start = file.read(3)
        file.seek(0)
        self._file: IO[bytes] = file
        if start == b"\x1f\x8b\x08":
            self._own = self._file = _unpacked(file, name)
        try:
            self._entries = self._table() if self._holds_tar() else self._alone()
        except BaseException:
            self.close()
            raise

    @property
    def name(self) -> str:
        return self._name

    def names(self) -> list[str]:
        return sorted(self._entries)

    def size(self, name: str) -> int:
        return self._entries[name][1]

    def open(self, name: str) -> BinaryIO:
        offset, size = self._entries[name]
        return BufferedReader(_Stretch(self._file, offset, size), 1 << 18)

    def close(self) -> None:
        if self._own is not None:
            self._own.close()

    def _holds_tar(self) -> bool:
        self._file.seek(0)
        return self._file.read(512)[257:262] == b"ustar"

    def _alone(self) -> dict[str, tuple[int, int]]:
        """Return the one file, by the name it had before it was packed."""
        shown = self._name[:-3]
        if not self._name.lower().endswith(".gz") or not shown or is_nested(shown):
            raise UnsafeArchive(file=self._name, why=DAMAGED)
        return {shown: (0, self._file.seek(0, 2))}

    def _table(self) -> dict[str, tuple[int, int]]:
        length = self._file.seek(0, 2)
        self._file.seek(0)
        found: dict[str, tuple[int, int]] = {}
        plain = total = 0
        try:
            archive = tarfile.open(fileobj=cast("BinaryIO", _Headers(self._file)), mode="r:")  # noqa: SIM115 - closes nothing of its own
            for number, member in enumerate(archive, 1):
                if number > MAX_ENTRIES:
                    raise UnsafeArchive(file=self._name, why=TOO_MANY)
                shown = member.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                shown = shown.removeprefix("./")
                if not member.isreg() or member.issparse() or not is_plain_name(shown):
                    continue
                if member.offset_data + member.size > length:
                    raise UnsafeArchive(file=self._name, why=DAMAGED)
                total += member.size
                plain += 1
                if total > MAX_TOTAL or member.size > MAX_ENTRY:
                    raise UnsafeArchive(file=self._name, why=TOO_BIG)
                if not is_nested(shown):
                    found[shown] = (member.offset_data, member.size)
        except _BROKEN:
            raise UnsafeArchive(file=self._name, why=DAMAGED) from None
        if plain and not found:
            raise UnsafeArchive(file=self._name, why=NESTED)
        return found


def _unpacked(file: BinaryIO, name: str) -> IO[bytes]:
    length = file.seek(0, 2)
    file.seek(0)
    target = TemporaryFile()  # noqa: SIM115 - closed by the source
    total, why = 0, ""
    try:
        with gzip.GzipFile(fileobj=file) as packed:
            while block := packed.read(_BLOCK):
                total += len(block)
                if why := _excess(total, length):
                    break
                target.write(block)
    except _BROKEN:
        why = DAMAGED
    if why:
        target.close()
        raise UnsafeArchive(file=name, why=why)
    return target


def _excess(unpacked: int, packed: int) -> str:
    if unpacked > _RATIO_FROM and unpacked > MAX_RATIO * packed:
        return BOMB
    return TOO_BIG if unpacked > MAX_TOTAL else ""


class _Headers(RawIOBase):
    """The archive as its table is read: no header may ask for much memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, length: int = -1) -> bytes:
        if not 0 <= length <= _HEADER:
            raise ValueError(length)
        return self._file.read(length)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


class _Stretch(RawIOBase):
    """One file inside the archive."""

    def __init__(self, file: IO[bytes], offset: int, size: int) -> None:
        self._file = file
        self._at = offset
        self._end = offset + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        self._file.seek(self._at)
        data = self._file.read(min(len(view), self._end - self._at))
        self._at += len(data)
        view[: len(data)] = data
        return len(data)
