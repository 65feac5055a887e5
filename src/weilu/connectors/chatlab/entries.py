"""The records of ChatLab files, version 0.0.1 and 0.0.2."""

from collections.abc import Mapping

import msgspec

from weilu.connect.batches import MessageKind


class Role(msgspec.Struct):
    id: str = ""


class Member(msgspec.Struct, rename="camel"):
    platform_id: str | int = ""
    account_name: str | None = None
    group_nickname: str | None = None
    aliases: list[str] | None = None
    roles: list[Role] | None = None


class Reply(msgspec.Struct, rename="camel"):
    """An older way to name the message that is answered."""

    message_id: str | int | None = None
    platform_message_id: str | int | None = None


class Message(msgspec.Struct, rename="camel"):
    sender: str | int | None = None
    account_name: str | None = None
    group_nickname: str | None = None
    timestamp: int | float | str | None = None
    type: int | None = None
    content: str | None = None
    platform_message_id: str | int | None = None
    reply_to_message_id: str | int | None = None
    reply_to: str | int | Reply | None = None

    @property
    def answered(self) -> str | None:
        if self.reply_to_message_id is None and self.reply_to is None:
            return None
        found = self.reply_to_message_id
        if found is None:
            found = self.reply_to if not isinstance(self.reply_to, Reply) else None
        if isinstance(self.reply_to, Reply) and found is None:
            found = self.reply_to.platform_message_id or self.reply_to.message_id
        return str(found) if found not in {None, ""} else None


class Meta(msgspec.Struct, rename="camel"):
    name: str | None = None
    platform: str | None = None
    type: str | None = None
    group_id: str | int | None = None
    owner_id: str | int | None = None


class Header(msgspec.Struct, tag_field="_type", tag="header"):
    meta: Meta = msgspec.field(default_factory=Meta)


class MemberLine(Member, tag_field="_type", tag="member", rename="camel"):
    pass


class MessageLine(Message, tag_field="_type", tag="message", rename="camel"):
    pass


#: None: the service itself speaks, or a message was recalled or is a mere pat.
KINDS: Mapping[int, MessageKind | None] = {
    0: MessageKind.TEXT,
    1: MessageKind.IMAGE,
    2: MessageKind.VOICE,
    3: MessageKind.VIDEO,
    4: MessageKind.FILE,
    5: MessageKind.STICKER,
    7: MessageKind.LINK,
    8: MessageKind.LOCATION,
    20: MessageKind.RED_PACKET,
    21: MessageKind.OTHER,
    22: None,
    23: MessageKind.CALL,
    24: MessageKind.LINK,
    25: MessageKind.TEXT,
    26: MessageKind.FORWARD,
    27: MessageKind.CONTACT,
    80: None,
    81: None,
}
SYSTEM = 80
