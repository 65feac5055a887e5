"""The fields of Telegram Desktop's JSON that Weilu keeps; all others are skipped undecoded."""

from typing import Annotated, Any

import msgspec

Number = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class Part(msgspec.Struct, gc=False):
    """A marked stretch of a text."""

    type: str = ""
    text: str = ""
    href: str = ""
    user_id: int = 0


class Recent(msgspec.Struct, gc=False):
    """One person's reaction."""

    from_id: str | int | None = None
    sender: str | None = msgspec.field(name="from", default=None)
    date: str = ""


class Reaction(msgspec.Struct, gc=False):
    """One emoji below a message: who gave it, as far as the export says."""

    type: str = "emoji"
    count: Count = 0
    emoji: str = ""
    document_id: str = ""
    recent: list[Recent] = []


class There(msgspec.Struct, gc=False):
    """An object of which only matters that it is there."""


class Poll(msgspec.Struct, gc=False):
    question: str = ""


class Entry(msgspec.Struct, gc=False):
    """One entry of a chat: a message, or (with an ``action``) what the service reports.

    The fields stand in the exporter's order, in which the decoder finds them fastest.
    """

    id: Number = 0
    date: str = ""
    unixtime: Number = msgspec.field(name="date_unixtime", default=0)
    sender: str | None = msgspec.field(name="from", default=None)
    from_id: str | int | None = None
    reply_to: Number = msgspec.field(name="reply_to_message_id", default=0)
    reply_to_peer_id: str | int | None = None
    forwarded_from: str | msgspec.UnsetType | None = msgspec.UNSET
    via_bot: str | None = None
    photo: str | None = None
    file: str | None = None
    media_type: str | None = None
    text: str | list[str | Part] = ""
    inline_bot_buttons: list[Any] | None = None
    reactions: list[Reaction] | None = None
    poll: Poll | None = None
    location_information: There | None = None
    contact_information: There | None = None
    actor: str | None = None
    actor_id: str | int | None = None
    action: str = ""
    members: list[str | None] | None = None
    inviter: str | int | None = None
    title: str | None = None


#: Takes numbers written as text, as Telegram writes its Unix times.
DECODER: msgspec.json.Decoder[list[Entry]] = msgspec.json.Decoder(list[Entry], strict=False)


def text_of(text: str | list[str | Part]) -> str:
    """Return the text without its marks."""
    if isinstance(text, str):
        return text
    return "".join([part if isinstance(part, str) else part.text for part in text])
