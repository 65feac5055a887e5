"""A JSON file as a stream of bytes in which values can be cut out without decoding them."""

import re
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

import msgspec

T = TypeVar("T")

#: What decoders raise for what is no JSON, is nested too deep, or holds a number of any length.
BROKEN_JSON = (msgspec.MsgspecError, ValueError, RecursionError)

_SPACE = re.compile(rb"[ \t\r\n]*")
_TO_OBJECT = re.compile(rb"[ \t\r\n]*,[ \t\r\n]*(?=\{)")
_SCALAR = re.compile(rb"[^ \t\r\n,:\[\]{}\"]*")
_REST_OF_TEXT = re.compile(rb'[^"\\\n]*+(?:\\.[^"\\\n]*+)*+', re.DOTALL)
_UP_TO_BRACKET = re.compile(
    rb'[^"{}\[\]]*+(?:"' + _REST_OF_TEXT.pattern + rb'"[^"{}\[\]]*+)*+', re.DOTALL
)
_LAYOUT = re.compile(rb"(\r?\n)([ \t]+)(?=\{)")
_VALUE = rb'(?:"(?:[^"\\\n]|\\.){0,200}"|[\w.+-]{1,40})'
_TWO_KEYS = re.compile(
    rb'\{("(?:[^"\\\n]|\\.){1,60}":( ?))' + _VALUE + rb'(, ?"(?:[^"\\\n]|\\.){1,60}":)'
)
#: Places in one block that look like the end of an entry, before it is read entry by entry.
_TRIES = 1000
_EXCERPT = 200


class _Damage(Exception):
    """``is_told``: the damage has already been reported."""

    def __init__(self, excerpt: bytes = b"", *, is_told: bool = False) -> None:
        self.excerpt = excerpt[:_EXCERPT].decode("utf-8", "replace")
        self.is_told = is_told
        super().__init__(self.excerpt)


class CutShort(_Damage):
    """The file ends inside a value."""


class NotJson(_Damage):
    """What stands here is not JSON."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the entries of one array are indented."""

    close: bytes  # line end, indent, "}"
    next: bytes  # close, comma, line end, indent, "{"
    last: bytes  # close, line end: no further entry


@dataclass(frozen=True, slots=True)
class Joint:
    """What stands between two entries of an array without line ends."""

    begin: bytes  # "}", comma, "{", first key
    whole: re.Pattern[bytes]  # up to the second key: lists inside the entries have others


class _Scan:
    """Looks for the end of a value by counting brackets, over as many pieces as it takes."""

    def __init__(self) -> None:
        self._depth = 0
        self._is_text = False

    def end(self, data: bytearray, at: int) -> int:
        """Return where the value ends in ``data``, 0 if it does not; scanning starts at ``at``.

        Raises NotJson for a line end inside a text, where JSON must write it as an escape.
        """
        if not self._depth and not self._is_text and data.startswith(b'"', at):
            self._is_text = True
            at += 1
        while True:
            if self._is_text:
                at = self._text_end(data, at)
                if self._is_text or not self._depth:
                    return at
            # Whole texts are passed in one go: only brackets are left to look at.
            found = _UP_TO_BRACKET.match(data, at)
            at = found.end() if found else at
            sign = data[at : at + 1]
            if not sign:
                return 0
            at += 1
            if sign == b'"':
                self._is_text = True
                continue
            self._depth += 1 if sign in b"{[" else -1
            if self._depth <= 0:
                return at

    def _text_end(self, data: bytearray, at: int) -> int:
        """Return the place behind the quotation mark that ends a text, 0 where none does."""
        found = _REST_OF_TEXT.match(data, at)
        at = found.end() if found else at
        sign = data[at : at + 1]
        if sign == b"\n":
            raise NotJson(bytes(data[max(0, at - _EXCERPT) : at]))
        if sign != b'"':
            return 0
        self._is_text = False
        return at + 1


class JsonBytes:
    """A window on the file that moves forwards; ``offset`` is its place in the file."""

    def __init__(self, file: BinaryIO, block: int) -> None:
        self._file = file
        self._block = block
        self._data = bytearray(b"\n")  # one byte always lies before _at: see decoded
        self._at = 1
        self._before = -1  # bytes of the file before _data
        self._is_end = False

    @property
    def offset(self) -> int:
        return self._before + self._at

    def skip_mark(self) -> None:
        """Skip a byte order mark."""
        self._ensure(3)
        if self._data.startswith(b"\xef\xbb\xbf", self._at):
            self._at += 3

    def peek(self) -> bytes:
        """Return the next byte that is no white space, without taking it."""
        while True:
            sign = bytes(self._data[self._at : self._at + 1])
            if sign.isspace():
                found = _SPACE.match(self._data, self._at)
                self._at = found.end() if found else self._at
                sign = bytes(self._data[self._at : self._at + 1])
            if sign:
                return sign
            if not self._fill():
                raise CutShort

    def passes_to_object(self) -> bool:
        """Pass a comma behind which an object begins; nothing where that is not to be seen."""
        found = _TO_OBJECT.match(self._data, self._at)
        self._at = found.end() if found else self._at
        return found is not None

    def take(self, expected: bytes) -> None:
        if self.peek() != expected:
            raise NotJson(self.excerpt())
        self._at += 1

    def excerpt(self) -> bytes:
        return bytes(self._data[self._at : self._at + _EXCERPT])

    def advance(self, length: int) -> None:
        self._at += length

    def cut(self, limit: int) -> bytes | None:
        """Take the value that begins here and return it; None where it is longer than limit.

        Raises CutShort or NotJson without moving, unless it had passed the limit already.
        """
        if self.peek() not in b'{["':
            return self._scalar()
        scan = _Scan()
        is_kept = True
        at = self._at
        while True:
            end = scan.end(self._data, at)
            if end:
                raw = bytes(self._data[self._at : end])
                self._at = end
                return raw if is_kept and len(raw) <= limit else None
            at = len(self._data) - _open_escape(self._data, at)
            is_kept = is_kept and at - self._at <= limit
            if not is_kept:
                self._at = at
            scanned = at - self._at
            if not self._fill():
                raise CutShort(self.excerpt())
            at = self._at + scanned

    def _scalar(self) -> bytes:
        while True:
            found = _SCALAR.match(self._data, self._at)
            end = found.end() if found else self._at
            if end < len(self._data) or not self._fill():
                break
        raw = bytes(self._data[self._at : end])
        if not raw:
            raise NotJson(self.excerpt())
        self._at = end
        return raw

    def layout(self) -> Layout | None:
        """Return how entries are indented, judged just behind the array's bracket."""
        self._ensure(256)
        found = _LAYOUT.match(self._data, self._at)
        if not found:
            return None
        line, indent = found.groups()
        close = line + indent + b"}"
        return Layout(close, close + b"," + line + indent + b"{", close + line)

    def block(self, layout: Layout, limit: int, *, may_end: bool) -> int:
        """Return the length of the whole entries in one block, 0 where not even one ends in it.

        With ``may_end`` it looks whether the array ends in the block, which takes time; without,
        the bytes may reach beyond the end, and then are no list.
        """
        size = self._block
        while True:
            self._ensure(size)
            end = self._data.find(layout.last, self._at) if may_end or self._is_end else -1
            if end < 0:
                end = self._data.rfind(layout.next, self._at)
            if end >= 0:
                length = end + len(layout.close) - self._at
                return length if length <= limit else 0
            if size >= limit or self._is_end:
                return 0
            size *= 2

    def joint(self) -> Joint | None:
        """Return what separates entries, judged at the first by its first two keys."""
        found = _TWO_KEYS.match(self._data, self._at)
        if not found:
            return None
        first, space, second = found.groups()
        begin = b"}," + space + b"{" + first
        return Joint(begin, re.compile(re.escape(begin) + _VALUE + re.escape(second)))

    def joined(self, joint: Joint) -> int:
        """Return the length of the whole entries in one block, 0 where no end is to be seen."""
        self._ensure(self._block)
        end = len(self._data)
        for _ in range(_TRIES):
            end = self._data.rfind(joint.begin, self._at, end)
            if end < 0:
                return 0
            if joint.whole.match(self._data, end):
                return end + 1 - self._at
        return 0

    def entry(self, layout: Layout, limit: int) -> int:
        """Return the length up to the next line that closes an entry, 0 where there is none."""
        size = self._block
        while True:
            self._ensure(size)
            end = self._data.find(layout.close, self._at)
            if end >= 0:
                length = end + len(layout.close) - self._at
                return length if length <= limit else 0
            if size >= limit or self._is_end:
                return 0
            size *= 2

    def decoded(self, length: int, decoder: msgspec.json.Decoder[list[T]]) -> list[T]:
        """Decode the next bytes as the inside of a list, [] where they are not that.

        The brackets are written over the bytes around them for as long as it takes: copying
        each block would cost as much as decoding it.
        """
        if not length:
            return []
        self._ensure(length + 1)
        data, start, end = self._data, self._at - 1, self._at + length
        if end == len(data):
            data += b"\n"
        around = data[start], data[end]
        data[start], data[end] = b"[]"
        try:
            with memoryview(data) as whole, whole[start : end + 1] as view:
                return decoder.decode(view)
        except BROKEN_JSON:
            return []
        finally:
            data[start], data[end] = around

    def find(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Move to the end of the next match and return it; None, at the end of the file, if none.

        A match must be shorter than 4 KiB.
        """
        while True:
            found = pattern.search(self._data, self._at)
            if found and (found.end() < len(self._data) or self._is_end):
                self._at = found.end()
                return found
            self._at = max(self._at, len(self._data) - 4096)
            if not self._fill():
                self._at = len(self._data)
                return None

    def _ensure(self, length: int) -> None:
        while len(self._data) - self._at < length and self._fill():
            pass

    def _fill(self) -> bool:
        """Read on, dropping what lies behind; False at the end of the file."""
        if self._is_end:
            return False
        size = max(self._block, len(self._data) - self._at)
        more = self._file.read(size)
        self._is_end = not more
        passed = self._at - 1
        del self._data[:passed]
        self._data += more
        self._before += passed
        self._at = 1
        return bool(more)


def _open_escape(data: bytearray, start: int) -> int:
    """Return 1 if the data ends with a backslash that escapes what has not been read yet."""
    tail = data[start:]
    return (len(tail) - len(tail.rstrip(b"\\"))) % 2
