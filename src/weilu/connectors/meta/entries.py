"""The entries of Meta's JSON, and the mending of their strings."""

from typing import Any

import msgspec


class Reaction(msgspec.Struct):
    reaction: str = ""
    actor: str = ""
    timestamp: int | None = None  # seconds


class Share(msgspec.Struct):
    link: str | None = None
    share_text: str | None = None


class Named(msgspec.Struct):
    name: str = ""


class Message(msgspec.Struct):
    sender_name: str = ""
    timestamp_ms: int | None = None
    content: str | None = None
    type: str | None = None
    is_unsent: bool | None = None
    photos: list[Any] | None = None
    videos: list[Any] | None = None
    audio_files: list[Any] | None = None
    gifs: list[Any] | None = None
    files: list[Any] | None = None
    sticker: Any = None
    share: Share | None = None
    call_duration: int | None = None
    reactions: list[Reaction] | None = None
    users: list[Named] | None = None


class EncryptedReaction(msgspec.Struct):
    reaction: str = ""
    actor: str = ""


class EncryptedMessage(msgspec.Struct, rename="camel"):
    """An entry of Messenger's export of end-to-end encrypted chats."""

    sender_name: str = ""
    timestamp: int | None = None  # milliseconds
    text: str | None = None
    type: str | None = None
    is_unsent: bool | None = None
    media: list[Any] | None = None
    reactions: list[EncryptedReaction] | None = None


def mended(text: str) -> str:
    """Return what was meant: Meta writes each byte of UTF-8 as a character of its own."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
