"""Slack's mark-up as a reader sees it: names instead of ids, plain links."""

import re
from collections.abc import Mapping
from html import unescape

from weilu.connectors.slack.entries import Attachment, Entry

_MARKED = re.compile(r"<([^<>]+)>")
_COMMENTED = re.compile(r"^<@\w+(?:\|[^>]*)?> (?:uploaded|shared) a file: <[^>]*>(.*)$", re.DOTALL)


class Wording:
    """Turns Slack's mark-up into text, with the names of one workspace."""

    def __init__(self, people: Mapping[str, str], channels: Mapping[str, str]) -> None:
        self._people = people
        self._channels = channels

    def plain(self, text: str) -> str:
        if "<" in text:
            text = _MARKED.sub(self._readable, text)
        return unescape(text) if "&" in text else text

    def mentions(self, text: str) -> list[str]:
        """Return the ids spoken to, each once, in the order of the text."""
        if "<@" not in text:
            return []
        found = (m[1].partition("|")[0] for m in _MARKED.finditer(text))
        return list(dict.fromkeys(ref[1:] for ref in found if ref[0] == "@"))

    def _readable(self, match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        sign, ref = target[0], target[1:]
        if sign == "@":
            return "@" + (label or self._people.get(ref, ref)).removeprefix("@")
        if sign == "#":
            return "#" + (label or self._channels.get(ref, ref))
        if sign == "!":
            return label if ref.startswith("date^") else f"@{(label or ref).lstrip('@')}"
        address = target.removeprefix("mailto:").removeprefix("tel:")
        if not label or label in address:
            return address
        return f"{label} ({address})"


def text_of(entry: Entry) -> str:
    """Return what the author wrote, in Slack's mark-up.

    Exports until 2018 wrap the words that came with a file into a sentence about the upload;
    messages of apps often carry their words in attachments only.
    """
    text = entry.text or ""
    if entry.comment is not None:
        return entry.comment.comment or ""
    if entry.upload or entry.file is not None:
        wrapped = _COMMENTED.match(text)
        if wrapped:
            return wrapped[1].removeprefix(" and commented: ").strip() or _file_names(entry)
    if text:
        return text
    if entry.attachments:
        return "\n".join(filter(None, (_attached(a) for a in entry.attachments if a)))
    return _file_names(entry)


def _attached(attachment: Attachment) -> str:
    own = "\n".join(part for part in (attachment.title, attachment.text) if part)
    return own or attachment.fallback or ""


def _file_names(entry: Entry) -> str:
    files = [*(entry.files or ()), entry.file]
    return "\n".join(f.title or f.name or "" for f in files if f is not None)
