"""The rows of one sheet of a workbook, read forwards.

What the sheet says about its own size is not asked; only cells that are there make a row.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from weilu.connect.columns import MOST_COLUMNS
from weilu.connect.encodings import MAX_LINE
from weilu.connectors.table.markup import Parser, unescaped

_MERGED = re.compile(
    rb'<(?:\w{1,20}:)?mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
_MOST_MERGED = 200_000
_BLOCK = 1 << 20

#: Kind of a cell ("s", "n", "str" …), number of its style, what stands in it.
Cell = tuple[str, int, str]


@dataclass(slots=True)
class SheetRow:
    number: int
    cells: dict[int, Cell] = field(default_factory=dict)  # by column, from 0
    is_too_long: bool = False


class SheetRows:
    """Parses a sheet; ``bytes_read`` says how far."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._parser = Parser(file, name, start=self._start, end=self._end, data=self._data)
        self._done: list[SheetRow] = []
        self._row = SheetRow(0)
        self._kind, self._style, self._column = "n", 0, -1
        self._pieces: list[str] = []
        self._length = 0
        self._takes = False  # inside <v> or <t>; formulas and reading aids are not taken
        self._skips = 0

    @property
    def bytes_read(self) -> int:
        return self._parser.bytes_read

    def blocks(self) -> Iterator[list[SheetRow]]:
        while self._parser.feed():
            if self._done:
                found, self._done = self._done, []
                yield found
        if self._done:
            yield self._done

    def _start(self, tag: str, told: dict[str, str]) -> None:
        if tag == "c":
            self._column = _column_of(told.get("r", ""), self._column + 1)
            self._kind = told.get("t", "n")
            style = told.get("s", "0")
            self._style = int(style) if style.isdecimal() and len(style) < 6 else 0
            self._pieces, self._length = [], 0
        elif tag in {"v", "t"}:
            self._takes = not self._skips
        elif tag == "row":
            number = told.get("r", "")
            known = number.isdecimal() and len(number) < 8
            self._row = SheetRow(int(number) if known else self._row.number + 1)
            self._column = -1
        elif tag == "rPh":
            self._skips += 1

    def _end(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self._takes = False
        elif tag == "c":
            if self._pieces and 0 <= self._column < MOST_COLUMNS:
                text = "".join(self._pieces)
                self._row.cells[self._column] = (self._kind, self._style, unescaped(text))
                if self._length > MAX_LINE:
                    self._row.is_too_long = True
        elif tag == "row":
            if self._row.cells:
                self._done.append(self._row)
        elif tag == "rPh":
            self._skips = max(0, self._skips - 1)

    def _data(self, text: str) -> None:
        if self._takes and self._length <= MAX_LINE:
            self._length += len(text)
            self._pieces.append(text)


def _column_of(ref: str, otherwise: int) -> int:
    """Return the column of "BC12" from 0; the next one where the cell does not say."""
    found = 0
    for char in ref[:4]:
        if not "A" <= char <= "Z":
            break
        found = 26 * found + ord(char) - 64
    return found - 1 if found else otherwise


class Merged:
    """Cells that were merged downwards: what stands in the first one stands for all of them."""

    def __init__(self, file: BinaryIO) -> None:
        found: dict[int, list[tuple[int, int]]] = {}
        for first, above, _, below in _merged(file):
            column = _column_of(first.decode(), -1)
            if column < MOST_COLUMNS and int(below) > int(above):
                found.setdefault(column, []).append((int(above), int(below)))
        self._spans = {column: sorted(spans) for column, spans in found.items()}
        self._held: dict[int, Cell] = {}

    def fill(self, row: SheetRow) -> None:
        """Put the cells in that the row shares with one above; rows come from top to bottom."""
        for column, spans in self._spans.items():
            at = bisect_left(spans, (row.number + 1, 0)) - 1
            if at < 0 or row.number > spans[at][1]:
                continue
            if row.number == spans[at][0] and column in row.cells:
                self._held[column] = row.cells[column]
            elif row.number > spans[at][0] and column in self._held:
                row.cells.setdefault(column, self._held[column])


def _merged(file: BinaryIO) -> list[tuple[bytes, bytes, bytes, bytes]]:
    """Find the merged cells, which stand behind all rows."""
    found: list[tuple[bytes, bytes, bytes, bytes]] = []
    rest = b""
    while block := file.read(_BLOCK):
        data = rest + block
        ends = 0
        for match in _MERGED.finditer(data):
            found.append((match[1], match[2], match[3], match[4]))
            ends = match.end()
        rest = data[max(ends, len(data) - 300) :]
        if len(found) >= _MOST_MERGED:
            break
    return found
