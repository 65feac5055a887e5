"""Workbooks (.xlsx): which sheets there are, and their rows as text.

Values are read as the file holds them; a formula is never worked out. A sheet is read twice:
once for the merged cells, which it tells last.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import islice
from pathlib import PurePosixPath

from weilu.connect.archives import TOO_BIG, ZipSource
from weilu.connect.batches import UnreadableReason
from weilu.connect.columns import Sheet
from weilu.connect.csv_blocks import Row, Stretch
from weilu.connect.decoding import Decoded, undecoded
from weilu.connect.errors import UnreadableExport, UnsafeArchive
from weilu.connect.sources import Source
from weilu.connectors.table.cells import Cell, Merged, SheetRow, SheetRows
from weilu.connectors.table.formats import NOTHING, number_text, shown_by
from weilu.connectors.table.layout import Layout, fitted, layout_of, sheet_of
from weilu.connectors.table.markup import DAMAGED, Parser
from weilu.connectors.table.strings import SharedStrings

#: Lists of sheets and styles are read whole.
_MOST_BYTES = 16 * 2**20
_SAMPLE = 600
_MOST_PACKED = 96 * 2**20
_BOOK = "xl/workbook.xml"


class Book:
    """What the parts beside the sheets say."""

    def __init__(self, source: Source, root: str) -> None:
        self.sheets: list[tuple[str, str]] = []  # name, id of its part
        self.parts: dict[str, str] = {}  # by id
        self.strings = ""
        self.since_1904 = False
        self._root = root
        self._codes: dict[int, str] = {}
        self._formats: list[int] = []
        self._inside: list[str] = []
        self._takes = {
            "sheet": self._sheet,
            "workbookPr": self._properties,
            "Relationship": self._relation,
            "numFmt": self._code,
            "xf": self._format,
        }
        for part in (_BOOK, "xl/_rels/workbook.xml.rels", "xl/styles.xml"):
            self._read(source, root + part)
        self.styles = [shown_by(number, self._codes.get(number)) for number in self._formats]

    def _read(self, source: Source, name: str) -> None:
        if name not in source.names():
            return
        if source.size(name) > _MOST_BYTES:
            raise UnreadableExport(file=source.name, why=DAMAGED)
        with source.open(name) as file:
            Parser(file, source.name, start=self._start, end=self._end).feed_all()

    def _start(self, tag: str, told: dict[str, str]) -> None:
        self._inside.append(tag)
        if tag in self._takes:
            self._takes[tag](told)

    def _end(self, tag: str) -> None:
        del tag
        self._inside.pop()

    def _sheet(self, told: dict[str, str]) -> None:
        ref = next((told[key] for key in told if key.endswith(":id")), "")
        self.sheets.append((told.get("name", "")[:100], ref))

    def _properties(self, told: dict[str, str]) -> None:
        self.since_1904 = told.get("date1904") in {"1", "true"}

    def _relation(self, told: dict[str, str]) -> None:
        target, kind = told.get("Target", ""), told.get("Type", "")
        part = self._root + (target[1:] if target.startswith("/") else f"xl/{target}")
        if kind.endswith("/sharedStrings"):
            self.strings = part
        elif kind.endswith("/worksheet"):
            self.parts[told.get("Id", "")] = part

    def _code(self, told: dict[str, str]) -> None:
        self._codes[_integer(told.get("numFmtId", ""))] = told.get("formatCode", "")

    def _format(self, told: dict[str, str]) -> None:
        if self._inside[-2:-1] == ["cellXfs"]:
            self._formats.append(_integer(told.get("numFmtId", "")))


def _integer(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 0


def is_book(source: Source) -> bool:
    return _root(source) is not None


def _root(source: Source) -> str | None:
    found = [n for n in source.names() if n == _BOOK or n.endswith(f"/{_BOOK}")]
    return found[0].removesuffix(_BOOK) if found else None


def book_tables(source: Source) -> list["XlsxTable"]:
    """Return the sheets of a workbook. Raises UnreadableExport for a damaged workbook."""
    root = _root(source)
    if root is None:
        return []
    book = Book(source, root)
    names = set(source.names())
    if book.strings not in names:
        book.strings = ""
    return [
        XlsxTable(source, book, title, book.parts[ref])
        for title, ref in book.sheets
        if book.parts.get(ref) in names
    ]


def packed_tables(source: Source) -> list["XlsxTable"]:
    """Return the sheets of the workbooks that lie in an archive or a folder.

    A workbook is a zip in which one jumps about, so each is held in memory while it is read.
    Raises UnreadableExport where one is damaged or all together are too big for that.
    """
    found: list[XlsxTable] = []
    left = _MOST_PACKED
    for name in source.names():
        if not is_packed_book(name):
            continue
        with undecoded(source).open(name) as file:
            data = file.read(left + 1)
        left -= len(data)
        if left < 0:
            raise UnreadableExport(file=source.name, why=TOO_BIG)
        try:
            tables = book_tables(Decoded(ZipSource(BytesIO(data), name=name)))
        except UnsafeArchive as refused:
            raise UnreadableExport(file=name, why=refused.facts["why"]) from None
        stem = PurePosixPath(name).stem
        for table in tables:
            table.lies_in(name, stem if len(tables) == 1 else f"{stem} {table.title}")
        found += tables
    return found


def is_packed_book(name: str) -> bool:
    return name.lower().endswith((".xlsx", ".xlsm")) and not PurePosixPath(name).name.startswith(
        "~$"
    )


class XlsxTable:
    """One sheet as a table. ``sheet`` is None where it is none."""

    def __init__(self, source: Source, book: Book, title: str, part: str) -> None:
        self._source = source
        self._book = book
        self._part = part
        self.place = self.title = title
        self.size = source.size(part)
        self.sheet: Sheet | None = None
        self._layout: Layout | None = None
        self._first = 0
        sample = list(islice(self._rows(with_merged=self.size <= _MOST_BYTES), _SAMPLE))
        rows = [_texts(row) for row, _ in sample]
        layout = layout_of(rows)
        if layout is not None:
            width = _width(rows, layout)
            rows = [fitted(row, width) for row in rows]
            layout = Layout(header=layout.header, begins=layout.begins, width=width)
            self.sheet = sheet_of(title, rows, layout)
            self._first = sample[layout.begins][0].number if layout.begins < len(sample) else 0

    def lies_in(self, file: str, title: str) -> None:
        """Take a name that tells the sheet from those of other workbooks."""
        self.place, self.title = f"{file} {self.place}", title
        if self.sheet:
            self.sheet = replace(self.sheet, name=self.place)

    def stretches(self, *, open_at: int = -1, needs: int = 0) -> Iterator[tuple[Stretch, int]]:
        """Yield the rows, and how many bytes have been read."""
        del open_at, needs  # cells of a workbook have walls
        sheet = self.sheet
        width = len(sheet.names) if sheet else 0
        stretch, read = Stretch(), 0
        for row, read in self._rows(with_merged=True):
            if row.number < self._first or not self._first:
                continue
            cells = fitted(_texts(row), width)
            stretch.cells.append(cells)
            stretch.lines.append(row.number)
            if row.is_too_long:
                reason = UnreadableReason.TOO_LONG
                stretch.odd.append(Row(row.number, [], reason, " ".join(cells)[:200]))
                stretch.cells.pop()
                stretch.lines.pop()
            if len(stretch.cells) >= 5000:
                yield stretch, read
                stretch = Stretch()
        yield stretch, read

    def _rows(self, *, with_merged: bool) -> Iterator[tuple[SheetRow, int]]:
        """Yield the rows with texts in all cells, and how many bytes have been read."""
        merged = None
        if with_merged:
            with self._source.open(self._part) as file:
                merged = Merged(file)
        with (
            SharedStrings(self._source, self._book.strings) as strings,
            self._source.open(self._part) as file,
        ):
            rows = SheetRows(file, self._source.name)
            for block in rows.blocks():
                for row in block:
                    if merged:
                        merged.fill(row)
                    row.cells = {
                        column: ("", 0, self._text(cell, strings))
                        for column, cell in row.cells.items()
                    }
                    yield row, rows.bytes_read

    def _text(self, cell: Cell, strings: SharedStrings) -> str:
        kind, style, text = cell
        if kind == "s":
            try:
                return strings[int(text)]
            except (IndexError, ValueError):
                return ""
        if kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        if kind == "n":
            shows = self._book.styles[style] if style < len(self._book.styles) else NOTHING
            return number_text(text, shows, since_1904=self._book.since_1904)
        return text


def _width(rows: Sequence[Sequence[str]], layout: Layout) -> int:
    """Return how many columns there are: those named, and unnamed ones that are really used."""
    filled = Counter(at for row in rows for at, cell in enumerate(row) if cell.strip())
    if layout.header < 0:
        return max(filled) + 1
    names = rows[layout.header]
    used = [at for at, count in filled.items() if count * 10 > len(rows)]
    return 1 + max([at for at, name in enumerate(names) if name.strip()] + used)


def _texts(row: SheetRow) -> list[str]:
    cells = [""] * (max(row.cells) + 1)
    for column, (_, _, text) in row.cells.items():
        cells[column] = text
    return cells
