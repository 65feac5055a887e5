"""The entries of a DiscordChatExporter JSON file: only the fields that Weilu keeps."""

import msgspec

from weilu.connect.batches import MessageKind


class Person(msgspec.Struct, rename="camel"):
    id: str = ""
    name: str | None = None
    nickname: str | None = None
    is_bot: bool | None = None


class Emoji(msgspec.Struct):
    id: str | None = None
    name: str | None = None


class Reaction(msgspec.Struct):
    emoji: Emoji = msgspec.field(default_factory=Emoji)
    count: int = 0
    users: list[Person] | None = None


class Attachment(msgspec.Struct, rename="camel"):
    file_name: str | None = None


class Embed(msgspec.Struct):
    title: str | None = None
    description: str | None = None


class Sticker(msgspec.Struct):
    name: str | None = None


class Forwarded(msgspec.Struct):
    content: str | None = None


class Reference(msgspec.Struct, rename="camel"):
    message_id: str | None = None
    channel_id: str | None = None


class Entry(msgspec.Struct, rename="camel"):
    id: str = ""
    type: str = "Default"
    timestamp: str = ""
    content: str | None = None
    author: Person | None = None
    attachments: list[Attachment] | None = None
    embeds: list[Embed] | None = None
    stickers: list[Sticker] | None = None
    reactions: list[Reaction] | None = None
    mentions: list[Person] | None = None
    reference: Reference | None = None
    forwarded_message: Forwarded | None = None


_KINDS = {
    MessageKind.IMAGE: "png jpg jpeg gif webp bmp heic avif",
    MessageKind.VIDEO: "mp4 mov webm mkv avi m4v",
    MessageKind.VOICE: "ogg mp3 m4a wav opus flac aac",
}
_BY_ENDING = {ending: kind for kind, endings in _KINDS.items() for ending in endings.split()}


def file_kind(name: str) -> MessageKind:
    """Judge an attachment by its name or address."""
    ending = name.partition("?")[0].rpartition(".")[2].lower()
    return _BY_ENDING.get(ending, MessageKind.FILE)
