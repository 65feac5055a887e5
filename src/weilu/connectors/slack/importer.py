"""Reads the export of a Slack workspace."""

from collections.abc import Iterator

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
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source
from weilu.connectors.slack.days import day_entries
from weilu.connectors.slack.entries import Entry, File
from weilu.connectors.slack.layout import Room, day_files, read_layout, top_folder
from weilu.connectors.slack.wording import Wording, text_of

_MOVES = {
    "channel_join": MoveKind.JOIN,
    "group_join": MoveKind.JOIN,
    "channel_leave": MoveKind.LEAVE,
    "group_leave": MoveKind.LEAVE,
    "channel_name": MoveKind.GROUP_RENAME,
    "group_name": MoveKind.GROUP_RENAME,
}

#: Subtypes that report what happened to a channel, or to a message that stands elsewhere or not
#: at all any more (message_changed, message_deleted, tombstone). An unknown one is speech.
_REPORTS = frozenset(
    {
        *("message_changed", "message_deleted", "message_replied", "tombstone"),
        *("channel_topic", "channel_purpose", "channel_archive", "channel_unarchive"),
        *("group_topic", "group_purpose", "group_archive", "group_unarchive"),
        *("channel_convert_to_private", "channel_convert_to_public", "channel_canvas_updated"),
        *("channel_posting_permissions", "ekm_access_denied", "joiner_notification"),
        *("joiner_notification_for_inviter", "pinned_item", "unpinned_item", "bot_add"),
        *("bot_remove", "bot_enable", "bot_disable", "reminder_add", "reminder_delete"),
        *("sh_room_created", "sh_room_shared", "assistant_app_thread", "document_mention"),
    }
)

_KIND_BY_FAMILY = {
    "image": MessageKind.IMAGE,
    "video": MessageKind.VIDEO,
    "audio": MessageKind.VOICE,
}


class SlackImporter(Importer):
    slug = "slack"
    platform = "slack"
    clock = Clock.UTC

    def recognise(self, source: Source) -> Match:
        top = top_folder(source)
        names = set(source.names())
        lists = {f"{top}{name}.json" for name in ("users", "channels", "groups", "dms", "mpims")}
        if not day_files(source):
            return Match(certainty=0)
        return Match(certainty=0.95 if len(names & lists) > 1 else 0.6 if names & lists else 0.3)

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        del reading  # a workspace names its channels itself
        layout = read_layout(source)
        builder = BatchBuilder()
        for account in layout.accounts():
            builder.account(account.ref, account.name, is_bot=account.is_bot)
        for group in layout.groups():
            builder.group(
                group.ref, group.name, is_private=group.is_private, created_us=group.created_us
            )
        for member in layout.memberships():
            builder.membership(member.group_ref, member.author_ref, member.role)
        teller = _Teller(builder, Wording(layout.people, layout.channels), set(layout.users))
        bytes_read = 0
        for room in layout.rooms:
            for name in room.days:
                for number, entry in day_entries(source, name, builder):
                    teller.tell(entry, room, name, number)
                    if builder.is_full:
                        yield builder.take(bytes_read)
                bytes_read += source.size(name)
        if not builder.is_empty:
            yield builder.take(bytes_read)


class _Teller:
    """Tells the builder what each entry is."""

    def __init__(self, builder: BatchBuilder, wording: Wording, users: set[str]) -> None:
        self._builder = builder
        self._wording = wording
        self._users = users

    def tell(self, entry: Entry, room: Room, file: str, number: int) -> None:
        subtype = entry.subtype
        if entry.type != "message" or entry.hidden or subtype in _REPORTS:
            self._builder.passed_over()
            return
        sent_us = _microseconds(entry.ts)
        author = self._author(entry)
        if sent_us is None or not author:
            reason = UnreadableReason.NO_TIME if sent_us is None else UnreadableReason.NO_AUTHOR
            self._builder.unreadable(f"{file} entry {number}", reason, entry.text or "")
        elif subtype in _MOVES:
            self._move(entry, room, author, sent_us)
        else:
            self._message(entry, room, author, sent_us)
        if author and sent_us is not None:
            self._reactions(entry, room)

    def _move(self, entry: Entry, room: Room, author: str, sent_us: int) -> None:
        kind = _MOVES[entry.subtype or ""]
        self._builder.move(
            group_ref=room.channel.id,
            author_ref=author,
            kind=kind,
            sent_us=sent_us,
            inviter_ref=entry.inviter,
            name=entry.name if kind is MoveKind.GROUP_RENAME else None,
        )
        self._builder.service()

    def _message(self, entry: Entry, room: Room, author: str, sent_us: int) -> None:
        marked = text_of(entry)
        thread = entry.thread_ts
        self._builder.message(
            group_ref=room.channel.id,
            message_ref=entry.ts,
            author_ref=author,
            kind=_kind(entry),
            sent_us=sent_us,
            reply_to_ref=thread if thread != entry.ts else None,
            thread_ref=thread,
            mentions=self._wording.mentions(marked),
            text=self._wording.plain(marked) or None,
        )

    def _reactions(self, entry: Entry, room: Room) -> None:
        """Tell them of moves too: somebody may greet a newcomer by a sign."""
        for reaction in entry.reactions or ():
            users = reaction.users or []
            self._react(entry, room, reaction.name, users, reaction.count or len(users))

    def _react(self, entry: Entry, room: Room, emoji: str, users: list[str], count: int) -> None:
        """Slack names at most 50 people; the others are counted."""
        group_ref, message_ref = room.channel.id, entry.ts
        for user in dict.fromkeys(users):
            self._builder.reaction(
                group_ref=group_ref, message_ref=message_ref, emoji=emoji, author_ref=user
            )
        if count > len(users):
            self._builder.reaction(
                group_ref=group_ref,
                message_ref=message_ref,
                emoji=emoji,
                count=count - len(users),
            )

    def _author(self, entry: Entry) -> str:
        """Return whose message it is; somebody whom users.json does not list is told of here."""
        ref = entry.user or (entry.comment and entry.comment.user) or ""
        if ref in self._users:
            return ref
        if ref:
            name = entry.user_profile.best if entry.user_profile else ""
            self._builder.account(ref, name or ref)
        elif entry.bot_id or entry.username:
            face = entry.bot_profile
            ref = entry.bot_id or f"bot:{entry.username}"
            name = entry.username or (face.best if face else "")
            self._builder.account(ref, name or ref, is_bot=True)
        elif entry.subtype == "file_share" and entry.file is not None:
            return entry.file.user or ""
        return ref


def _kind(entry: Entry) -> MessageKind:
    if entry.subtype == "huddle_thread":
        return MessageKind.CALL
    if entry.subtype == "file_comment":
        return MessageKind.TEXT
    file = next((f for f in (*(entry.files or ()), entry.file) if f is not None), None)
    return MessageKind.TEXT if file is None else _file_kind(file)


def _file_kind(file: File) -> MessageKind:
    if file.subtype == "slack_audio":
        return MessageKind.VOICE
    family = (file.mimetype or "").partition("/")[0]
    return _KIND_BY_FAMILY.get(family, MessageKind.FILE)


def _microseconds(ts: str) -> int | None:
    seconds, _, fraction = ts.partition(".")
    if not (seconds.isdecimal() and len(seconds) <= 11 and (fraction or "0").isdecimal()):
        return None
    found = int(seconds) * 1_000_000 + int(fraction[:6].ljust(6, "0"))
    return found if EARLIEST_US <= found <= LATEST_US else None
