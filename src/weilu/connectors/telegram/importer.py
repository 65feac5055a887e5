"""Reads what Telegram Desktop exports as JSON: one chat, or a whole account."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from weilu.connect.batches import Batch, Clock
from weilu.connect.errors import EmptyExport, UnreadableExport
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source, head
from weilu.connectors.telegram.reading import ExportReader
from weilu.kernel.errors import gettext_noop

_ENTRY = re.compile(rb'"type"\s*:\s*"(?:message|service)"')
_MESSAGES = re.compile(rb'"messages"\s*:\s*\[')
_TIME = re.compile(rb'"date(?:_unixtime)?"\s*:\s*"\d')
_UNIXTIME = re.compile(rb'"date_unixtime"\s*:\s*"?\d')
_SENDER = re.compile(rb'"(?:from|actor)(?:_id)?"\s*:')
_ACCOUNT = re.compile(rb'"(?:personal_information|frequent_contacts)"\s*:')


class TelegramImporter(Importer):
    slug = "telegram"
    platform = "telegram"
    clock = Clock.UTC

    def recognise(self, source: Source) -> Match:
        certainty = max((_certainty(head(source, name)) for name in _files(source)), default=0.0)
        return Match(certainty=certainty)

    def clock_of(self, source: Source) -> Clock:
        """Return LOCAL for exports from before 2021, which hold wall clocks only."""
        starts = [head(source, name) for name in _exports(source)]
        is_old = starts and not any(_UNIXTIME.search(start) for start in starts)
        return Clock.LOCAL if is_old else Clock.UTC

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        reader = ExportReader(clock=self.clock_of(source), group_name=reading.group_name)
        for name in _exports(source):
            yield from reader.read(source, name)
        if reader.is_empty:
            if any(_MESSAGES.search(head(source, name)) for name in _files(source)):
                raise EmptyExport(file=source.name)
            why = gettext_noop("it contains no list of messages")
            raise UnreadableExport(file=source.name, why=why)


def _files(source: Source) -> list[str]:
    """Return the files that may be exports; a single file may have any name."""
    names = source.names()
    if len(names) == 1:
        return names
    return [name for name in names if PurePosixPath(name).suffix.lower() == ".json"]


def _exports(source: Source) -> list[str]:
    """Return the files that are exports: a folder may hold several ``result.json``."""
    names = _files(source)
    if len(names) == 1:
        return names
    return [name for name in names if _certainty(head(source, name)) > 0]


def _certainty(start: bytes) -> float:
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{"):
        return 0.0
    if _MESSAGES.search(start) and _ENTRY.search(start) and _TIME.search(start):
        return 1.0 if _SENDER.search(start) else 0.5
    if _ACCOUNT.search(start):
        return 0.9
    return 0.0
