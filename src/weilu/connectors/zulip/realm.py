"""What realm.json says: people, streams, who came and went, reactions."""

from collections.abc import Iterator
from typing import Any

import msgspec

from weilu.connect.batches import MoveKind
from weilu.connect.builder import BatchBuilder
from weilu.connect.entries import Block, Entries, Lost
from weilu.connect.sources import Source
from weilu.connectors.zulip.entries import (
    ADMIN,
    JOINED,
    LEFT,
    OWNER,
    STREAM,
    Change,
    Reaction,
    Recipient,
    Stream,
    Subscription,
    User,
)
from weilu.connectors.zulip.rows import Rows
from weilu.connectors.zulip.wording import microseconds

_NOBODY = -1  # ids begin at 1
_TABLES: dict[tuple[str, ...], msgspec.json.Decoder[Any]] = {
    ("zerver_userprofile",): msgspec.json.Decoder(list[User]),
    ("zerver_userprofile_crossrealm",): msgspec.json.Decoder(list[User]),
    ("zerver_stream",): msgspec.json.Decoder(list[Stream]),
    ("zerver_recipient",): msgspec.json.Decoder(list[Recipient]),
    ("zerver_subscription",): msgspec.json.Decoder(list[Subscription]),
    ("zerver_realmauditlog",): msgspec.json.Decoder(list[Change]),
    ("zerver_reaction",): msgspec.json.Decoder(list[Reaction]),
}


class Realm:
    """The tables of an organisation."""

    def __init__(self, builder: BatchBuilder) -> None:
        self.users: dict[int, User] = {}
        self.streams: dict[int, Stream] = {}
        self.recipients: dict[int, Recipient] = {}
        self._subscriptions = Rows(2)  # recipient, user
        self._reactions = Rows(3)  # message, user, number of the emoji
        self._changes = Rows(5)  # type, moment or 0, user, stream, who did it; _NOBODY for none
        self._emojis: dict[str, int] = {}
        self._emoji_names: list[str] = []
        self._builder = builder

    def read(self, source: Source, name: str) -> Iterator[None]:
        """Read the tables; yields now and then, so that the caller can take a batch."""
        with source.open(name) as file:
            for found in Entries(file, _TABLES):
                if isinstance(found, Lost):
                    place = f"{name} {'.'.join(found.path)} {found.number}"
                    self._builder.unreadable(place, found.reason, found.excerpt)
                elif isinstance(found, Block):
                    for row in found.items:
                        self._keep(row)
        self._reactions.sort()
        self._introduce()
        for change in self._changes:
            self._moved(*change)
            if self._builder.is_full:
                yield

    def reactions(self, message: int) -> dict[tuple[int, str], None]:
        """Return who reacted how, each once."""
        told = self._reactions.of(message)
        return dict.fromkeys((user, self._emoji_names[emoji]) for user, emoji in told)

    def person(self, user: int) -> str:
        """Return the account of a user, introducing whom no table lists."""
        if user not in self.users:
            self.users[user] = User(user)
            self._builder.account(str(user), str(user))
        return str(user)

    def stream_ref(self, stream: int) -> str:
        if stream not in self.streams:
            self.streams[stream] = Stream(stream)
            self._builder.group(str(stream), str(stream))
        return str(stream)

    def _keep(self, row: object) -> None:
        if isinstance(row, User):
            self.users[row.id] = row
        elif isinstance(row, Stream):
            self.streams[row.id] = row
        elif isinstance(row, Recipient):
            self.recipients[row.id] = row
        elif isinstance(row, Subscription):
            if row.active and row.user_profile:
                self._subscriptions.add(row.recipient, row.user_profile)
        elif isinstance(row, Reaction):
            if row.emoji_name:
                self._reactions.add(row.message, row.user_profile, self._emoji(row.emoji_name))
        elif isinstance(row, Change) and row.event_type in {*JOINED, LEFT}:
            parts = (row.modified_user, row.modified_stream, row.acting_user)
            numbers = (_NOBODY if part is None else part for part in parts)
            moment = microseconds(row.event_time) or 0
            self._changes.add(int(row.event_type), moment, *numbers)

    def _emoji(self, name: str) -> int:
        number = self._emojis.setdefault(name, len(self._emojis))
        if number == len(self._emoji_names):
            self._emoji_names.append(name)
        return number

    def _introduce(self) -> None:
        for user in self.users.values():
            name = user.full_name or str(user.id)
            self._builder.account(str(user.id), name, is_bot=bool(user.is_bot))
        for stream in self.streams.values():
            created = microseconds(stream.date_created)
            name = stream.name or str(stream.id)
            self._builder.group(str(stream.id), name, created_us=created)
        for place, member in self._subscriptions:
            recipient = self.recipients.get(place)
            if recipient and recipient.type == STREAM:
                told = self.users.get(member)
                role = {OWNER: "owner", ADMIN: "admin"}.get(told.role or 0) if told else None
                self._builder.membership(
                    self.stream_ref(recipient.type_id), self.person(member), role or "member"
                )

    def _moved(self, kind: int, sent_us: int, user: int, stream: int, acting: int) -> None:
        if not sent_us or _NOBODY in {user, stream}:
            self._builder.passed_over()
            return
        is_join = kind in JOINED
        by = None if acting in {user, _NOBODY} else acting
        self._builder.move(
            group_ref=self.stream_ref(stream),
            author_ref=self.person(user),
            kind=MoveKind.JOIN if is_join else MoveKind.LEAVE,
            sent_us=sent_us,
            inviter_ref=self.person(by) if is_join and by is not None else None,
            channel="invited" if is_join and by is not None else None,
        )
        self._builder.service()
