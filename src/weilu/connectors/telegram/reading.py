"""From the bytes of one export to batches."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from weilu.connect.batches import Batch, Clock, UnreadableReason
from weilu.connect.builder import BatchBuilder, Refs
from weilu.connect.entries import Aside, Block, Entered, Entries, Found, Lost
from weilu.connect.sources import Source
from weilu.connectors.telegram.columns import EARLIEST, LATEST, Columns, message_rows
from weilu.connectors.telegram.entries import DECODER, Entry, text_of
from weilu.connectors.telegram.moments import SECOND_US, wall_seconds
from weilu.connectors.telegram.people import People
from weilu.connectors.telegram.reactions import reaction_rows
from weilu.connectors.telegram.refs import PRIVATE_TYPES, group_ref
from weilu.connectors.telegram.services import Reports

_ARRAYS = {
    ("messages",): DECODER,
    ("chats", "list", "*", "messages"): DECODER,
    ("left_chats", "list", "*", "messages"): DECODER,
}
#: Bytes decoded at once; what they become takes about six times as much.
_BLOCK = 4 << 20


@dataclass(slots=True, kw_only=True)
class _Chat:
    """A chat, its place in the file and what is known of it so far."""

    place: str
    name: str = ""
    type: str = ""
    id: int | None = None
    ref: str = ""  # set with the first entry
    offset: int | None = None  # seconds the wall clock is ahead of UTC, once known
    topics: set[int] = field(default_factory=set)  # messages that open a topic


class ExportReader:
    """Reads the files of one import one after the other."""

    def __init__(self, *, clock: Clock, group_name: str) -> None:
        self.is_empty = True
        self._chats = 0
        self._clock = clock
        self._group_name = group_name
        self._builder = BatchBuilder()
        self._people = People(self._builder)
        self._reports = Reports(self._builder, self._people)
        self._hashes = Refs()
        self._bytes_before = 0
        self._chat = _Chat(place="")

    def read(self, source: Source, name: str) -> Iterator[Batch]:
        self._chat = _Chat(place=name)
        with source.open(name) as file:
            entries = Entries(file, _ARRAYS, block=_BLOCK)
            for found in entries:
                self._take(found, name)
                if self._builder.is_full:
                    yield self._batch(self._bytes_before + entries.bytes_read)
        self._reports.finish()
        self._bytes_before += source.size(name)
        if not self._builder.is_empty:
            yield self._batch(self._bytes_before)

    def _batch(self, bytes_read: int) -> Batch:
        batch = self._builder.take(bytes_read)
        self.is_empty = self.is_empty and not (batch.records or batch.unreadable)
        return batch

    def _take(self, found: Found, name: str) -> None:
        if isinstance(found, Block):
            self._block(found)
        elif isinstance(found, Entered):
            self._chat = _Chat(place=f"{name}, chat {self._chats + 1}")
        elif isinstance(found, Aside):
            self._aside(found)
        else:
            self._lost(found)

    def _aside(self, aside: Aside) -> None:
        key = aside.path[-1] if aside.path else ""
        if aside.path == ("personal_information",):
            self._owner(aside.value())
        elif aside.path[:-1] in {path[:-1] for path in _ARRAYS}:
            value = aside.value()
            if key == "name" and isinstance(value, str):
                self._chat.name = value
            elif key == "type" and isinstance(value, str):
                self._chat.type = value
            elif key == "id" and isinstance(value, int):
                self._chat.id = value

    def _owner(self, told: object) -> None:
        """Take note of who made the export: the one account whose user name it tells."""
        if isinstance(told, dict) and isinstance(told.get("username"), str):
            self._people.usernames[told["username"].lower()] = str(told.get("user_id", ""))

    def _lost(self, lost: Lost) -> None:
        place = f"entry {lost.number} of {self._chat.place}" if lost.number else self._chat.place
        self._builder.unreadable(place, lost.reason, lost.excerpt)

    def _begin(self) -> None:
        """Name the chat's group before its first entry."""
        chat = self._chat
        self._chats += 1
        name = chat.name or self._group_name
        chat.ref = group_ref(chat.id, chat.type) if chat.id is not None else f"name:{name}"
        if chat.type == "bot_chat" and chat.id is not None:
            self._people.is_bot(str(chat.id))
        self._builder.group(chat.ref, name, is_private=chat.type in PRIVATE_TYPES)

    def _block(self, block: Block) -> None:
        if not self._chat.ref:
            self._begin()
        entries: list[Entry] = block.items
        if self._clock == Clock.LOCAL:
            for entry in entries:
                entry.unixtime = wall_seconds(entry.date)
        columns = Columns(entries)
        names = dict(zip(columns.from_id, columns.sender, strict=True))
        names.pop(None, None)
        for from_id, name in names.items():
            self._people.seen(self._people.refs[from_id], name)
        left_out = {
            row
            for row in columns.odd_rows()
            if not self._is_message(entries[row], row, columns, block.first + row)
        }
        if len(left_out) < len(entries):
            self._rows(columns, left_out)

    def _rows(self, columns: Columns, left_out: set[int]) -> None:
        authors = list(map(self._people.refs.__getitem__, columns.from_id))
        rows = message_rows(
            columns,
            authors,
            group_ref=self._chat.ref,
            topics=self._chat.topics,
            usernames=self._people.usernames,
            left_out=left_out,
        )
        self._builder.message_rows(rows)
        told = columns.reacted_to(left_out)
        for found in reaction_rows(told, self._chat.ref, self._people):
            self._builder.reaction_rows(found)
        last = next(row for row in reversed(range(len(columns))) if row not in left_out)
        self._chat.offset = wall_seconds(columns.date[last]) - columns.unixtime[last]

    def _is_message(self, entry: Entry, row: int, columns: Columns, number: int) -> bool:
        """Bring an odd entry into the usual form in its row; False where it can be no message."""
        if not self._prepare(entry, number):
            return False
        self._settle(entry)
        columns.unixtime[row] = entry.unixtime
        columns.from_id[row] = entry.from_id
        columns.reply_to[row] = entry.reply_to
        columns.text[row] = entry.text
        if not entry.id:
            sent_us = entry.unixtime * SECOND_US
            columns.hashes[row] = self._hashes.ref(
                self._chat.ref, self._people.refs[entry.from_id], sent_us, text_of(entry.text)
            )
        return True

    def _prepare(self, entry: Entry, number: int) -> bool:
        """Give an entry its time and author; False where it is or can be no message."""
        if not EARLIEST < entry.unixtime < LATEST:
            wall = wall_seconds(entry.date)
            entry.unixtime = wall - (self._chat.offset or 0)
            if not EARLIEST < wall < LATEST or self._chat.offset is None:
                return self._leave_out(entry, number, UnreadableReason.NO_TIME)
        if entry.action:
            if entry.action == "topic_created":
                self._chat.topics.add(entry.id)
            self._reports.tell(entry, self._chat.ref, entry.unixtime * SECOND_US)
            return False
        if entry.from_id is None:
            if not entry.sender:
                return self._leave_out(entry, number, UnreadableReason.NO_AUTHOR)
            entry.from_id = f"name:{entry.sender}"
            self._people.seen(entry.from_id, entry.sender)
        return True

    def _settle(self, entry: Entry) -> None:
        """Take note of what the columns do not show."""
        author_ref = self._people.refs[entry.from_id]
        if entry.reply_to_peer_id is not None:
            entry.reply_to = 0  # it answers a message of another chat
        if entry.inline_bot_buttons is not None and not entry.via_bot:
            self._people.is_bot(author_ref)  # only bots can send buttons
            self._people.seen(author_ref, entry.sender)
        if entry.poll is not None and not entry.text:
            entry.text = entry.poll.question

    def _leave_out(self, entry: Entry, number: int, reason: UnreadableReason) -> bool:
        place = f"entry {number} of {self._chat.place}"
        self._builder.unreadable(place, reason, text_of(entry.text))
        return False
