"""Reads tables of any columns: CSV, TSV, workbooks."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Protocol

from weilu.connect.batches import Batch, Clock, UnreadableReason
from weilu.connect.builder import BatchBuilder
from weilu.connect.columns import ColumnImporter, Columns, Guess, Role, Sheet, Trial
from weilu.connect.csv_blocks import Stretch
from weilu.connect.errors import UnreadableExport
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source
from weilu.connectors.table.csv_tables import csv_tables
from weilu.connectors.table.guess import guess_of
from weilu.connectors.table.moments import Parts, judge_order, parts_of
from weilu.connectors.table.shaping import Shaper, ids_are_unique, times_of
from weilu.connectors.table.xlsx import book_tables, is_book, packed_tables
from weilu.kernel.errors import gettext_noop

#: Rows that are looked through for a date that only one order can read.
_LOOKED_THROUGH = 20_000
#: Names that a program gave a sheet, which say nothing of a group.
_GIVEN = re.compile(
    r"(?:sheet|工作表|表|シート|tabelle|feuil|hoja|foglio|лист)\s*\d*", re.IGNORECASE
)


class Table(Protocol):
    """A table in a file, wherever it comes from."""

    place: str  # how unreadable lines name it
    title: str
    size: int  # bytes
    sheet: Sheet | None

    def stretches(self, *, open_at: int = -1, needs: int = 0) -> Iterator[tuple[Stretch, int]]: ...


def tables(source: Source) -> list[Table]:
    """Return what could be a table; ``sheet`` is None where it turned out to be none."""
    if is_book(source):
        return [*book_tables(source)]
    return [*csv_tables(source), *packed_tables(source)]


class TableImporter(ColumnImporter):
    slug = "table"
    platform = "table"
    clock = Clock.LOCAL

    def recognise(self, source: Source) -> Match:
        """Claim what has at least a column of times; which is which can be asked."""
        try:
            found = any(Role.TIME in guess_of(sheet).places for sheet in self.sheets(source))
        except UnreadableExport:
            found = False
        return Match(certainty=0.6 if found else 0, group_name=PurePosixPath(source.name).stem)

    def sheets(self, source: Source) -> list[Sheet]:
        return [table.sheet for table in tables(source) if table.sheet]

    def left_out(self, source: Source, columns: Columns) -> list[str]:
        found = tables(source)
        chosen = {table.place for table in _chosen(found, columns)}
        return [table.place for table in found if table.place not in chosen]

    def guess(self, sheet: Sheet) -> Guess:
        return guess_of(sheet)

    def trial(self, source: Source, columns: Columns) -> Trial:
        chosen = _chosen(tables(source), columns)
        found = _sampled(chosen, columns)
        verdict = judge_order(found)
        if verdict.is_doubtful and not columns.date_order:
            found = _looked_through(chosen, columns)
            verdict = judge_order(found)
        is_instant = sum(p.is_instant for p in found) * 2 > len(found)
        settled = columns.with_changes(
            is_instant=is_instant, date_order=columns.date_order or str(verdict.order)
        )
        rows, unreadable = _tried(chosen, settled)
        dates = (p.numbers for p in found if p.numbers and len(p.numbers[0]) < 3)
        return Trial(
            columns=settled,
            rows=rows,
            unreadable=dict(unreadable),
            is_doubtful=verdict.is_doubtful and not columns.date_order,
            example="/".join(next(dates, ())) if verdict.is_doubtful else "",
        )

    def given(self, columns: Columns) -> "GivenTable":
        return GivenTable(columns)

    def clock_of(self, source: Source) -> Clock:
        return self.given(self._guessed(source)).clock_of(source)

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        return self.given(self._guessed(source)).read(source, reading)

    def _guessed(self, source: Source) -> Columns:
        for sheet in self.sheets(source):
            places = guess_of(sheet).places
            if {Role.TIME, Role.AUTHOR} <= places.keys():
                columns = Columns(places=places, header=sheet.header, width=len(sheet.names))
                return self.trial(source, columns).columns
        why = gettext_noop("it is no table with a column of times and one of authors")
        raise UnreadableExport(file=source.name, why=why)


class GivenTable(Importer):
    """The importer of tables whose columns are settled."""

    slug = TableImporter.slug
    platform = TableImporter.platform
    clock = TableImporter.clock

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def recognise(self, source: Source) -> Match:
        return Match(certainty=1.0 if _chosen(tables(source), self._columns) else 0.0)

    def clock_of(self, source: Source) -> Clock:
        del source
        return Clock.UTC if self._columns.is_instant else Clock.LOCAL

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        columns, chosen = self._columns, _chosen(tables(source), self._columns)
        if not chosen:
            why = gettext_noop("no table in it has the columns that were chosen")
            raise UnreadableExport(file=source.name, why=why)
        builder = BatchBuilder()
        shaper = Shaper(builder, columns, has_ids=_has_ids(chosen, columns))
        text = columns.places.get(Role.TEXT, -1)
        needs = 1 + max(place for place in columns.places.values() if place != text)
        before = 0
        title = reading.group_name or PurePosixPath(source.name).stem
        for table in chosen:
            group = _group_of(table, title) if columns.is_split and len(chosen) > 1 else title
            names = table.sheet.names if table.sheet else ()
            read = 0
            for stretch, read in table.stretches(open_at=text, needs=needs):
                shaper.tell(stretch, names, place=table.place, group=group)
                if builder.is_full:
                    yield builder.take(before + read)
            before += read
        if not builder.is_empty:
            yield builder.take(before)


def _chosen(found: Sequence[Table], columns: Columns) -> list[Table]:
    """Return the tables that have the header of the columns, of those that were chosen."""
    return [
        table
        for table in found
        if table.sheet is not None
        and (table.sheet.header, len(table.sheet.names)) == (columns.header, columns.width)
        and (not columns.sheets or table.sheet.name in columns.sheets)
    ]


def _group_of(table: Table, title: str) -> str:
    return f"{title} {table.title}" if _GIVEN.fullmatch(table.title.strip()) else table.title


def _has_ids(chosen: Sequence[Table], columns: Columns) -> bool:
    """Tell whether the ids of the messages can be trusted in the whole file."""
    if Role.MESSAGE_ID not in columns.places:
        return False
    stretches = (stretch for table in chosen for stretch, _ in table.stretches())
    return ids_are_unique(stretches, columns.places)


def _sampled(chosen: Sequence[Table], columns: Columns) -> list[Parts]:
    """Take the times of the rows that are shown apart."""
    return _parts(
        [list(row) for table in chosen if table.sheet for row in table.sheet.rows], columns
    )


def _looked_through(chosen: Sequence[Table], columns: Columns) -> list[Parts]:
    """Take more times apart, where those shown leave the order of dates open."""
    found: list[Parts] = []
    for table in chosen:
        for stretch, _ in table.stretches():
            found += _parts(stretch.cells, columns)
            if len(found) >= _LOOKED_THROUGH:
                return found
    return found


def _parts(cells: Sequence[Sequence[str]], columns: Columns) -> list[Parts]:
    if not cells:
        return []
    times = times_of(list(zip(*cells, strict=True)), columns.places)
    return [parts for parts in map(parts_of, times) if parts is not None and parts.has_date]


def _tried(chosen: Sequence[Table], columns: Columns) -> tuple[int, Counter[UnreadableReason]]:
    """Read the sample of each table; return its rows, and those lost by reason."""
    builder = BatchBuilder()
    shaper = Shaper(builder, columns, has_ids=False)
    rows = 0
    for table in chosen:
        if table.sheet is not None and table.sheet.rows:
            cells = [list(row) for row in table.sheet.rows]
            rows += len(cells)
            stretch = Stretch(cells, [*range(1, len(cells) + 1)])
            shaper.tell(stretch, table.sheet.names, place=table.place, group="-")
    return rows, Counter(each.reason for each in builder.take(0).unreadable)
