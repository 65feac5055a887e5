"""Weilu's facts as a table of events: Parquet or CSV, as the name of the file says."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from weilu.connect.importers import Exporter, Told
from weilu.connectors.events.export import events, write_csv, write_parquet


class EventsExporter(Exporter):
    endings: ClassVar[tuple[str, ...]] = (".parquet", ".csv")

    def write(self, community: str, groups: Iterable[Told], path: Path) -> int:
        tables = (
            events(community, messages=told.messages, reactions=told.reactions, moves=told.moves)
            for told in groups
        )
        return write_csv(tables, path) if path.suffix == ".csv" else write_parquet(tables, path)
