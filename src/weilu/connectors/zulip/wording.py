"""What Zulip's HTML says: text, kind, who is mentioned, which message is quoted."""

import re
from dataclasses import dataclass, field

from weilu.connect.batches import EARLIEST_US, LATEST_US, MessageKind
from weilu.connect.html_text import plain

_NEAR = re.compile(r"/near/(\d{1,15})(?:$|[/?#])")
_UPLOAD = "/user_uploads/"
_ENDINGS = {
    MessageKind.IMAGE: (".png", ".jpg", ".jpeg", ".gif", ".webp"),
    MessageKind.VIDEO: (".mp4", ".mov", ".webm"),
    MessageKind.VOICE: (".mp3", ".ogg", ".m4a", ".wav"),
}


@dataclass(slots=True)
class Said:
    text: str
    kind: MessageKind = MessageKind.TEXT
    mentions: list[str] = field(default_factory=list)  # ids of users
    reply_to: str | None = None


def said(html: str) -> Said:
    """Read a message. Quoting one, Zulip writes "@who said:" with a link to it, and the quote."""
    seen = plain(html)
    found = Said(seen.text)
    for tag in seen.tags:
        target = tag.attributes.get("href", "") or tag.attributes.get("src", "")
        if tag.name == "span" and "user-mention" in tag.classes:
            ref = tag.attributes.get("data-user-id", "")
            if ref.isascii() and ref.isdecimal():
                found.mentions.append(ref)
        elif tag.name == "a" and (near := _NEAR.search(target)) and "<blockquote>" in html:
            found.reply_to = found.reply_to or near.group(1)
        elif _UPLOAD in target and found.kind is MessageKind.TEXT:
            found.kind = _kind(target)
    if '<div class="poll' in html or found.text.startswith("/poll "):
        found.kind = MessageKind.POLL
        found.text = found.text.removeprefix("/poll ")
    return found


def _kind(address: str) -> MessageKind:
    address = address.lower()
    return next((k for k, ends in _ENDINGS.items() if address.endswith(ends)), MessageKind.FILE)


def microseconds(seconds: float | None) -> int | None:
    if seconds is None or not EARLIEST_US < seconds * 1_000_000 < LATEST_US:
        return None
    return round(seconds * 1_000_000)
