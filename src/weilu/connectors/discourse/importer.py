"""Reads topics of a Discourse forum. A topic is a group."""

import re
from collections.abc import Iterator

import msgspec

from weilu.connect.batches import Batch, Clock
from weilu.connect.builder import BatchBuilder
from weilu.connect.entries import Aside, Block, Entries, Lost
from weilu.connect.errors import UnreadableExport
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source, head
from weilu.connectors.discourse.entries import Post
from weilu.connectors.discourse.posts import Teller
from weilu.kernel.errors import gettext_noop

_START = re.compile(rb'[^\[]{0,60000}?"post_stream"\s*:\s*\{\s*"posts"\s*:\s*\[')
_SIGNS = (b'"cooked"', b'"post_number"')
_decoder = msgspec.json.Decoder(list[Post])


class DiscourseImporter(Importer):
    slug = "discourse"
    platform = "discourse"
    clock = Clock.UTC

    def recognise(self, source: Source) -> Match:
        return Match(certainty=0.95 if _topics(source) else 0)

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        names = _topics(source)
        if not names:
            why = gettext_noop("it does not begin like a topic of Discourse")
            raise UnreadableExport(file=source.name, why=why)
        del reading  # a topic has a title
        builder = BatchBuilder()
        teller = Teller(builder)
        before = 0
        for name in names:
            teller.begin(name)
            with source.open(name) as file:
                entries = Entries(file, {("post_stream", "posts"): _decoder})
                for found in entries:
                    if isinstance(found, Block):
                        for number, post in enumerate(found.items, found.first):
                            teller.tell(post, number)
                            if builder.is_full:
                                yield builder.take(before + entries.bytes_read)
                    elif isinstance(found, Aside) and len(found.path) == 1:
                        teller.aside(found.path[0], found.value())
                    elif isinstance(found, Lost):
                        place = f"{name} post {found.number}" if found.number else name
                        builder.unreadable(place, found.reason, found.excerpt)
            teller.end()
            before += source.size(name)
        if not builder.is_empty:
            yield builder.take(before)


def _topics(source: Source) -> list[str]:
    found = []
    for name in source.names():
        if len(source.names()) == 1 or name.lower().endswith(".json"):
            start = head(source, name, 65_536).removeprefix(b"\xef\xbb\xbf")
            is_object = start.lstrip().startswith(b"{")
            if is_object and _START.match(start) and all(sign in start for sign in _SIGNS):
                found.append(name)
    return found
