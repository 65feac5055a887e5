"""The text of a message, without what the protocol adds for old clients, and what it relates to."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from weilu.connectors.matrix.entries import Event, fields, words

_PILL = re.compile(r"https://matrix\.to/#/(@[^\"'?<>\s]{1,300}|%40[^\"'?<>\s]{1,300})")
_FALLBACK = re.compile(r"> <@[^>\n]{1,300}>")
#: Types of messages whose body is the name of a file unless a name stands beside it.
_MEDIA = frozenset({"m.image", "m.video", "m.audio", "m.file"})


@dataclass(frozen=True, slots=True)
class Relation:
    """How a message stands to others: what it answers, its thread, what it edits."""

    reply_to: str | None = None
    thread: str | None = None
    edits: str | None = None


def relation(content: dict[str, Any]) -> Relation:
    told = content.get("m.relates_to")
    if not isinstance(told, dict):
        return Relation()
    target = words(told.get("event_id")) or None
    answered = words(fields(told.get("m.in_reply_to")).get("event_id")) or None
    if told.get("rel_type") == "m.replace":
        return Relation(edits=target or "?")
    if told.get("rel_type") == "m.thread":
        is_real = answered and not told.get("is_falling_back")
        return Relation(answered if is_real else target, target)
    return Relation(answered)


def latest(event: Event, content: dict[str, Any]) -> dict[str, Any]:
    """Return the content after the last edit, where the export bundles it with the event."""
    relations = fields(event.unsigned.relations if event.unsigned else None)
    edit = fields(fields(fields(relations.get("m.replace")).get("content")).get("m.new_content"))
    return {**content, **edit} if edit else content


def text_of(content: dict[str, Any], *, is_reply: bool) -> str:
    body = words(content.get("body"))
    if words(content.get("msgtype")) in _MEDIA:
        name = words(content.get("filename"))
        return body if name and name != body else ""
    if is_reply and _FALLBACK.match(body):
        quote, _, rest = body.partition("\n\n")
        if all(line.startswith(">") for line in quote.split("\n")):
            return rest
    return body


def mentions(content: dict[str, Any]) -> list[str] | None:
    """Return who is mentioned: as the message lists them, else whose names it links."""
    told = content.get("m.mentions")
    if isinstance(told, dict):
        refs = told.get("user_ids")
        return [ref for ref in refs if words(ref)] if isinstance(refs, list) else None
    html = words(content.get("formatted_body"))
    if "matrix.to" not in html:
        return None
    own = html.rpartition("</mx-reply>")[2]
    return [unquote(ref) for ref in _PILL.findall(own)]


def question(content: dict[str, Any]) -> str:
    """Return the question of a poll, in any of the shapes it has had."""
    poll = next(
        (fields(content[key]) for key in content if key.endswith(("poll.start", ".poll"))), {}
    )
    asked = fields(poll.get("question"))
    for key in ("body", "org.matrix.msc1767.text", "m.text"):
        found = asked.get(key)
        if isinstance(found, list) and found:
            found = fields(found[0]).get("body")
        if words(found):
            return words(found)
    return words(content.get("org.matrix.msc1767.text"))
