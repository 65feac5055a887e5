"""Reads the JSON export of Messenger and Instagram."""

from collections.abc import Iterator

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
from weilu.connect.builder import BatchBuilder, Refs
from weilu.connect.entries import Block, Entries, Lost
from weilu.connect.errors import foreign
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source
from weilu.connectors.meta.entries import EncryptedMessage, Message, Reaction, mended
from weilu.connectors.meta.notices import is_echo, read_notice
from weilu.connectors.meta.threads import Thread, platform_of, thread_files, thread_of

_messages = msgspec.json.Decoder(list[Message])
_encrypted = msgspec.json.Decoder(list[EncryptedMessage])


class MetaImporter(Importer):
    slug = "meta"
    platform = ""
    clock = Clock.UTC

    def recognise(self, source: Source) -> Match:
        files = thread_files(source)
        if not files:
            return Match(certainty=0)
        return Match(certainty=0.9, group_name=thread_of(source, files[0], fallback="").title)

    def platform_of(self, source: Source) -> str:
        """Return "instagram" where the paths say so, else "messenger"."""
        return platform_of(source, thread_files(source))

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        files = thread_files(source)
        if not files:
            raise foreign(source.name)
        builder = BatchBuilder()
        refs: dict[str, Refs] = {}
        before = 0
        for name in files:
            fallback = reading.group_name if len(files) == 1 else ""
            thread = thread_of(source, name, fallback=fallback)
            teller = _Thread(builder, thread, refs.setdefault(thread.ref, Refs()))
            decoder = _encrypted if thread.is_encrypted else _messages
            with source.open(name) as file:
                entries = Entries(file, {("messages",): decoder})
                for found in entries:
                    if isinstance(found, Lost):
                        place = f"{name} entry {found.number}"
                        builder.unreadable(place, found.reason, found.excerpt)
                    elif isinstance(found, Block):
                        for number, item in enumerate(found.items, found.first):
                            reason = teller.tell(item)
                            if reason:
                                builder.unreadable(f"{name} entry {number}", reason)
                            if builder.is_full:
                                yield builder.take(before + entries.bytes_read)
            before += source.size(name)
        if not builder.is_empty:
            yield builder.take(before)


class _Thread:
    """Tells one chat. Names are all that the file knows of people."""

    def __init__(self, builder: BatchBuilder, thread: Thread, refs: Refs) -> None:
        self._builder = builder
        self._group = thread.ref
        self._refs = refs
        self._mended: dict[str, str] = {}
        builder.group(thread.ref, thread.title, is_private=thread.is_private)
        for person in thread.people:
            builder.account(person, person)
            builder.membership(thread.ref, person)

    def tell(self, entry: Message | EncryptedMessage) -> UnreadableReason | None:
        message = _plain(entry) if isinstance(entry, EncryptedMessage) else entry
        sent_us = (message.timestamp_ms or 0) * 1000
        author = self._name(message.sender_name)
        if not EARLIEST_US < sent_us < LATEST_US:
            return UnreadableReason.NO_TIME
        if not author:
            return UnreadableReason.NO_AUTHOR
        text = mended(message.content or "")
        if message.is_unsent or is_echo(text):
            self._builder.passed_over()
        elif not self._is_move(message, author, text, sent_us):
            self._message(message, author, text, sent_us)
        return None

    def _name(self, written: str) -> str:
        found = self._mended.get(written)
        if found is None:
            found = mended(written).strip()
            if len(self._mended) < 100_000:
                self._mended[written] = found
        return found

    def _is_move(self, message: Message, author: str, text: str, sent_us: int) -> bool:
        kind: MoveKind | None = None
        who: tuple[str, ...] = ()
        name = ""
        notice = read_notice(text, author)
        if notice:
            kind, who, name = notice.kind, notice.who, notice.name
        if message.type in {"Subscribe", "Unsubscribe"} and message.users:
            kind = MoveKind.JOIN if message.type == "Subscribe" else MoveKind.LEAVE
            who = tuple(filter(None, (self._name(user.name) for user in message.users)))
        if kind is None:
            return False
        is_rename = kind is MoveKind.GROUP_RENAME
        movers = (author,) if is_rename or not who else who
        for person in {author: None} | dict.fromkeys(movers):
            self._builder.account(person, person)
        for person in movers:
            is_invited = kind is MoveKind.JOIN and person != author
            self._builder.move(
                group_ref=self._group,
                author_ref=person,
                kind=kind,
                sent_us=sent_us,
                inviter_ref=author if is_invited else None,
                channel="invited" if is_invited else None,
                name=name or None if is_rename else None,
            )
        self._builder.service()
        return True

    def _message(self, message: Message, author: str, text: str, sent_us: int) -> None:
        builder, group = self._builder, self._group
        builder.account(author, author)
        kind = _kind(message)
        link = message.share.link if message.share else None
        if link and link not in text:
            text = f"{text}\n{link}" if text else link
        ref = self._refs.ref(group, author, sent_us, text)
        builder.message(
            group_ref=group,
            message_ref=ref,
            author_ref=author,
            sent_us=sent_us,
            kind=kind,
            text=text or None,
        )
        for reaction in message.reactions or ():
            actor = self._name(reaction.actor)
            at = (reaction.timestamp or 0) * 1_000_000
            if actor and reaction.reaction:
                builder.account(actor, actor)
                builder.reaction(
                    group_ref=group,
                    message_ref=ref,
                    emoji=mended(reaction.reaction),
                    author_ref=actor,
                    sent_us=at if EARLIEST_US < at < LATEST_US else None,
                )


def _kind(message: Message) -> MessageKind:
    has_link = message.share is not None and bool(message.share.link)
    signs = (
        (message.photos or message.gifs, MessageKind.IMAGE),
        (message.videos, MessageKind.VIDEO),
        (message.audio_files, MessageKind.VOICE),
        (message.sticker, MessageKind.STICKER),
        (message.files, MessageKind.FILE),
        (message.type == "Call" or message.call_duration is not None, MessageKind.CALL),
        (has_link, MessageKind.LINK),
    )
    return next((kind for sign, kind in signs if sign), MessageKind.TEXT)


def _plain(entry: EncryptedMessage) -> Message:
    return Message(
        sender_name=entry.sender_name,
        timestamp_ms=entry.timestamp,
        content=entry.text,
        is_unsent=entry.is_unsent,
        photos=entry.media or None,
        reactions=[Reaction(r.reaction, r.actor) for r in entry.reactions or ()] or None,
    )
