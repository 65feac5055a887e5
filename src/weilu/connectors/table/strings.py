"""The texts that the cells of a workbook share, by number; in a file, not in memory."""

import os
from array import array
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import Self

from weilu.connect.archives import TOO_BIG
from weilu.connect.encodings import MAX_LINE
from weilu.connect.errors import UnsafeArchive
from weilu.connect.sources import Source
from weilu.connectors.table.markup import Parser, unescaped

#: Four times as many as a sheet has rows.
_MOST = 4 * 2**20


class SharedStrings:
    """Reads as far as it is asked for: the first rows need only the first texts.

    The texts go to a file without a name, which is gone with the process; what stays in memory
    are eight bytes for each.
    """

    def __init__(self, source: Source, part: str) -> None:
        self._source = source
        self._part = part
        self._open = ExitStack()
        self._ends = array("Q", [0])
        self._pieces: list[str] = []
        self._length = 0
        self._skips = 0  # inside a reading aid, which is no text of the cell
        self._in_text = False
        self._waiting: list[bytes] = []
        self._parser: Parser | None = None

    def __enter__(self) -> Self:
        if self._part:
            file = self._open.enter_context(self._source.open(self._part))
            self._kept = self._open.enter_context(TemporaryFile())
            self._parser = Parser(
                file, self._part, start=self._start, end=self._end, data=self._data
            )
        return self

    def __exit__(self, *told: object) -> None:
        self._open.close()

    def __getitem__(self, number: int) -> str:
        """Return a text. Raises IndexError where there is none."""
        while number >= len(self._ends) - 1 and self._parser is not None:
            if not self._parser.feed():
                self._parser = None
            self._keep()
        if not 0 <= number < len(self._ends) - 1:
            raise IndexError(number)
        first = self._ends[number]
        text = os.pread(self._kept.fileno(), self._ends[number + 1] - first, first)
        return text.decode("utf-8", "replace")

    def _keep(self) -> None:
        data = b"".join(self._waiting)
        self._waiting.clear()
        while data:
            data = data[os.write(self._kept.fileno(), data) :]

    def _start(self, tag: str, told: dict[str, str]) -> None:
        del told
        if tag == "si":
            self._pieces, self._length = [], 0
        elif tag == "rPh":
            self._skips += 1
        self._in_text = tag == "t" and not self._skips

    def _end(self, tag: str) -> None:
        self._in_text = False
        if tag == "rPh":
            self._skips = max(0, self._skips - 1)
        elif tag == "si":
            text = unescaped("".join(self._pieces))
            data = text.encode("utf-8", "replace")
            self._waiting.append(data)
            self._ends.append(self._ends[-1] + len(data))
            if len(self._ends) > _MOST:
                raise UnsafeArchive(file=self._source.name, why=TOO_BIG)

    def _data(self, text: str) -> None:
        if self._in_text and self._length <= MAX_LINE:
            self._length += len(text)
            self._pieces.append(text)
