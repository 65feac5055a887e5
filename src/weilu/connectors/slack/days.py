"""The entries of one day's file."""

from collections.abc import Iterator

import msgspec

from weilu.connect.builder import BatchBuilder
from weilu.connect.entries import Block, Entries, Lost
from weilu.connect.json_bytes import BROKEN_JSON
from weilu.connect.sources import Source
from weilu.connectors.slack.entries import Entry

#: Days are small: a larger file is read in pieces instead of at once.
_WHOLE = 8 * 1024 * 1024

_decoder = msgspec.json.Decoder(list[Entry])


def day_entries(source: Source, name: str, builder: BatchBuilder) -> Iterator[tuple[int, Entry]]:
    """Yield the entries of a day with their numbers; the builder lists damaged places."""
    if source.size(name) <= _WHOLE:
        with source.open(name) as file:
            data = file.read(_WHOLE)
        try:
            entries = _decoder.decode(data)
        except BROKEN_JSON:
            entries = None
        if entries is not None:
            yield from enumerate(entries, 1)
            return
    with source.open(name) as file:
        for found in Entries(file, {(): _decoder}):
            if isinstance(found, Block):
                yield from enumerate(found.items, found.first)
            elif isinstance(found, Lost):
                place = f"{name} entry {found.number}" if found.number else name
                builder.unreadable(place, found.reason, found.excerpt)
