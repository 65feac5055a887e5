"""Messages of one chat as columns: whole lists at once, since a chat may hold millions.

Going through a million objects one attribute at a time costs more than decoding them; turned
into columns in one go, what is unusual is found by looking along the few columns that tell.
"""

from collections.abc import Collection, Container, Mapping, Sequence
from itertools import compress, repeat
from operator import is_, is_not
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weilu.connect import arrow, flags
from weilu.connect.batches import EARLIEST_US, LATEST_US, MESSAGES, MessageKind
from weilu.connectors.telegram.entries import Entry, Part, Reaction, text_of
from weilu.connectors.telegram.moments import SECOND_US

EARLIEST = EARLIEST_US // SECOND_US
LATEST = LATEST_US // SECOND_US

_KINDS = [kind.value for kind in MessageKind]
_NUMBERS = {kind: number for number, kind in enumerate(MessageKind)}
_MEDIA = {
    "sticker": MessageKind.STICKER,
    "voice_message": MessageKind.VOICE,
    "video_message": MessageKind.VIDEO,
    "video_file": MessageKind.VIDEO,
    "animation": MessageKind.VIDEO,
    "audio_file": MessageKind.FILE,
}
#: Marks of a text behind which stands an address.
_LINKS = frozenset({"link", "text_link"})


#: Entries turned at once: few enough to stay in the processor's cache, and not to call for the
#: garbage collector.
_STRETCH = 256


#: Id, wall clock, Unix time and reactions of a message that has some.
ReactedTo = tuple[str, str, int, list[Reaction]]


class Columns:
    """The entries of a block, field by field; what stands in a row can be changed."""

    id: list[int]
    date: list[str]
    unixtime: list[int]
    sender: list[str | None]
    from_id: list[str | int | None]
    reply_to: list[int]
    reply_to_peer_id: list[str | int | None]
    forwarded_from: list[str | msgspec.UnsetType | None]
    photo: list[str | None]
    file: list[str | None]
    media_type: list[str | None]
    text: list[str | list[str | Part]]
    inline_bot_buttons: list[list[Any] | None]
    reactions: list[list[Reaction] | None]
    poll: list[object]
    location_information: list[object]
    contact_information: list[object]
    action: list[str]

    _NAMES = tuple(__annotations__)
    _PLACES = tuple(Entry.__struct_fields__.index(name) for name in _NAMES)

    def __init__(self, entries: Sequence[Entry]) -> None:
        for name in self._NAMES:
            setattr(self, name, [])
        columns = [getattr(self, name) for name in self._NAMES]
        for start in range(0, len(entries), _STRETCH):
            rows = map(msgspec.structs.astuple, entries[start : start + _STRETCH])
            fields = list(zip(*rows, strict=True))
            for column, place in zip(columns, self._PLACES, strict=True):
                column.extend(fields[place])
        self.hashes: dict[int, str] = {}  # instead of ids that are missing, by row

    def __len__(self) -> int:
        return len(self.id)

    def odd_rows(self) -> list[int]:
        """Return the rows that are no message, or have more to them than columns show."""
        moments = np.array(self.unixtime, np.int64)
        rows = set(np.flatnonzero((moments <= EARLIEST) | (moments >= LATEST)).tolist())
        rows.update(compress(range(len(self)), self.action))
        for column in (self.reply_to_peer_id, self.inline_bot_buttons, self.poll):
            rows.update(_where_told(column))
        if None in self.from_id:
            rows.update(compress(range(len(self)), map(is_, self.from_id, repeat(None))))
        if 0 in self.id:
            rows.update(row for row, number in enumerate(self.id) if not number)
        return sorted(rows)

    def message_refs(self) -> pa.Array:
        """Return the ids as text, a hash where there is none."""
        if not self.hashes:
            return arrow.numbers_as_text(self.id)
        return arrow.strings(
            [self.hashes.get(row) or str(number) for row, number in enumerate(self.id)]
        )

    def reacted_to(self, left_out: Container[int]) -> list[ReactedTo]:
        return [
            (self.hashes.get(row) or str(self.id[row]), self.date[row], self.unixtime[row], told)
            for row in _where_told(self.reactions)
            if (told := self.reactions[row]) and row not in left_out
        ]

    def kinds(self, has_text: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Return what each message is made of, as its place in ``MessageKind``.

        ``has_text`` tells which have words. A forwarded text is a forward, a picture a picture:
        what is set later wins.
        """
        text, nothing = _NUMBERS[MessageKind.TEXT], _NUMBERS[MessageKind.OTHER]
        kinds = np.where(has_text, text, nothing).astype(np.int32)
        forwarded = _where_told(self.forwarded_from, unless=msgspec.UNSET)
        kinds[forwarded] = _NUMBERS[MessageKind.FORWARD]
        for column, kind in (
            (self.contact_information, MessageKind.CONTACT),
            (self.location_information, MessageKind.LOCATION),
            (self.poll, MessageKind.POLL),
            (self.file, MessageKind.FILE),
            (self.photo, MessageKind.IMAGE),
        ):
            kinds[_where_told(column)] = _NUMBERS[kind]
        for row in _where_told(self.media_type):
            kinds[row] = _NUMBERS[_MEDIA.get(self.media_type[row] or "", MessageKind.OTHER)]
        return kinds


def _where_told(column: Sequence[object], *, unless: object = None) -> list[int]:
    """Return the rows in which something stands, that is, anything but ``unless``."""
    if column.count(unless) == len(column):
        return []
    return list(compress(range(len(column)), map(is_not, column, repeat(unless))))


def message_rows(
    columns: Columns,
    authors: Sequence[str],
    *,
    group_ref: str,
    topics: Collection[int],
    usernames: Mapping[str, str],
    left_out: Collection[int],
) -> pa.Table:
    """Return the rows of a block without those that are no message of an author at a time."""
    texts: list[Any] = columns.text.copy()
    mentions: list[list[str] | None] = [None] * len(texts)
    linked = []
    for row in compress(range(len(texts)), map(is_, map(type, columns.text), repeat(list))):
        mentions[row], has_link = _marks(texts[row], authors[row], usernames)
        texts[row] = text_of(texts[row])
        if has_link:
            linked.append(row)
    judged = flags.judge(texts)
    judged.has_link[linked] = True
    replies, threads = _replies(columns.reply_to, topics)
    sent = np.array(columns.unixtime, np.int64) * SECOND_US
    told = [
        arrow.repeated(group_ref, len(texts)),
        columns.message_refs(),
        arrow.strings(authors),
        arrow.chosen(_KINDS, columns.kinds(judged.bytes > 0)),
        arrow.integers(sent, pa.int64()),
        replies,
        threads,
        arrow.lists_of_strings(mentions),
        arrow.integers(judged.characters, pa.int32()),
        arrow.booleans(judged.has_link),
        arrow.booleans(judged.has_question),
        arrow.texts(texts, judged.bytes),
    ]
    rows = pa.Table.from_arrays(told, schema=MESSAGES)
    if left_out:
        kept = np.ones(len(rows), np.bool_)
        kept[list(left_out)] = False
        rows = rows.filter(arrow.booleans(kept))
    return rows


def _replies(told: Sequence[int], topics: Collection[int]) -> tuple[pa.Array, pa.Array]:
    """Return whom each message answers, and in which topic; a topic's opening is no message."""
    if not topics:
        return arrow.numbers_as_text(told), pa.nulls(len(told), pa.string())
    replies = [0 if to in topics else to for to in told]
    threads = [to if to in topics else 0 for to in told]
    return arrow.numbers_as_text(replies), arrow.numbers_as_text(threads)


def _marks(
    parts: Sequence[str | Part], author: str, usernames: Mapping[str, str]
) -> tuple[list[str] | None, bool]:
    """Return who is mentioned, and whether an address stands in the text or behind a word."""
    named: list[str] = []
    has_link = False
    for part in parts:
        if isinstance(part, str):
            continue
        if part.type in _LINKS:
            has_link = True
        elif part.type == "mention_name" and part.user_id:
            named.append(str(part.user_id))
        elif part.type == "mention":
            named.append(usernames.get(part.text.lower(), ""))
    if not named:
        return None, has_link
    others = [ref for ref in dict.fromkeys(named) if ref and ref != author]
    return others or None, has_link
