"""ChatLab files as a stream: what the head says, then members and messages in file order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import msgspec

from weilu.connect.batches import UnreadableReason
from weilu.connect.entries import Aside, Block, Entries, Lost
from weilu.connect.sources import Source, head
from weilu.connectors.chatlab.entries import Header, Member, MemberLine, Message, MessageLine, Meta
from weilu.connectors.chatlab.lines import BadLine, JsonLines

_JSON = re.compile(rb'\s*\{\s*(?:"[^"]{0,40}"\s*:\s*(?:"[^"]*"|[\d.]+)\s*,\s*)*"chatlab"\s*:\s*\{')
_LINE = re.compile(rb'(?:#[^\n]*\n|\s)*\{[^\n]*"_type"\s*:\s*"header"')

_members = msgspec.json.Decoder(list[Member])
_messages = msgspec.json.Decoder(list[Message])
_anything = msgspec.json.Decoder(list[msgspec.Raw])
_line = msgspec.json.Decoder(Header | MemberLine | MessageLine)


@dataclass(frozen=True, slots=True)
class Damage:
    """A place that could not be read."""

    place: str
    reason: UnreadableReason
    excerpt: str


Part = Meta | Member | Message | Damage


def chat_files(source: Source) -> list[str]:
    """Return the files that are ChatLab's, judged by how they begin."""
    return [
        name
        for name in source.names()
        if len(source.names()) == 1 or name.lower().endswith((".json", ".jsonl"))
        if is_chatlab(head(source, name, 65_536))
    ]


def is_chatlab(sample: bytes) -> bool:
    sample = sample.removeprefix(b"\xef\xbb\xbf")
    return bool(_JSON.match(sample) or _LINE.match(sample))


class Parts:
    """The parts of one file, some at a time. ``bytes_read`` counts from its start."""

    def __init__(self, file: BinaryIO, name: str, *, is_lines: bool) -> None:
        self._name = name
        self._lines = JsonLines(file, _line) if is_lines else None
        self._entries = None if is_lines else Entries(file, _ARRAYS)

    @property
    def bytes_read(self) -> int:
        found = self._lines or self._entries
        return found.bytes_read if found else 0

    def __iter__(self) -> Iterator[list[Part]]:
        return self._of_lines() if self._lines else self._of_entries()

    def _of_lines(self) -> Iterator[list[Part]]:
        for found in self._lines or ():
            if isinstance(found, BadLine):
                place = f"{self._name} line {found.number}"
                yield [Damage(place, found.reason, found.excerpt)]
            elif isinstance(found[0], Header):
                yield [found[0].meta, *found[1:]]
            else:
                yield found

    def _of_entries(self) -> Iterator[list[Part]]:
        """Asides of ``meta`` come one by one, since a picture of the group may lie among them."""
        meta: dict[str, object] = {}
        is_told = False
        for found in self._entries or ():
            if isinstance(found, Aside):
                if found.path[:1] == ("meta",) and len(found.path) == 2:
                    meta[found.path[1]] = found.value()
                continue
            if isinstance(found, Block) and found.path[0] != "meta":
                if meta and not is_told:
                    is_told = True
                    yield [_meta(meta)]
                yield found.items
            elif isinstance(found, Lost):
                place = f"{self._name} {'.'.join(found.path)} entry {found.number}"
                yield [Damage(place, found.reason, found.excerpt)]
        if not is_told:
            yield [_meta(meta)]


_ARRAYS: dict[tuple[str, ...], msgspec.json.Decoder[Any]] = {
    ("members",): _members,
    ("messages",): _messages,
    ("meta", "sources"): _anything,
}


def _meta(values: dict[str, object]) -> Meta:
    kept = {name: value for name, value in values.items() if isinstance(value, str | int)}
    try:
        return msgspec.convert(kept, Meta)
    except msgspec.ValidationError:
        return Meta()


def is_lines(source: Source, name: str) -> bool:
    return bool(_LINE.match(head(source, name, 65_536).removeprefix(b"\xef\xbb\xbf")))


def meta_of(source: Source, name: str) -> Meta:
    """Return what the file says about its chat; a file may say it after the messages."""
    with source.open(name) as file:
        for parts in Parts(file, name, is_lines=is_lines(source, name)):
            if parts and isinstance(parts[0], Meta):
                return parts[0]
    return Meta()
