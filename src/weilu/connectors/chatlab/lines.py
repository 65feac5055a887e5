"""A file with one JSON value on each line, decoded many lines at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import msgspec

from weilu.connect.batches import UnreadableReason
from weilu.connect.json_bytes import BROKEN_JSON

_BLOCK = 1 << 20
#: A longer line is skipped to its end.
LINE_LIMIT = 1 << 23


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be decoded."""

    number: int
    reason: UnreadableReason
    excerpt: str


class JsonLines:
    """The values of a file, in lists. Empty lines and those that begin with # do not count.

    A block of lines is decoded in one call; only where that fails are its lines taken singly.
    """

    def __init__(self, file: BinaryIO, decoder: msgspec.json.Decoder[Any]) -> None:
        self.bytes_read = 0
        self._file = file
        self._decoder = decoder
        self._number = 1  # of the next line

    def __iter__(self) -> Iterator[list[Any] | BadLine]:
        rest = b""
        is_skipping = False
        while block := self._file.read(_BLOCK):
            if not self.bytes_read:
                block = block.removeprefix(b"\xef\xbb\xbf")
            self.bytes_read += len(block)
            whole, newline, tail = block.rpartition(b"\n")
            if newline:
                if is_skipping:
                    whole = whole.partition(b"\n")[2]
                    self._number += 1
                    is_skipping = False
                yield from self._decode(rest + whole + b"\n")
                rest = tail
            elif not is_skipping:
                rest += block
                if len(rest) > LINE_LIMIT:
                    yield BadLine(self._number, UnreadableReason.TOO_LONG, _shown(rest))
                    rest, is_skipping = b"", True
        if rest.strip():
            yield from self._line(rest, is_last=True)

    def _decode(self, lines: bytes) -> Iterator[list[Any] | BadLine]:
        count = lines.count(b"\n")
        try:
            values = self._decoder.decode_lines(lines)
        except BROKEN_JSON:
            for line in lines.split(b"\n")[:count]:
                yield from self._line(line)
            return
        self._number += count
        if values:
            yield values

    def _line(self, line: bytes, *, is_last: bool = False) -> Iterator[list[Any] | BadLine]:
        number = self._number
        self._number += 1
        if not line.strip() or line.startswith(b"#"):
            return
        try:
            yield [self._decoder.decode(line)]
        except UnicodeDecodeError:
            yield from self._mended(line, number)
        except BROKEN_JSON:
            cut, broken = UnreadableReason.CUT_SHORT, UnreadableReason.BROKEN
            yield BadLine(number, cut if is_last else broken, _shown(line))

    def _mended(self, line: bytes, number: int) -> Iterator[list[Any] | BadLine]:
        """Keep what wrong bytes leave of a line, and say that there were some."""
        yield BadLine(number, UnreadableReason.BAD_BYTES, _shown(line))
        try:
            yield [self._decoder.decode(line.decode("utf-8", "replace"))]
        except BROKEN_JSON:
            return


def _shown(line: bytes) -> str:
    return line[:800].decode("utf-8", "replace")
