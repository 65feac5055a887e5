"""The frames of Signal's own export: one JSON value on each line of main.jsonl.

Numbers come as text, ids of people as the bytes of their account in base64. A frame that is of
no use to us (folders, colours, keys) has none of these fields.
"""

import re
from typing import Any

import msgspec

from weilu.connect.sources import Source, head

#: The first line says the version; the next ones are people and groups.
_FIRST = re.compile(rb'\s*\{"(?:version|account|recipient)":')
_FRAME = re.compile(rb'\n\{"(?:recipient":\{"id":|chatItem":\{"chatId":)"?\d')


class Name(msgspec.Struct):
    given: str = ""
    family: str = ""


class Contact(msgspec.Struct, rename="camel"):
    aci: str = ""
    e164: str | int = ""
    profile_given_name: str = ""
    profile_family_name: str = ""
    system_given_name: str = ""
    system_family_name: str = ""
    nickname: Name | None = None


class Title(msgspec.Struct):
    title: str = ""


class Member(msgspec.Struct, rename="camel"):
    user_id: str = ""
    role: str = ""


class Snapshot(msgspec.Struct):
    title: Title | None = None
    members: list[Member] | None = None


class Group(msgspec.Struct, rename="camel"):
    master_key: str = ""
    snapshot: Snapshot | None = None


class Recipient(msgspec.Struct):
    id: str | int
    contact: Contact | None = None
    group: Group | None = None
    own: Any = msgspec.field(default=None, name="self")


class Account(msgspec.Struct, rename="camel"):
    given_name: str = ""
    family_name: str = ""


class Chat(msgspec.Struct, rename="camel"):
    id: str | int
    recipient_id: str | int = ""


class Text(msgspec.Struct):
    body: str = ""


class Quote(msgspec.Struct, rename="camel"):
    target_sent_timestamp: str | int | None = None
    author_id: str | int = ""


class Reaction(msgspec.Struct, rename="camel"):
    emoji: str = ""
    author_id: str | int = ""
    sent_timestamp: str | int | None = None


class Pointer(msgspec.Struct, rename="camel"):
    content_type: str = ""


class Attachment(msgspec.Struct):
    pointer: Pointer | None = None
    flag: str = ""


class Standard(msgspec.Struct, rename="camel"):
    text: Text | None = None
    quote: Quote | None = None
    attachments: list[Attachment] | None = None
    reactions: list[Reaction] | None = None


class Other(msgspec.Struct):
    """A message that is no text: of it only the reactions matter."""

    reactions: list[Reaction] | None = None


class GroupChange(msgspec.Struct):
    updates: list[dict[str, Any]] | None = None


class Update(msgspec.Struct, rename="camel"):
    group_change: GroupChange | None = None


class ChatItem(msgspec.Struct, rename="camel"):
    chat_id: str | int
    author_id: str | int = ""
    date_sent: str | int | None = None
    standard_message: Standard | None = None
    sticker_message: Other | None = None
    contact_message: Other | None = None
    view_once_message: Other | None = None
    poll: Other | None = None
    update_message: Update | None = None


class Frame(msgspec.Struct, rename="camel"):
    account: Account | None = None
    recipient: Recipient | None = None
    chat: Chat | None = None
    chat_item: ChatItem | None = None


frames = msgspec.json.Decoder(Frame)


def frame_files(source: Source) -> list[str]:
    names = source.names()
    return [
        name
        for name in names
        if len(names) == 1 or name.lower().endswith(".jsonl")
        if is_frames(head(source, name, 65_536))
    ]


def is_frames(sample: bytes) -> bool:
    sample = sample.removeprefix(b"\xef\xbb\xbf")
    return bool(_FIRST.match(sample) and _FRAME.search(sample))
