"""A zip archive as a source, guarded against bombs, tricks with names and lying headers."""

import stat
import struct
import zlib
from io import BufferedReader, RawIOBase
from itertools import pairwise
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, BinaryIO
from zipfile import (
    ZIP_BZIP2,
    ZIP_DEFLATED,
    ZIP_STORED,
    BadZipFile,
    LargeZipFile,
    ZipFile,
    ZipInfo,
)

from weilu.connect.errors import UnsafeArchive
from weilu.kernel.errors import gettext_noop

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_TOTAL = 32 * 1024**3  # bytes unpacked
MAX_ENTRY = 16 * 1024**3
MAX_RATIO = 100  # unpacked : packed, judged from _RATIO_FROM bytes on
MAX_ENTRIES = 65_535  # what a zip without extensions can hold
_RATIO_FROM = 8 * 1024**2
_NESTED = {".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zst", ".7z", ".rar", ".jar", ".apk"}
#: LZMA is not among them: an entry of it says how much memory it wants, up to 4 GB.
_PACKED = frozenset({ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2})
#: What the standard library raises when it meets an archive that is not what it says.
_BROKEN = (
    BadZipFile,
    LargeZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
    zlib.error,
)

TOO_MANY = gettext_noop("it holds too many files")
TOO_BIG = gettext_noop("it unpacks to more than Weilu reads")
BOMB = gettext_noop("it unpacks to more than a hundred times its size")
OVERLAP = gettext_noop("its entries overlap")
ENCRYPTED = gettext_noop("it is locked with a password")
NESTED = gettext_noop("it holds only further archives")
UNUSUAL = gettext_noop("it is packed in a way that Weilu does not read")
DAMAGED = gettext_noop("it is damaged or cut short")


class ZipSource:
    """The files of a zip archive.

    Left out of ``names``: folders, links, archives in the archive, and entries with names that
    would leave a folder (absolute, "..", a backslash, NUL). Nothing is ever written by a name.
    """

    def __init__(self, file: BinaryIO, *, name: str) -> None:
        self._name = name
        length = file.seek(0, 2)
        try:
            _count_directory(file, length, name)
            self._zip = ZipFile(file)
        except _BROKEN:
            raise UnsafeArchive(file=name, why=DAMAGED) from None
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        self._check(entries, length)
        safe = {_shown(entry): entry for entry in entries if _is_plain(entry)}
        self._entries = {shown: e for shown, e in safe.items() if not is_nested(shown)}
        if safe and not self._entries:
            raise UnsafeArchive(file=name, why=NESTED)

    @property
    def name(self) -> str:
        return self._name

    def names(self) -> list[str]:
        return sorted(self._entries)

    def size(self, name: str) -> int:
        return self._entries[name].file_size

    def open(self, name: str) -> BinaryIO:
        entry = self._entries[name]
        try:
            file = self._zip.open(entry)
        except _BROKEN:
            raise UnsafeArchive(file=self._name, why=DAMAGED) from None
        return BufferedReader(_Counted(file, entry, self._name), 1 << 18)

    def _check(self, entries: list[ZipInfo], length: int) -> None:
        """Refuse by what the directory says; ``_Counted`` refuses by what is really there."""
        if len(entries) > MAX_ENTRIES:
            raise UnsafeArchive(file=self._name, why=TOO_MANY)
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnsafeArchive(file=self._name, why=ENCRYPTED)
        if any(entry.compress_type not in _PACKED for entry in entries):
            raise UnsafeArchive(file=self._name, why=UNUSUAL)
        total = sum(entry.file_size for entry in entries)
        if total > MAX_TOTAL or any(entry.file_size > MAX_ENTRY for entry in entries):
            raise UnsafeArchive(file=self._name, why=TOO_BIG)
        ratios = [(total, length), *((e.file_size, e.compress_size) for e in entries)]
        if any(_is_bomb(unpacked, packed) for unpacked, packed in ratios):
            raise UnsafeArchive(file=self._name, why=BOMB)
        places = sorted((entry.header_offset, entry.compress_size) for entry in entries)
        if any(at + packed > after for (at, packed), (after, _) in pairwise(places)):
            raise UnsafeArchive(file=self._name, why=OVERLAP)


class _Counted(RawIOBase):
    """An entry that is stopped when more comes out of it than its header promised."""

    def __init__(self, file: IO[bytes], entry: ZipInfo, archive: str) -> None:
        self._file = file
        self._entry = entry
        self._archive = archive
        self._left = entry.file_size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        try:
            data = self._file.read(len(view))
        except _BROKEN:
            raise UnsafeArchive(file=self._archive, why=DAMAGED) from None
        self._left -= len(data)
        if self._left < 0:
            raise UnsafeArchive(file=self._archive, why=BOMB)
        if not data and self._left:
            raise UnsafeArchive(file=self._archive, why=DAMAGED)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > _RATIO_FROM and unpacked > MAX_RATIO * packed


def _is_plain(entry: ZipInfo) -> bool:
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return False
    return is_plain_name(entry.orig_filename)


def is_plain_name(name: str) -> bool:
    """Tell whether a name stays inside its folder and is one that a person gave."""
    if name.startswith("/") or "\\" in name or any(ord(c) < 0x20 for c in name):
        return False
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or ":" in parts[0]:
        return False
    return not any(part == "__MACOSX" or part.startswith(".") for part in parts)


def is_nested(name: str) -> bool:
    """Tell whether a name is that of an archive."""
    return PurePosixPath(name).suffix.lower() in _NESTED


def _shown(entry: ZipInfo) -> str:
    """Return the name as it was written: UTF-8 with or without its mark, or GBK."""
    if entry.flag_bits & 0x800 or entry.filename.isascii():
        return entry.filename
    raw = entry.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _count_directory(file: BinaryIO, length: int, name: str) -> None:
    """Refuse a directory with too many entries before it is read into objects."""
    tail_length = min(length, 65_557 + 20 + 56)
    file.seek(length - tail_length)
    tail = file.read(tail_length)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise BadZipFile
    size, start = struct.unpack_from("<LL", tail, at + 12)
    if size == 0xFFFFFFFF or start == 0xFFFFFFFF:
        size = length  # an extended directory: counted as far as the limit allows
        big = tail.rfind(b"PK\x06\x06", 0, at)
        if big >= 0:
            size = struct.unpack_from("<Q", tail, big + 40)[0]
    if size > MAX_ENTRIES * 512:
        raise UnsafeArchive(file=name, why=TOO_MANY)
    file.seek(max(0, length - tail_length + at - size - 100))
    if file.read(size + 100).count(b"PK\x01\x02") > MAX_ENTRIES:
        raise UnsafeArchive(file=name, why=TOO_MANY)
