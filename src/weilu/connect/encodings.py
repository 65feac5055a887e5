"""Text files line by line, in memory that does not grow with the file.

Sources hand out every text as UTF-8 (see ``decoding``). Bytes that fit no encoding become
U+FFFD, are counted for their line, and stop nothing.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from weilu.connect.bad_bytes import BAD_BYTE
from weilu.connect.decoding import AsUtf8

#: A longer line is cut, marked and skipped to its end.
MAX_LINE = 1_000_000
_BLOCK = 1 << 18


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end. ``bad_bytes`` counts the places that fit no encoding."""

    number: int  # from 1
    text: str
    bad_bytes: int = 0
    is_too_long: bool = False  # then ``text`` is its beginning
    is_complete: bool = True  # False: the file ends inside it, without a line end


class Lines:
    """The lines of a text file. ``bytes_read`` counts those of the file as it lies there.

    Lines end with LF, CRLF or CR LF in UTF-16; a lone CR or U+2028 does not end a line, since
    chat texts contain them.
    """

    def __init__(self, file: BinaryIO, *, max_line: int = MAX_LINE) -> None:
        self.bytes_read = 0
        self._file = file
        self._max_line = max_line

    def __iter__(self) -> Iterator[Line]:
        number = 1
        pending = ""
        skipping: Line | None = None
        for text in self.texts():
            *whole, rest = text.split("\n")
            for piece in whole:
                if skipping:
                    yield skipping
                    skipping = None
                else:
                    yield self._line(number, pending + piece)
                pending = ""
                number += 1
            if skipping is None:
                pending += rest
                if len(pending) > self._max_line:
                    skipping = self._line(number, pending)
                    pending = ""
        if skipping:
            yield skipping
        elif pending:
            yield self._line(number, pending, is_complete=False)

    def _line(self, number: int, text: str, *, is_complete: bool = True) -> Line:
        text = text.removesuffix("\r")
        is_too_long = len(text) > self._max_line
        if is_too_long:
            text = text[:1000]
        bad = 0 if text.isascii() else text.count(BAD_BYTE)
        if bad:
            text = text.replace(BAD_BYTE, "\ufffd")
        return Line(number, text, bad, is_too_long, is_complete)

    def texts(self) -> Iterator[str]:
        """Yield the file in blocks, for readers that cut it themselves; bad bytes are BAD_BYTE."""
        decoder = codecs.getincrementaldecoder("utf-8")("weilu.mark")
        is_start = True
        while block := self._block():
            text = decoder.decode(block)
            if is_start:
                text = text.removeprefix("\ufeff")
                is_start = False
            yield text
        yield decoder.decode(b"", final=True)

    def _block(self) -> bytes:
        block = self._file.read(_BLOCK)
        if isinstance(self._file, AsUtf8):
            self.bytes_read = self._file.bytes_taken
        else:
            self.bytes_read += len(block)
        return block
