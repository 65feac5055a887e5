"""Batches out of appended values: what nearly every importer does with what it has decoded."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import pyarrow as pa

from weilu.connect import arrow, flags
from weilu.connect.batches import (
    BATCH_ROWS,
    MESSAGES,
    MOST_COUNTED,
    MOVES,
    REACTIONS,
    AccountSeen,
    Batch,
    GroupSeen,
    MembershipSeen,
    MessageKind,
    MoveKind,
    Unreadable,
    UnreadableReason,
)

#: Places that could not be read are kept with their excerpt up to this many in one batch.
_EXCERPT = 200


class BatchBuilder:
    """Collects what an importer reads and gives it back as batches.

    Call ``message``, ``move`` … for each thing found and exactly one of them, ``passed_over`` or
    ``service`` for each entry; take the batch when ``is_full`` and once more at the end::

        for entry in entries:
            builder.message(...)
            if builder.is_full:
                yield builder.take(bytes_read)
        yield builder.take(bytes_read)

    Accounts, groups and memberships may be told as often as they are met: only what is new or
    changed since the last telling goes into a batch.
    """

    def __init__(self, *, rows: int = BATCH_ROWS) -> None:
        self._rows = rows
        self._groups: dict[str, GroupSeen] = {}
        self._accounts: dict[str, tuple[str, bool]] = {}
        self._memberships: dict[tuple[str, str], str] = {}
        self._start()

    def _start(self) -> None:
        self._messages = _Messages()
        self._reactions: list[tuple[object, ...]] = []
        self._moves: list[tuple[object, ...]] = []
        self._tables: dict[str, list[pa.Table]] = {"messages": [], "reactions": [], "moves": []}
        self._told = 0  # rows of all tables, and entries passed over
        self._batch = Batch()

    @property
    def is_full(self) -> bool:
        return self._told >= self._rows

    @property
    def is_empty(self) -> bool:
        batch = self._batch
        seen = batch.groups or batch.accounts or batch.memberships or batch.unreadable
        return not (batch.records or seen or self._reactions or self._moves)

    def message(  # noqa: PLR0913 - one argument for each column
        self,
        *,
        group_ref: str,
        message_ref: str,
        author_ref: str,
        sent_us: int,
        text: str | None,
        kind: MessageKind = MessageKind.TEXT,
        reply_to_ref: str | None = None,
        thread_ref: str | None = None,
        mentions: Sequence[str] | None = None,
    ) -> None:
        """Add an entry that is a message; mentions of the author or told twice are dropped."""
        if mentions:
            mentions = [ref for ref in dict.fromkeys(mentions) if ref != author_ref] or None
        self._batch.records += 1
        self._told += 1
        told = self._messages
        told.group(group_ref)
        told.ref(message_ref)
        told.author(author_ref)
        told.kind(kind)
        told.sent(sent_us)
        told.reply(reply_to_ref)
        told.thread(thread_ref)
        told.mentions(mentions or None)
        told.text(text)

    def message_rows(self, rows: pa.Table) -> None:
        """Add many entries that are messages, as columns of the shape MESSAGES."""
        self._batch.records += rows.num_rows
        self._add("messages", rows)

    def reaction_rows(self, rows: pa.Table) -> None:
        """Add many reactions; those that are entries of their own count by ``service``."""
        self._add("reactions", rows)

    def move_rows(self, rows: pa.Table) -> None:
        """Add many moves; count their entries by ``service``."""
        self._add("moves", rows)

    def _add(self, name: str, rows: pa.Table) -> None:
        self._told += rows.num_rows
        if rows.num_rows:
            self._tables[name].append(rows)

    def reaction(
        self,
        *,
        group_ref: str,
        message_ref: str,
        emoji: str,
        author_ref: str | None = None,
        sent_us: int | None = None,
        count: int = 1,
    ) -> None:
        """Add a reaction that stands beside a message (it is no entry of its own)."""
        self._told += 1
        count = min(count, MOST_COUNTED)
        self._reactions.append((group_ref, message_ref, author_ref, emoji, sent_us, count))

    def move(
        self,
        *,
        group_ref: str,
        author_ref: str,
        kind: MoveKind,
        sent_us: int,
        inviter_ref: str | None = None,
        channel: str | None = None,
        name: str | None = None,
    ) -> None:
        """Add a move. One entry may tell several: call ``service`` once for the entry."""
        self._told += 1
        self._moves.append((group_ref, author_ref, kind.value, sent_us, inviter_ref, channel, name))

    def service(self, entries: int = 1) -> None:
        """Count entries that told only moves or reactions."""
        self._batch.records += entries
        self._batch.service_entries += entries

    def passed_over(self, entries: int = 1) -> None:
        """Count entries that Weilu keeps nothing of."""
        self._told += entries
        self._batch.records += entries
        self._batch.passed_over += entries

    def unreadable(self, place: str, reason: UnreadableReason, excerpt: str = "") -> None:
        """List a place that could not be read; it is no record."""
        shown = arrow.clean(excerpt[:_EXCERPT])
        self._batch.unreadable.append(Unreadable(place=place, reason=reason, excerpt=shown))

    def group(
        self,
        ref: str,
        name: str,
        *,
        is_private: bool = False,
        created_us: int | None = None,
        has_doubtful_dates: bool = False,
    ) -> None:
        seen = GroupSeen(
            ref=ref,
            name=arrow.clean(name),
            is_private=is_private,
            created_us=created_us,
            has_doubtful_dates=has_doubtful_dates,
        )
        if self._groups.get(ref) != seen:
            self._groups[ref] = seen
            self._batch.groups.append(seen)

    def account(self, ref: str, name: str, *, is_bot: bool = False) -> None:
        if self._accounts.get(ref) != (name, is_bot):
            self._accounts[ref] = (name, is_bot)
            self._batch.accounts.append(AccountSeen(ref=ref, name=arrow.clean(name), is_bot=is_bot))

    def membership(self, group_ref: str, author_ref: str, role: str = "member") -> None:
        if self._memberships.get((group_ref, author_ref)) != role:
            self._memberships[group_ref, author_ref] = role
            self._batch.memberships.append(
                MembershipSeen(group_ref=group_ref, author_ref=author_ref, role=role)
            )

    def take(self, bytes_read: int) -> Batch:
        """Return what was collected since the last time. ``bytes_read`` counts from the start."""
        batch = self._batch
        batch.bytes_read = bytes_read
        if len(self._messages):
            self._add("messages", self._messages.rows())
        if self._reactions:
            self._add("reactions", _reactions(self._reactions))
        if self._moves:
            self._add("moves", _moves(self._moves))
        for name, tables in self._tables.items():
            if tables:
                setattr(batch, name, pa.concat_tables(tables))
        self._start()
        return batch


class _Messages:
    """Messages told one by one, kept as columns: a tuple for each would cost twice the time.

    Each attribute adds one value to its column.
    """

    def __init__(self) -> None:
        self._columns: list[list[Any]] = [[] for _ in range(9)]
        (
            self.group,
            self.ref,
            self.author,
            self.kind,
            self.sent,
            self.reply,
            self.thread,
            self.mentions,
            self.text,
        ) = (column.append for column in self._columns)

    def __len__(self) -> int:
        return len(self._columns[0])

    def rows(self) -> pa.Table:
        group, ref, author, kind, sent, reply, thread, mentions, text = self._columns
        judged = flags.judge(text)
        columns = [
            arrow.few(group),
            arrow.strings(ref),
            arrow.few(author),
            arrow.few(kind),
            arrow.integers(sent, pa.int64()),
            arrow.strings_or_nulls(reply),
            arrow.strings_or_nulls(thread),
            arrow.lists_of_strings(mentions),
            arrow.integers(judged.characters, pa.int32()),
            arrow.booleans(judged.has_link),
            arrow.booleans(judged.has_question),
            arrow.strings(text),
        ]
        return pa.Table.from_arrays(columns, schema=MESSAGES)


def _reactions(rows: list[tuple[object, ...]]) -> pa.Table:
    group, ref, author, emoji, sent, count = zip(*rows, strict=True)
    columns = [
        arrow.strings(group),
        arrow.strings(ref),
        arrow.strings(author),
        arrow.strings(emoji),
        arrow.integers_or_null(sent, pa.int64()),
        arrow.integers(count, pa.int32()),
    ]
    return pa.Table.from_arrays(columns, schema=REACTIONS)


def _moves(rows: list[tuple[object, ...]]) -> pa.Table:
    group, author, kind, sent, inviter, channel, name = zip(*rows, strict=True)
    columns = [
        arrow.strings(group),
        arrow.strings(author),
        arrow.strings(kind),
        arrow.integers(sent, pa.int64()),
        arrow.strings(inviter),
        arrow.strings(channel),
        arrow.strings(name),
    ]
    return pa.Table.from_arrays(columns, schema=MOVES)


class Refs:
    """Gives messages without an id one that is the same each time the file is read.

    The id is a hash of author, time, text and the ordinal among equal ones in the group. Equal
    messages share their time, so that only those of the last ``_KEPT`` different times need to
    be remembered: memory does not grow with the file, and a file need not be sorted to the
    second.
    """

    _KEPT = 1024

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int], dict[str, int]] = {}

    def ref(self, group_ref: str, author_ref: str, sent_us: int, text: str) -> str:
        """Return 32 hexadecimal digits."""
        key = f"{author_ref}\0{sent_us}\0{text}".encode("utf-8", "surrogatepass")
        digest = blake2b(key, digest_size=16).hexdigest()
        moment = (group_ref, sent_us)
        at_once = self._seen.get(moment)
        if at_once is None:
            if len(self._seen) >= self._KEPT:
                del self._seen[next(iter(self._seen))]
            self._seen[moment] = {digest: 0}
            return digest
        ordinal = at_once[digest] = at_once.get(digest, -1) + 1
        if not ordinal:
            return digest
        again = bytes.fromhex(digest) + ordinal.to_bytes(4, "big")
        return blake2b(again, digest_size=16).hexdigest()
