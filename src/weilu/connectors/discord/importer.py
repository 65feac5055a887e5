"""Reads what DiscordChatExporter wrote: a file for each channel."""

from collections.abc import Iterator

import msgspec

from weilu.connect.batches import Batch, Clock
from weilu.connect.builder import BatchBuilder, Refs
from weilu.connect.entries import Aside, Block, Entries, Lost
from weilu.connect.errors import UnreadableExport
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source
from weilu.connectors.discord.entries import Entry
from weilu.connectors.discord.files import channel_of, chat_files
from weilu.connectors.discord.messages import Teller
from weilu.connectors.discord.table import Table, knows_instants
from weilu.kernel.errors import gettext_noop

_decoder = msgspec.json.Decoder(list[Entry])


class DiscordImporter(Importer):
    slug = "discord"
    platform = "discord"
    clock = Clock.UTC

    def recognise(self, source: Source) -> Match:
        files = chat_files(source)
        if not files:
            return Match(certainty=0)
        name = channel_of(next(iter(files)) if len(source.names()) > 1 else source.name)[1]
        is_unnamed = len(files) == 1 and not any(files.values())
        return Match(certainty=0.95, group_name=name if is_unnamed else "")

    def clock_of(self, source: Source) -> Clock:
        """Return LOCAL for old CSV files, which write the clock of the exporting computer."""
        files = chat_files(source)
        if not files or any(files.values()):
            return Clock.UTC
        knows = any(knows_instants(source, name) for name in files)
        return Clock.UTC if knows else Clock.LOCAL

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        files = chat_files(source)
        if not files:
            why = gettext_noop("it does not begin like a file of DiscordChatExporter")
            raise UnreadableExport(file=source.name, why=why)
        is_wall_clock = self.clock_of(source) is Clock.LOCAL
        builder, refs = BatchBuilder(), Refs()
        before = 0
        for name, is_json in files.items():
            if is_json:
                yield from _read_json(source, name, builder, before)
            else:
                ref, title = channel_of(name)
                if len(files) == 1:
                    title = reading.group_name or title
                group = ref or f"name:{title}"
                builder.group(group, title)
                table = Table(builder, refs, group=group, file=name, is_wall_clock=is_wall_clock)
                for _ in table.read(source):
                    if builder.is_full:
                        yield builder.take(before + table.bytes_read)
            before += source.size(name)
        if not builder.is_empty:
            yield builder.take(before)


def _read_json(source: Source, name: str, builder: BatchBuilder, before: int) -> Iterator[Batch]:
    teller = Teller(builder, file=name)
    with source.open(name) as file:
        entries = Entries(file, {("messages",): _decoder})
        for found in entries:
            if isinstance(found, Aside) and found.path == ("channel",):
                _channel(teller, found.value())
            elif isinstance(found, Block):
                if not teller.group:
                    ref, title = channel_of(name)
                    teller.group, teller.name = ref or f"name:{title}", title
                builder.group(teller.group, teller.name, is_private=teller.is_private)
                for number, entry in enumerate(found.items, found.first):
                    teller.tell(entry, number)
                    if builder.is_full:
                        yield builder.take(before + entries.bytes_read)
            elif isinstance(found, Lost):
                place = f"{name} message {found.number}" if found.number else name
                builder.unreadable(place, found.reason, found.excerpt)


def _channel(teller: Teller, channel: object) -> None:
    """Take the channel's id, name and kind; a conversation of two people is private."""
    if isinstance(channel, dict) and isinstance(channel.get("id"), str) and channel["id"]:
        teller.channel = teller.group = channel["id"]
        teller.name = str(channel.get("name") or channel["id"])
        teller.is_private = channel.get("type") == "DirectTextChat"
