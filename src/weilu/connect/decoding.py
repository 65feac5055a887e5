"""Sources whose texts all come as UTF-8, whatever encoding they lie in.

What each file is in is decided once, by its beginning (``charsets``) or by the operator; from
there on nobody has to think of encodings. A file that is UTF-8 or no text is handed out as it is.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedIOBase
from typing import TYPE_CHECKING, BinaryIO, cast

from weilu.connect.bad_bytes import BAD_BYTE
from weilu.connect.charsets import Decision, codec_of, decide, telling_lines
from weilu.connect.errors import Preview, UncertainEncoding

if TYPE_CHECKING:
    from weilu.connect.sources import Source

_BLOCK = 1 << 18
#: How far a file is read on for what its first characters beyond ASCII do not tell.
_AHEAD = 8 * _BLOCK
#: A longer line is decoded in pieces; nobody reads it anyway.
_LONGEST_LINE = 1 << 22
#: What the bytes themselves prove; a choice is meant for the other files.
_PROVEN = frozenset({"", "ascii", "utf-8", "utf-16-le", "utf-16-be", "utf-32-le"})
_TWICE_UTF8 = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){2}")
#: Punctuation for which Python takes other characters than everybody's Big5 (code page 950).
_PUNCTUATION = tuple(zip("•､‾∼♁☉¥¢£", "‧﹑¯～⊕⊙￥￠￡", strict=True))
#: Files beside one in doubt, and bytes of each, that are looked at to settle it.
_BESIDE, _BESIDE_BYTES = 64, 16_384
#: What has no shape of its own: bad bytes, private characters, signs that nobody types.
_UNSEEN = re.compile(f"[\0-\x08\x0b-\x1f{BAD_BYTE}\ue000-\uf8ff]")
_PREVIEW_LINES, _PREVIEW_LENGTH = 6, 90


@dataclass(slots=True)
class Decoded:
    """A source with its texts as UTF-8, without byte order marks.

    ``encoding`` is what the operator chose for files that do not prove theirs, "" for nothing.
    Where nothing was chosen and a file is in doubt, the likeliest encoding is taken and the
    file noted in ``doubts``; with ``is_strict`` UncertainEncoding is raised.
    """

    raw: "Source"
    encoding: str = ""
    is_strict: bool = False
    doubts: dict[str, UncertainEncoding] = field(default_factory=dict)
    _beginnings: dict[str, Decision] = field(default_factory=dict)
    _commons: dict[str, str] = field(default_factory=dict)  # encoding by the ending of a name

    @property
    def name(self) -> str:
        return self.raw.name

    def names(self) -> list[str]:
        return self.raw.names()

    def size(self, name: str) -> int:
        return self.raw.size(name)

    def open(self, name: str) -> BinaryIO:
        if name not in self._beginnings:
            with self.raw.open(name) as file:
                self._beginnings[name] = decide(file.read(_BLOCK))
        found = self._beginnings[name]
        file = self.raw.open(name)
        if found.is_certain and found.encoding in {"", "utf-8"}:
            if found.is_marked:
                file.read(len(codecs.BOM_UTF8))
            return file
        return cast("BinaryIO", AsUtf8(file, self, name))

    def settle(self, name: str, found: Decision, sample: bytes) -> str:
        """Return the encoding to read a file in, and take note of a doubt."""
        if self.encoding and not (found.is_certain and found.encoding in _PROVEN):
            return self.encoding
        if not found.is_certain:
            common = self._common(name)
            if common in found.alternatives:
                return common
            doubt = uncertain(name, found, sample)
            self.doubts[name] = doubt
            if self.is_strict:
                raise doubt
        return found.encoding

    def _common(self, name: str) -> str:
        """Return what the files of one kind in an archive are in, "" where it has only one.

        One tool wrote them all: the day on which somebody wrote café is like the other days.
        """
        ending = name[name.rfind(".") :].lower()
        if ending not in self._commons:
            names = [each for each in self.names() if each.lower().endswith(ending)]
            found = Decision("")
            if len(names) > 1:
                found = decide(self._beginnings_of(names[:: -(-len(names) // _BESIDE)]))
            self._commons[ending] = found.encoding if found.is_certain else ""
        return self._commons[ending]

    def _beginnings_of(self, names: list[str]) -> bytes:
        lines: list[bytes] = []
        for name in names:
            with self.raw.open(name) as file:
                beginning = file.read(_BESIDE_BYTES).splitlines(keepends=True)
            lines += [line for line in beginning if not line.isascii()]
        return b"".join(lines)


def undecoded(source: "Source") -> "Source":
    """Return a source with its files as they lie there: for mail, where each letter says itself."""
    return source.raw if isinstance(source, Decoded) else source


def uncertain(name: str, found: Decision, sample: bytes) -> UncertainEncoding:
    """Return the question which of the likely readings is right."""
    previews: list[Preview] = []
    for encoding in found.alternatives:
        lines = _preview(sample, encoding)
        if lines and lines not in [preview["lines"] for preview in previews]:
            previews.append(Preview(encoding=encoding, lines=lines))
    return UncertainEncoding(file=name, previews=previews)


def _preview(sample: bytes, encoding: str) -> list[str]:
    part = sample if encoding.startswith("utf-16") else telling_lines(sample)
    text = codecs.getincrementaldecoder(codec_of(encoding))("weilu.mark").decode(part[:65_536])
    lines = [line.strip()[:_PREVIEW_LENGTH] for line in text.split("\n") if not line.isascii()]
    lines = [_UNSEEN.sub("\ufffd", line) for line in lines]
    return lines[:_PREVIEW_LINES]


class AsUtf8(BufferedIOBase):
    """A file read forwards as UTF-8. ``bytes_taken`` counts those of the file itself.

    A byte that fits nothing becomes one that fits nothing in UTF-8 either.
    """

    def __init__(self, file: BinaryIO, source: Decoded, name: str) -> None:
        self.bytes_taken = 0
        self._file = file
        self._source = source
        self._name = name
        self._pieces = self._all_pieces()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = -1 if size is None else size
        parts = [self._rest]
        length = len(self._rest)
        while wanted < 0 or length < wanted:
            piece = next(self._pieces, None)
            if piece is None:
                break
            parts.append(piece)
            length += len(piece)
        whole = b"".join(parts)
        end = length if wanted < 0 else min(wanted, length)
        self._rest = whole[end:]
        return whole[:end]

    def close(self) -> None:
        self._file.close()
        super().close()

    def _take(self) -> bytes:
        block = self._file.read(_BLOCK)
        self.bytes_taken += len(block)
        return block

    def _all_pieces(self) -> Iterator[bytes]:
        """Plain ASCII says nothing yet: it is handed on until something else comes."""
        found = decide(block := self._take())
        while found.encoding == "ascii":
            yield block
            block = self._take()
            if not block.isascii():
                found = decide(block)
            elif not block:
                return
        yield from self._decoded(*self._look_ahead(block, found))

    def _look_ahead(self, block: bytes, found: Decision) -> tuple[str, bytes]:
        while not found.is_certain and len(block) < _AHEAD and (more := self._take()):
            block += more
            found = decide(block)
        return self._source.settle(self._name, found, block), block

    def _decoded(self, encoding: str, block: bytes) -> Iterator[bytes]:
        pieces = self._of_units if encoding.startswith("utf-") else self._of_lines
        if encoding in {"", "ascii", "utf-8"}:
            yield block
            while block := self._take():
                yield block
            return
        for text in pieces(encoding, block):
            yield text.encode("utf-8", "surrogateescape")

    def _of_units(self, encoding: str, block: bytes) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(encoding)("weilu.mark")
        yield decoder.decode(block).removeprefix("\ufeff")
        while block := self._take():
            yield decoder.decode(block)
        yield decoder.decode(b"", final=True)

    def _of_lines(self, encoding: str, block: bytes) -> Iterator[str]:
        """Decode whole lines: no character holds a line end, and a broken one ends there."""
        rest = b""
        while block:
            whole = rest + block
            end = whole.rfind(b"\n") + 1 or (len(whole) if len(whole) > _LONGEST_LINE else 0)
            yield _lines(whole[:end], encoding)
            rest = whole[end:]
            block = self._take()
        yield _lines(rest, encoding)


def _lines(raw: bytes, encoding: str) -> str:
    """Decode lines; those that are UTF-8 among the others, as in the log of a chat, as that."""
    lines = raw.splitlines(keepends=True)
    if not any(map(_is_utf8, lines)):
        return _text(raw, encoding)
    return "".join(line.decode() if _is_utf8(line) else _text(line, encoding) for line in lines)


def _is_utf8(line: bytes) -> bool:
    if line.isascii():
        return False
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return bool(_TWICE_UTF8.search(line))


def _text(raw: bytes, encoding: str) -> str:
    text = raw.decode(codec_of(encoding), "weilu.mark")
    if encoding == "big5":
        for python, everybody in _PUNCTUATION:
            text = text.replace(python, everybody)
    return text
