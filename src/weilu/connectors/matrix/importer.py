"""Reads the JSON export of Element: one file for each room."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from weilu.connect.batches import (
    EARLIEST_US,
    LATEST_US,
    Batch,
    Clock,
    MessageKind,
    MoveKind,
    UnreadableReason,
)
from weilu.connect.builder import BatchBuilder
from weilu.connect.entries import Aside, Block, Entries, Lost
from weilu.connect.errors import UnreadableExport
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source, head
from weilu.connectors.matrix.entries import KINDS, POLLS, Event, fields, words
from weilu.connectors.matrix.members import Members
from weilu.connectors.matrix.wording import latest, mentions, question, relation, text_of
from weilu.kernel.errors import gettext_noop

_START = re.compile(rb'\s*\{\s*"room_name"\s*:')
_SIGNS = (b'"room_creator"', b'"exported_by"', b'"export_date"')
_decoder = msgspec.json.Decoder(list[Event])


class MatrixImporter(Importer):
    slug = "matrix"
    platform = "matrix"
    clock = Clock.UTC

    def recognise(self, source: Source) -> Match:
        return Match(certainty=0.95 if _rooms(source) else 0)

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        names = _rooms(source)
        if not names:
            why = gettext_noop("it does not begin like Element's export of a room")
            raise UnreadableExport(file=source.name, why=why)
        builder = BatchBuilder()
        before = 0
        for name in names:
            room = _Room(builder, name, reading.group_name if len(names) == 1 else "")
            with source.open(name) as file:
                entries = Entries(file, {("messages",): _decoder})
                for found in entries:
                    if isinstance(found, Block):
                        for number, event in enumerate(found.items, found.first):
                            room.tell(event, number)
                            if builder.is_full:
                                yield builder.take(before + entries.bytes_read)
                    elif isinstance(found, Aside) and found.path == ("room_name",):
                        room.name = words(found.value()) or room.name
                    elif isinstance(found, Lost):
                        place = f"{name} event {found.number}" if found.number else name
                        builder.unreadable(place, found.reason, found.excerpt)
            before += source.size(name)
        if not builder.is_empty:
            yield builder.take(before)


def _rooms(source: Source) -> list[str]:
    """Return the files that begin like Element's."""
    found = []
    for name in source.names():
        if len(source.names()) == 1 or name.lower().endswith(".json"):
            start = head(source, name, 65_536).removeprefix(b"\xef\xbb\xbf")
            if _START.match(start) and sum(sign in start for sign in _SIGNS) > 1:
                found.append(name)
    return found


class _Room:
    """Tells the builder what the events of one room are."""

    def __init__(self, builder: BatchBuilder, file: str, name: str) -> None:
        self.name = name or file.rpartition("/")[2].removesuffix(".json")
        self._file = file
        self._group = ""
        self._builder = builder
        self._members = Members(builder)

    def tell(self, event: Event, number: int) -> None:
        if not self._group:
            self._group = event.room_id or f"name:{self.name}"
            self._builder.group(self._group, self.name)
        sent_us = _microseconds(event.origin_server_ts)
        if sent_us is None or not event.sender:
            reason = UnreadableReason.NO_TIME if sent_us is None else UnreadableReason.NO_AUTHOR
            body = words(fields(event.content).get("body"))
            self._builder.unreadable(f"{self._file} event {number}", reason, body)
            return
        content = fields(event.content)
        kind = _kind(event, content)
        if kind is not None and event.event_id:
            self._message(event, content, kind, sent_us)
        elif self._reports(event, content, sent_us):
            self._builder.service()
        else:
            self._builder.passed_over()

    def _message(
        self, event: Event, content: dict[str, Any], kind: MessageKind, sent_us: int
    ) -> None:
        related = relation(content)
        if related.edits:  # Element repeats an edited message as a message of its own
            self._builder.passed_over()
            return
        content = latest(event, content) if event.unsigned else content
        is_bot = content.get("msgtype") == "m.notice"
        if kind is MessageKind.POLL:
            text = question(content)
        elif event.type == "m.room.message":
            text = text_of(content, is_reply=related.reply_to is not None)
        else:
            text = ""
        self._builder.message(
            group_ref=self._group,
            message_ref=event.event_id,
            author_ref=self._members.seen(event.sender, is_bot=is_bot),
            kind=kind,
            sent_us=sent_us,
            reply_to_ref=related.reply_to,
            thread_ref=related.thread,
            mentions=mentions(content),
            text=text or None,
        )

    def _reports(self, event: Event, content: dict[str, Any], sent_us: int) -> bool:
        """Tell what an event reports beside the messages; False where Weilu keeps nothing."""
        if event.type == "m.reaction":
            told = fields(content.get("m.relates_to"))
            target, key = words(told.get("event_id")), words(told.get("key"))
            if not (target and key):
                return False
            self._builder.reaction(
                group_ref=self._group,
                message_ref=target,
                emoji=key,
                author_ref=self._members.seen(event.sender),
                sent_us=sent_us,
            )
            return True
        if event.type == "m.room.member":
            return self._members.tell(event, self._group, sent_us)
        name = words(content.get("name"))
        if event.type != "m.room.name" or not name or not event.before.get("name"):
            return False
        self._builder.move(
            group_ref=self._group,
            author_ref=self._members.seen(event.sender),
            kind=MoveKind.GROUP_RENAME,
            sent_us=sent_us,
            name=name,
        )
        return True


def _kind(event: Event, content: dict[str, Any]) -> MessageKind | None:
    """Return what a message is made of; None for events that are none, or that were removed."""
    if not content or (event.unsigned and event.unsigned.redacted_because):
        return None
    if event.type == "m.room.message":
        msgtype = content.get("msgtype")
        return KINDS.get(msgtype, MessageKind.TEXT) if isinstance(msgtype, str) else None
    if event.type == "m.sticker":
        return MessageKind.STICKER
    if event.type in POLLS:
        return MessageKind.POLL
    if event.type == "m.call.invite":
        return MessageKind.CALL
    return MessageKind.OTHER if event.type == "m.room.encrypted" else None


def _microseconds(milliseconds: float | None) -> int | None:
    if milliseconds is None or not EARLIEST_US < milliseconds * 1000 < LATEST_US:
        return None
    return int(milliseconds) * 1000
