"""Reads Weilu's own event tables: Parquet or CSV, one file or a folder of them."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from weilu.connect.batches import Batch, Clock
from weilu.connect.builder import BatchBuilder
from weilu.connect.errors import EmptyExport, UnreadableExport
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source
from weilu.connectors.events import csv_rows, parquet
from weilu.connectors.events.facts import Facts
from weilu.connectors.events.shape import Stretch
from weilu.kernel.errors import gettext_noop


class EventsImporter(Importer):
    slug = "events"
    platform = "events"
    clock = Clock.UTC

    def recognise(self, source: Source) -> Match:
        names = _tables(source)
        stem = PurePosixPath(source.name).stem
        return Match(certainty=1.0 if names else 0.0, group_name=stem)

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        del reading  # the table names its groups
        builder = BatchBuilder()
        facts = Facts(builder)
        names = _tables(source)
        if not names:
            why = gettext_noop("it has no columns channel, author, ts and kind")
            raise UnreadableExport(file=source.name, why=why)
        is_empty = True
        bytes_before = 0
        for name in names:
            for stretch in _stretches(source, name):
                facts.tell(stretch)
                is_empty = is_empty and builder.is_empty
                if builder.is_full:
                    yield builder.take(bytes_before + stretch.bytes_read)
            bytes_before += source.size(name)
        if not builder.is_empty:
            yield builder.take(bytes_before)
        if is_empty:
            raise EmptyExport(file=source.name)


def _tables(source: Source) -> list[str]:
    """Return the event tables among the files; others (``groups.csv``) are left alone."""
    names = source.names()
    if len(names) > 1:
        names = [n for n in names if PurePosixPath(n).suffix.lower() in {".parquet", ".csv"}]
    return [n for n in names if parquet.is_events(source, n) or csv_rows.is_events(source, n)]


def _stretches(source: Source, name: str) -> Iterator[Stretch]:
    if parquet.is_events(source, name):
        return parquet.stretches(source, name)
    return csv_rows.stretches(source, name)
