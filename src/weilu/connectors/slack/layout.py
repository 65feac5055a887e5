"""Where things lie in a Slack export."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from weilu.connect.batches import AccountSeen, GroupSeen, MembershipSeen, UnreadableReason
from weilu.connect.entries import Block, Entries, Lost
from weilu.connect.errors import UnreadableExport
from weilu.connect.sources import Source
from weilu.connectors.slack.entries import Channel, User
from weilu.kernel.errors import gettext_noop

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json$")
_LISTS = {"channels.json": False, "groups.json": True, "mpims.json": True, "dms.json": True}

#: Slack's own bot is in no list of users.
SLACKBOT = "USLACKBOT"

#: Bytes of users.json and its like: a workspace of 100,000 people stays below.
LIST_LIMIT = 256 * 1024 * 1024
#: People or channels of one list; they are held in memory.
_MOST_LISTED = 1_000_000

TOO_LONG = gettext_noop("it is too long for a list of users or channels")
NOT_JSON = gettext_noop("it is damaged or cut short")

Listed = TypeVar("Listed", User, Channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One channel, private group or direct conversation, and the files of its days."""

    channel: Channel
    is_private: bool
    days: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Layout:
    """What the lists of the export say."""

    users: dict[str, User] = field(default_factory=dict)
    rooms: list[Room] = field(default_factory=list)

    @property
    def people(self) -> dict[str, str]:
        return {ref: user.shown_name for ref, user in self.users.items()}

    @property
    def channels(self) -> dict[str, str]:
        return {room.channel.id: self.room_name(room) for room in self.rooms}

    def room_name(self, room: Room) -> str:
        """Return the channel's name; a direct conversation is named after its people."""
        channel = room.channel
        if channel.name and not channel.name.startswith("mpdm-"):
            return channel.name
        people = self.people
        return (
            ", ".join(people.get(ref, ref) for ref in channel.members or ()) or channel.name or ""
        )

    def accounts(self) -> list[AccountSeen]:
        return [
            AccountSeen(
                ref=user.id, name=user.shown_name, is_bot=bool(user.is_bot) or user.id == SLACKBOT
            )
            for user in self.users.values()
        ]

    def groups(self) -> list[GroupSeen]:
        return [
            GroupSeen(
                ref=room.channel.id,
                name=self.room_name(room) or room.channel.id,
                is_private=room.is_private,
                created_us=room.channel.created_us,
            )
            for room in self.rooms
        ]

    def memberships(self) -> list[MembershipSeen]:
        return [
            MembershipSeen(
                group_ref=room.channel.id, author_ref=ref, role=self._role(ref, room.channel)
            )
            for room in self.rooms
            for ref in room.channel.members or ()
        ]

    def _role(self, ref: str, channel: Channel) -> str:
        if ref == channel.creator:
            return "owner"
        user = self.users.get(ref)
        return "admin" if user and (user.is_admin or user.is_owner) else "member"


def day_files(source: Source) -> dict[str, list[str]]:
    """Return the files of days by the folder they lie in, in the order of their days."""
    found = defaultdict(list)
    for name in source.names():
        folder, _, file = name.rpartition("/")
        if folder and _DAY.match(file) and not folder.startswith("__MACOSX"):
            found[folder].append(name)
    return {folder: sorted(names) for folder, names in sorted(found.items())}


def top_folder(source: Source) -> str:
    """Return the folder that holds the lists, with its slash: archives often wrap everything."""
    tops = [
        name.rpartition("/")[0]
        for name in source.names()
        if name.rpartition("/")[2] in ("users.json", "channels.json")
    ]
    top = min(tops, key=len, default="")
    return f"{top}/" if top else ""


def read_layout(source: Source) -> Layout:
    """Read users and channels. A folder of days that no list names is a channel of its own."""
    top = top_folder(source)
    layout = Layout()
    for file in ("org_users.json", "users.json"):
        layout.users |= {user.id: user for user in _list(source, top + file, User)}
    folders = day_files(source)
    for file, is_private in _LISTS.items():
        for channel in _list(source, top + file, Channel):
            own = folders.pop(f"{top}{channel.name}", None) if channel.name else None
            days = own or folders.pop(f"{top}{channel.id}", [])
            room = Room(channel=channel, is_private=is_private, days=tuple(days))
            layout.rooms.append(room)
    for folder, days in folders.items():
        name = folder.removeprefix(top)
        unlisted = Channel(id=name, name=name)
        layout.rooms.append(Room(channel=unlisted, is_private=False, days=tuple(days)))
    return layout


def _list(source: Source, name: str, kind: type[Listed]) -> list[Listed]:
    if name not in source.names():
        return []
    if source.size(name) > LIST_LIMIT:
        raise UnreadableExport(file=name, why=TOO_LONG)
    listed: list[Listed] = []
    with source.open(name) as file:
        for found in Entries(file, {(): msgspec.json.Decoder(list[kind])}):  # type: ignore[valid-type]  # a type by value
            if isinstance(found, Block):
                listed += found.items
            elif not isinstance(found, Lost) or found.reason is not UnreadableReason.BAD_BYTES:
                raise UnreadableExport(file=name, why=NOT_JSON)
            if len(listed) > _MOST_LISTED:
                raise UnreadableExport(file=name, why=TOO_LONG)
    return listed
