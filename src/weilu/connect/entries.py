"""The entries of large JSON files, decoded block by block in memory that does not grow.

Most exporters indent what they write, so that a block of entries can be cut at a line that
closes one and opens the next, and be decoded in one call; without line ends, where the first
two keys of an entry stand behind the end of another. A block cut wrongly is not valid JSON;
then, and in any other layout, entries are cut one by one by counting brackets. Both give the
same entries.
"""

import json
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import msgspec

from weilu.connect.batches import UnreadableReason
from weilu.connect.json_bytes import BROKEN_JSON, CutShort, Joint, JsonBytes, Layout, NotJson

#: Names of keys from the root; "*" stands for any element of a list.
Path = tuple[str, ...]

_ASIDE = 1 << 16  # longer values beside the entries are passed over
_ENTRY = 1 << 23  # a longer entry is too long
_STRETCH = 1 << 20
_EXCERPT = 200
_FIRST_KEY = re.compile(rb'\{\s*("(?:[^"\\\n]|\\.){1,60}")\s*:')
_SIMPLE = re.compile(rb'"(\w+)"\s*:\s*("(?:[^"\\\n]|\\.)*"|-?\d+|true|false|null)')


@dataclass(frozen=True, slots=True)
class Aside:
    """A small value beside the entries: the name of a chat, the version of a format."""

    path: Path
    raw: bytes

    def value(self) -> Any:
        """Return it decoded, None where it is broken."""
        try:
            return json.loads(self.raw)
        except BROKEN_JSON:
            return None


@dataclass(frozen=True, slots=True)
class Entered:
    """An object in a list on the way to entries begins (one chat of several)."""

    path: Path


@dataclass(frozen=True, slots=True)
class Block:
    """Some entries of one array, in order. ``first`` is the number of the first, from 1."""

    path: Path
    first: int
    items: list[Any]


@dataclass(frozen=True, slots=True)
class Lost:
    """An entry that could not be read. BAD_BYTES: it was, with U+FFFD where bytes were wrong."""

    path: Path
    number: int
    reason: UnreadableReason
    excerpt: str


Found = Aside | Entered | Block | Lost


class Entries:
    """What a JSON file holds, in file order: entries of ``arrays``, and values beside them.

    ``arrays`` says where the entries lie and gives for each place a decoder of a *list* of
    them: ``{("messages",): msgspec.json.Decoder(list[Entry])}``. Damage costs the entries it
    lies in: reading goes on at the next entry that can be recognised.
    """

    def __init__(
        self,
        file: BinaryIO,
        arrays: Mapping[Path, msgspec.json.Decoder[Any]],
        *,
        block: int = 1 << 20,
    ) -> None:
        self._bytes = JsonBytes(file, block)
        self._arrays = dict(arrays)
        self._ways = {path[:depth] for path in arrays for depth in range(len(path))}

    @property
    def bytes_read(self) -> int:
        return self._bytes.offset

    def __iter__(self) -> Iterator[Found]:
        self._bytes.skip_mark()
        try:
            try:
                yield from self._value(())
            except NotJson as broken:
                if not broken.is_told:
                    yield Lost((), 0, UnreadableReason.BROKEN, broken.excerpt)
                yield from self._rest()
        except CutShort as cut:
            if not cut.is_told:
                yield Lost((), 0, UnreadableReason.CUT_SHORT, cut.excerpt)

    def _value(self, path: Path) -> Iterator[Found]:
        first = self._bytes.peek()
        if first == b"[" and path in self._arrays:
            yield from _Array(self._bytes, path, self._arrays[path])
        elif first == b"{" and path in self._ways:
            yield from self._object(path)
        elif first == b"[" and path in self._ways:
            yield from self._list(path)
        else:
            raw = self._bytes.cut(_ASIDE)
            if raw is not None:
                yield Aside(path, raw)

    def _object(self, path: Path) -> Iterator[Found]:
        if path and path[-1] == "*":
            yield Entered(path)
        self._bytes.take(b"{")
        while self._bytes.peek() != b"}":
            raw = self._bytes.cut(_ASIDE) or b""
            try:
                key = json.loads(raw)
            except BROKEN_JSON:
                raise NotJson(raw) from None
            self._bytes.take(b":")
            yield from self._value((*path, str(key)))
            if self._bytes.peek() != b"}":
                self._bytes.take(b",")
        self._bytes.take(b"}")

    def _list(self, path: Path) -> Iterator[Found]:
        self._bytes.take(b"[")
        while self._bytes.peek() != b"]":
            yield from self._value((*path, "*"))
            if self._bytes.peek() != b"]":
                self._bytes.take(b",")
        self._bytes.take(b"]")

    def _rest(self) -> Iterator[Found]:
        """Go on after damage outside the entries: at the next array that bears a wanted name.

        Short values just before it, in the same object, are told as asides.
        """
        by_key = {path[-1].encode(): path for path in self._arrays if path}
        array = _opening(by_key)
        while by_key and (found := self._bytes.find(array)):
            path = by_key[bytes(found.group(1))]
            if "*" in path:
                yield Entered(path[:-1])
            before = bytes(found.string[max(0, found.start() - 2000) : found.start()])
            for name, raw in _SIMPLE.findall(before[before.rfind(b"{") + 1 :]):
                yield Aside((*path[:-1], name.decode("utf-8", "replace")), raw)
            try:
                yield from _Array(self._bytes, path, self._arrays[path])
            except NotJson as broken:
                if not broken.is_told:
                    yield Lost(path, 0, UnreadableReason.BROKEN, broken.excerpt)


def _opening(keys: Iterable[bytes]) -> re.Pattern[bytes]:
    """Match the key of an array up to its bracket."""
    names = b"|".join(re.escape(key) for key in keys) or b"(?!)"
    return re.compile(rb'"(' + names + rb')"\s*:\s*(?=\[)')


class _Array:
    """One array of entries, from its bracket to its end."""

    def __init__(self, data: JsonBytes, path: Path, decoder: msgspec.json.Decoder[Any]) -> None:
        self._bytes = data
        self._path = path
        self._decoder = decoder
        self._number = 1  # of the next entry
        self._misfits = 0  # blocks whose lines do not tell where entries end
        self._layout: Layout | None = None
        self._joint: Joint | None = None
        self._next = _FIRST_KEY

    def __iter__(self) -> Iterator[Found]:
        self._bytes.take(b"[")
        self._layout = self._bytes.layout()
        if self._bytes.peek() == b"]":
            self._bytes.take(b"]")
            return
        self._joint = None if self._layout else self._bytes.joint()
        self._next = self._boundary()
        is_over, may_end = False, True
        while not is_over:
            length = 0
            items: list[Any] = []
            if self._layout and self._misfits < 3:
                length = self._bytes.block(self._layout, _ENTRY, may_end=may_end)
                items = self._decoded(length)
                if length and not items and not may_end:
                    length = self._bytes.block(self._layout, _ENTRY, may_end=True)
                    items = self._decoded(length)
                may_end = False
            elif self._joint and self._misfits < 3:
                length = self._bytes.joined(self._joint)
                items = self._decoded(length)
            if items:
                yield from self._block(items)
                is_over = yield from self._separator()
            else:
                is_over = yield from self._singly(length or _STRETCH)

    def _singly(self, length: int) -> Generator[Found, None, bool]:
        """Read a stretch entry by entry; True when the array ends in it."""
        until = self._bytes.offset + length
        items: list[Any] = []
        losses = 0
        is_over = False
        try:
            while not is_over and self._bytes.offset < until:
                kept, lost = self._one()
                items += kept
                if not lost and self._bytes.passes_to_object():
                    continue  # as nearly always: the rest is for ends and damage
                if lost or self._bytes.peek() not in b",]{":
                    losses += 1
                    yield from self._block(items, lost)
                    items = []
                is_over = yield from self._separator()
        except CutShort as cut:
            yield from self._block(items)
            if not cut.is_told:
                yield self._lost(UnreadableReason.CUT_SHORT, cut.excerpt)
            raise CutShort(is_told=True) from None
        except NotJson:
            yield from self._block(items)
            raise
        yield from self._block(items)
        self._misfits += not losses
        return is_over

    def _one(self) -> tuple[list[Any], Lost | None]:
        """Take one entry: decoded, or what was lost; stops right behind it."""
        if self._layout:
            items = self._decoded(self._bytes.entry(self._layout, _ENTRY))
            if items:
                return items, None
        try:
            entry = self._bytes.cut(_ENTRY)
        except (NotJson, CutShort) as damage:
            if not self._to_boundary():
                raise CutShort(damage.excerpt.encode()) from None
            return [], self._lost(UnreadableReason.BROKEN, damage.excerpt)
        if entry is None:
            return [], self._lost(UnreadableReason.TOO_LONG, "")
        try:
            items = self._decoder.decode(b"[" + entry + b"]")
        except BROKEN_JSON:
            return self._loosely(entry)
        self._number += len(items)
        return items, None

    def _loosely(self, raw: bytes) -> tuple[list[Any], Lost | None]:
        """Decode what the strict decoder refused: wrong bytes, halves of surrogate pairs, NaN."""
        text = raw.decode("utf-8", "replace")
        try:
            value = json.loads(text, strict=False)
        except BROKEN_JSON:
            self._bytes.advance(-len(raw))
            if not self._to_boundary():
                raise CutShort(raw) from None
            return [], self._lost(UnreadableReason.BROKEN, text)
        try:
            items: list[Any] = msgspec.convert([value], self._decoder.type)
        except BROKEN_JSON:
            return [], self._lost(UnreadableReason.BROKEN, text)
        self._number += 1
        if "\ufffd" in text and text.encode() != raw:
            return items, Lost(
                self._path, self._number - 1, UnreadableReason.BAD_BYTES, text[:_EXCERPT]
            )
        return items, None

    def _decoded(self, length: int) -> list[Any]:
        """Take the next bytes as entries; [] and nothing taken where they are not whole."""
        items: list[Any] = self._bytes.decoded(length, self._decoder)
        if items:
            self._bytes.advance(length)
            self._number += len(items)
        return items

    def _separator(self) -> Generator[Found, None, bool]:
        """Pass the comma (False) or the bracket (True) behind an entry."""
        sign = self._bytes.peek()
        if sign == b"{":
            return False
        if sign == b",":
            self._bytes.take(b",")
            sign = self._bytes.peek()
        if sign == b"]":
            self._bytes.take(b"]")
            return True
        if sign != b"{" and sign in b'}]:"':
            yield self._lost(
                UnreadableReason.BROKEN, self._bytes.excerpt().decode("utf-8", "replace")
            )
            self._to_boundary()
            return (yield from self._separator())
        return False

    def _to_boundary(self) -> bool:
        """Move behind the entry that is damaged here; False at the end of the file.

        Raises NotJson where another array begins before the next entry.
        """
        self._bytes.advance(1)
        found = self._bytes.find(self._next)
        if found and found.group(1):
            self._bytes.advance(found.start() - found.end())
            raise NotJson(is_told=True)
        return found is not None

    def _boundary(self) -> re.Pattern[bytes]:
        """Match the place between two entries, or (as group 1) where another array begins."""
        opening = b"(" + _opening([self._path[-1].encode()] if self._path else []).pattern + b")|"
        if self._layout:
            close = re.escape(self._layout.close)
            return re.compile(opening + close + rb"(?=,?\s)|" + close[:-2] + rb"(?=\{\s)")
        key = _FIRST_KEY.match(self._bytes.excerpt())
        first = re.escape(key.group(1)) if key else b'"'
        return re.compile(opening + rb'[\]}"\w]\s*(?=,\s*\{\s*' + first + rb")")

    def _block(self, items: list[Any], lost: Lost | None = None) -> Iterator[Found]:
        """Yield the entries just read, and the one lost behind them."""
        is_counted = lost is not None and lost.reason != UnreadableReason.BAD_BYTES
        if items:
            yield Block(self._path, self._number - len(items) - is_counted, items)
        if lost:
            yield lost

    def _lost(self, reason: UnreadableReason, excerpt: str) -> Lost:
        self._number += 1
        return Lost(self._path, self._number - 1, reason, excerpt[:_EXCERPT])
