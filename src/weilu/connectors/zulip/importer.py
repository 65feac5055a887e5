"""Reads Zulip: an organisation's export, or archived topics. Streams are groups."""

from collections.abc import Iterator
from typing import Any

import msgspec

from weilu.connect.batches import Batch, Clock
from weilu.connect.builder import BatchBuilder
from weilu.connect.entries import Block, Entries, Lost, Path
from weilu.connect.errors import UnreadableExport
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source
from weilu.connectors.zulip.entries import Archived, Message
from weilu.connectors.zulip.layout import message_files, place_of, realm_of, topic_files
from weilu.connectors.zulip.messages import ArchiveTeller, ExportTeller
from weilu.connectors.zulip.realm import Realm
from weilu.kernel.errors import gettext_noop

_messages: dict[Path, msgspec.json.Decoder[Any]] = {
    ("zerver_message",): msgspec.json.Decoder(list[Message])
}
_archived: dict[Path, msgspec.json.Decoder[Any]] = {(): msgspec.json.Decoder(list[Archived])}


class ZulipImporter(Importer):
    slug = "zulip"
    platform = "zulip"
    clock = Clock.UTC

    def recognise(self, source: Source) -> Match:
        if realm_of(source) and message_files(source):
            return Match(certainty=0.97)
        topics = topic_files(source)
        if not topics:
            return Match(certainty=0)
        stream, topic = place_of(topics[0])
        return Match(certainty=0.9, group_name=stream or topic)

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        realm, topics = realm_of(source), topic_files(source)
        builder = BatchBuilder()
        if realm and message_files(source):
            yield from _export(source, realm, builder)
        elif topics:
            before = 0
            teller = ArchiveTeller(builder)
            for name in topics:
                stream, topic = place_of(name)
                title = reading.group_name if len(topics) == 1 and not stream else ""
                teller.begin(name, title or stream or topic, topic)
                yield from _told(source, name, _archived, teller, builder, before)
                before += source.size(name)
            if not builder.is_empty:
                yield builder.take(before)
        else:
            why = gettext_noop("it is neither an export nor an archive of Zulip")
            raise UnreadableExport(file=source.name, why=why)


def _export(source: Source, name: str, builder: BatchBuilder) -> Iterator[Batch]:
    realm = Realm(builder)
    for _ in realm.read(source, name):
        yield builder.take(0)
    before = source.size(name)
    teller = ExportTeller(builder, realm)
    for file in message_files(source):
        teller.begin(file)
        yield from _told(source, file, _messages, teller, builder, before)
        before += source.size(file)
    if not builder.is_empty:
        yield builder.take(before)


def _told(
    source: Source,
    name: str,
    arrays: dict[Path, msgspec.json.Decoder[Any]],
    teller: ExportTeller | ArchiveTeller,
    builder: BatchBuilder,
    before: int,
) -> Iterator[Batch]:
    with source.open(name) as file:
        entries = Entries(file, arrays)
        for found in entries:
            if isinstance(found, Block):
                for number, row in enumerate(found.items, found.first):
                    teller.tell(row, number)
                    if builder.is_full:
                        yield builder.take(before + entries.bytes_read)
            elif isinstance(found, Lost):
                place = f"{name} message {found.number}" if found.number else name
                builder.unreadable(place, found.reason, found.excerpt)
