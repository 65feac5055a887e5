"""CSV files a block at a time: one broken row costs that row, not those after it.

Quicker than ``tables.rows``, which goes line by line, where all rows have one width.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from weilu.connect.bad_bytes import BAD_BYTE
from weilu.connect.batches import UnreadableReason
from weilu.connect.encodings import Lines

#: Characters in one cell, and in a row whose end cannot be found: a lost quote, no text.
_CELL_LIMIT = 1_000_000
_HEADER_LIMIT = 10_000
#: A cell that holds more lines than this has lost its closing quote.
_LINES_OF_A_ROW = 2_000


@dataclass(slots=True)
class Row:
    """The cells of one row, or why there are none. ``line`` is that of its first line."""

    line: int
    cells: list[str]
    fault: UnreadableReason | None = None
    excerpt: str = ""


@dataclass(slots=True)
class Stretch:
    """Rows of one width that stand together, with the line each begins at."""

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    odd: list[Row] = field(default_factory=list)  # broken ones; those with bad bytes are in both


@dataclass(frozen=True, slots=True)
class _Form:
    """What is known of the rows."""

    width: int
    delimiter: str
    open_at: int  # a column whose cells may lack quotes, or -1
    needs: int  # cells that a row must have at least


class Table:
    """The columns and rows of a file.

    Whole blocks are given to the csv module at once; a block in which something is wrong is
    gone through line by line. The first line holds the names of the columns, unless the rows
    are said to begin at line ``begins`` and to be ``width`` cells wide.
    """

    def __init__(
        self, file: BinaryIO, *, delimiter: str = ",", begins: int = 0, width: int = 0
    ) -> None:
        self._lines = Lines(file)
        self._texts = self._lines.texts()
        self._delimiter = delimiter
        self._line = 1  # of the next row
        self._rest = ""
        self._width = width
        self.columns: list[str] = []
        if begins:
            self._skip(begins - 1)
        else:
            self.columns = self._header()
            self._width = len(self.columns)

    @property
    def bytes_read(self) -> int:
        return self._lines.bytes_read

    def _header(self) -> list[str]:
        for text in self._texts:
            self._rest += text
            if "\n" in self._rest or len(self._rest) > _HEADER_LIMIT:
                break
        first, newline, self._rest = self._rest.partition("\n")
        self._line = 2
        if len(first) > _HEADER_LIMIT or (newline and "\0" in first):
            return []
        try:
            names = next(csv.reader([first], delimiter=self._delimiter), [])
        except csv.Error:
            return []
        return [name.strip(' "\ufeff\r') for name in names]

    def _skip(self, lines: int) -> None:
        while lines:
            at = self._rest.find("\n")
            if at >= 0:
                self._rest = self._rest[at + 1 :]
                self._line += 1
                lines -= 1
                continue
            text = next(self._texts, "")
            if not text:
                return
            self._rest = (self._rest + text)[-_CELL_LIMIT:]

    def rows(self, *, open_cell: str | None = None) -> Iterator[Row]:
        """Yield the rows below the header, as ``stretches`` does."""
        for stretch in self.stretches(open_cell=open_cell):
            odd = {row.line: row for row in stretch.odd}
            told = [*zip(stretch.lines, stretch.cells, strict=True)]
            told += [(row.line, row.cells) for row in stretch.odd if not row.cells]
            for line, cells in sorted(told) if odd else told:
                yield odd.get(line) or Row(line, cells)

    def stretches(
        self, *, open_cell: str | None = None, open_at: int = -1, needs: int = 0
    ) -> Iterator[Stretch]:
        """Yield the rows below the header, those of a block at a time.

        A row of the wrong width is broken; if it ran over several lines, only its first line is
        given up. ``open_cell`` (or its place, ``open_at``) is a column whose cells may lack
        quotes: delimiters in it make the row too wide and are put back. With ``needs`` a line
        of at least as many cells is filled up: spreadsheets leave out empty cells at the end.
        """
        csv.field_size_limit(_CELL_LIMIT)
        place = self.columns.index(open_cell) if open_cell in self.columns else open_at
        form = _Form(self._width, self._delimiter, place, needs or self._width)
        for block in self._blocks():
            found = _at_once(block, self._width, self._delimiter, self._line)
            yield found or _closely(block, self._line, form)
            self._line += block.count("\n")

    def _blocks(self) -> Iterator[str]:
        """Cut where a row ends: behind a line end with an even number of quotes before it."""
        rest = self._rest
        for text in self._texts:
            rest += text
            end = _row_end(rest)
            if end:
                yield rest[:end]
                rest = rest[end:]
            if len(rest) > _CELL_LIMIT:
                end = rest.rfind("\n") + 1 or len(rest)
                yield rest[:end]
                rest = rest[end:]
        if rest:
            yield rest


def _row_end(text: str) -> int:
    end = text.rfind("\n") + 1
    is_odd = text.count('"', 0, end) % 2
    while end and is_odd:
        before = text.rfind("\n", 0, end - 1) + 1
        is_odd ^= text.count('"', before, end) % 2
        end = before
    return end


def _at_once(block: str, width: int, delimiter: str, first: int) -> Stretch | None:
    """Return the rows with their first lines, None if one of them needs a closer look."""
    if BAD_BYTE in block or len(block) > 2 * _CELL_LIMIT:
        return None
    lines = [line + "\n" for line in block.split("\n")]
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    found = Stretch()
    start = first
    try:
        for cells in reader:
            if len(cells) == width:
                found.cells.append(cells)
                found.lines.append(start)
            elif cells:
                return None
            start = first + reader.line_num
    except csv.Error:
        return None
    return found


def _closely(block: str, first: int, form: _Form) -> Stretch:
    found = Stretch()
    for row in _Slow(block, first, form):
        if row.cells:
            found.cells.append(row.cells)
            found.lines.append(row.line)
        if row.fault:
            found.odd.append(row)
    return found


class _Slow:
    """The rows of a block with something wrong in it."""

    def __init__(self, block: str, line: int, form: _Form) -> None:
        lines = block.split("\n")
        self._is_whole = not lines[-1]
        if self._is_whole:
            lines.pop()
        self._waiting = [(line + at, text) for at, text in enumerate(lines)][::-1]
        self._row: list[tuple[int, str]] = []
        self._form = form

    def __iter__(self) -> Iterator[Row]:
        reader = self._reader()
        while self._waiting:
            if not self._waiting[-1][1].rstrip("\r"):  # an empty line begins no row
                self._waiting.pop()
                continue
            self._row = []
            try:
                cells = next(reader, [])
            except csv.Error:
                cells = self._leniently()
                reader = self._reader()
            cells = self._fitted(cells)
            if len(cells) == self._form.width:
                yield self._whole(cells)
            elif any(text.strip() for _, text in self._row):
                yield self._fault()
                self._waiting.extend(reversed(self._row[1:]))
                reader = self._reader()

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._feed(), delimiter=self._form.delimiter, strict=True)

    def _leniently(self) -> list[str]:
        """Read a line whose quotes are not as they should be; never more than that line."""
        if len(self._row) != 1 or len(self._row[0][1]) > _CELL_LIMIT:
            return []
        try:
            return next(csv.reader([self._row[0][1]], delimiter=self._form.delimiter), [])
        except csv.Error:
            return []

    def _feed(self) -> Iterator[str]:
        while self._waiting:
            line = self._waiting.pop()
            self._row.append(line)
            if len(line[1]) > _CELL_LIMIT or len(self._row) > _LINES_OF_A_ROW:
                raise csv.Error
            yield line[1] + "\n"

    def _whole(self, cells: list[str]) -> Row:
        line, text = self._row[0]
        if not any(BAD_BYTE in cell for cell in cells):
            return Row(line, cells)
        mended = [cell.replace(BAD_BYTE, "\ufffd") for cell in cells]
        return Row(line, mended, UnreadableReason.BAD_BYTES, text[:200])

    def _fault(self) -> Row:
        line, text = self._row[0]
        reason = UnreadableReason.BROKEN
        if len(text) > _CELL_LIMIT:
            reason = UnreadableReason.TOO_LONG
        elif not self._is_whole and not self._waiting and len(self._row) == 1:
            reason = UnreadableReason.CUT_SHORT
        return Row(line, [], reason, text[:200].rstrip("\r").replace(BAD_BYTE, "\ufffd"))

    def _fitted(self, cells: list[str]) -> list[str]:
        """Put delimiters back into a cell without quotes; fill up what was left out at the end."""
        surplus = len(cells) - self._form.width
        at = self._form.open_at
        if len(self._row) > 1 or not surplus:
            return cells
        if surplus < 0:
            is_enough = len(cells) >= self._form.needs and (self._is_whole or self._waiting)
            return cells + [""] * -surplus if is_enough else cells
        if at < 0:
            return cells
        closed = self._form.delimiter.join(cells[at : at + surplus + 1])
        return [*cells[:at], closed, *cells[at + surplus + 1 :]]
