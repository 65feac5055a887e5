"""Tables in text files: the delimiter found, a title above the header left aside."""

import csv
from collections.abc import Iterator
from io import BufferedIOBase, BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from weilu.connect.bad_bytes import BAD_BYTE
from weilu.connect.columns import Sheet
from weilu.connect.csv_blocks import Stretch, Table
from weilu.connect.encodings import Lines
from weilu.connect.sources import Source, head
from weilu.connectors.table.layout import layout_of, sheet_of
from weilu.connectors.table.xlsx import is_packed_book

_DELIMITERS = ",;\t|"
#: Rows by which a delimiter is judged, and how many of them it must cut alike.
_JUDGED, _ALIKE = 200, 0.6
_SAMPLE = 262_144
_ENDINGS = (".csv", ".tsv", ".tab", ".txt")


class CsvTable:
    """One text file as a table. ``sheet`` is None where it is none."""

    def __init__(self, source: Source, name: str) -> None:
        self._source = source
        self._name = name
        self.place = name
        self.title = PurePosixPath(name).stem
        self.size = source.size(name)
        sample = head(source, name, _SAMPLE)
        self._has_old_ends = b"\r" in sample and b"\n" not in sample
        if self._has_old_ends:
            sample = sample.replace(b"\r", b"\n")
        text = _text(sample, is_whole=self.size <= _SAMPLE)
        skipped = 1 if text[:4].lower() == "sep=" else 0  # how spreadsheets are told
        text = text.partition("\n")[2] if skipped else text
        self._delimiter = _delimiter(text)
        cells, ends = _rows(text, self._delimiter) if self._delimiter else ([], [])
        layout = layout_of(cells)
        self.sheet: Sheet | None = None
        if layout is not None and layout.width > 1:
            self.sheet = sheet_of(name, cells, layout)
            self._width = layout.width
            self._begins = skipped + 1 + (ends[layout.begins - 1] if layout.begins else 0)

    def stretches(self, *, open_at: int = -1, needs: int = 0) -> Iterator[tuple[Stretch, int]]:
        """Yield the rows, and how many bytes have been read."""
        with self._source.open(self._name) as opened:
            file = cast("BinaryIO", _OldEnds(opened)) if self._has_old_ends else opened
            table = Table(file, delimiter=self._delimiter, begins=self._begins, width=self._width)
            for stretch in table.stretches(open_at=open_at, needs=needs):
                yield stretch, table.bytes_read


class _OldEnds(BufferedIOBase):
    """A file whose lines end with a carriage return alone, as Excel for Mac still offers it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self._file.read(-1 if size is None else size).replace(b"\r", b"\n")


def csv_tables(source: Source) -> list[CsvTable]:
    names = source.names()
    if len(names) > 1:
        names = [name for name in names if name.lower().endswith(_ENDINGS)]
    return [CsvTable(source, name) for name in names if not is_packed_book(name)]


def _text(sample: bytes, *, is_whole: bool) -> str:
    """Return the whole lines of a beginning; "" for what is no text."""
    if b"\0\0\0" in sample:
        return ""
    text = "".join(Lines(BytesIO(sample)).texts()).replace(BAD_BYTE, "\ufffd")
    return text if is_whole else text[: text.rfind("\n") + 1]


def _delimiter(text: str) -> str:
    """Return what cuts most rows into equally many columns, "" where nothing does."""
    best, found = (0.0, 0), ""
    for delimiter in _DELIMITERS:
        widths = [len(cells) for cells in _rows(text, delimiter, most=_JUDGED)[0]]
        usual = max((w for w in widths if w > 1), key=widths.count, default=0)
        score = (widths.count(usual) / (len(widths) or 1), usual)
        if usual and score[0] >= _ALIKE and score > best:
            best, found = score, delimiter
    return found


def _rows(text: str, delimiter: str, *, most: int = 1000) -> tuple[list[list[str]], list[int]]:
    """Return the first rows that are not empty, and the line each ends with."""
    reader = csv.reader([line + "\n" for line in text.split("\n")], delimiter=delimiter)
    found: list[list[str]] = []
    ends: list[int] = []
    try:
        for cells in reader:
            if cells and any(cell.strip() for cell in cells):
                found.append(cells)
                ends.append(reader.line_num)
            if len(found) >= most:
                break
    except csv.Error:
        pass
    return found, ends
