"""Chats as plain text: a line that begins an entry, and the lines that go on with it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Protocol

from weilu.connect.bad_bytes import BAD_BYTE
from weilu.connect.batches import EARLIEST_US, LATEST_US, Batch, UnreadableReason
from weilu.connect.builder import BatchBuilder
from weilu.connect.encodings import MAX_LINE, Lines
from weilu.connect.sources import Source, head
from weilu.kernel.time import DAY_US, day_number

#: Characters of one entry; no chat lets anybody write more.
ENTRY_LIMIT = 1_000_000

Head = Callable[[str], re.Match[str] | None]


@dataclass(slots=True)
class Piece:
    """One entry. ``head`` None: what stands before the first head."""

    line: int
    head: re.Match[str] | None
    body: list[str] = field(default_factory=list)  # the lines after that of the head
    has_bad_bytes: bool = False
    is_too_long: bool = False
    length: int = 0

    @property
    def shown(self) -> str:
        first = [self.head.string[:200]] if self.head else []
        return "\n".join([*first, *self.body[:5]])


#: Cuts a text into entries: ``pieces``, or what does so for a layout of its own.
Cutter = Callable[[Iterable[str], Head], Iterator[Piece]]


class Teller(Protocol):
    """Understands the entries of one file, in their order."""

    def head(self, text: str) -> re.Match[str] | None:
        """Say whether a line begins an entry."""

    def tell(self, piece: Piece) -> UnreadableReason | None:
        """Tell the builder what an entry holds; return why where it cannot be read."""


def pieces(texts: Iterable[str], head: Head) -> Iterator[Piece]:
    """Yield the entries of a text that arrives in blocks; an endless one is cut and marked.

    Lines are plain strings here: an object for each would cost more than reading them.
    """
    piece: Piece | None = None
    for first, lines, is_too_long, has_bad_bytes in _stretches(texts):
        for number, text in enumerate(lines, first):
            found = None if is_too_long else head(text)
            if found:
                if piece:
                    yield piece
                piece = Piece(number, found, [])
            elif piece is None:
                if not text.strip("\ufeff \r\t") and not is_too_long:
                    continue
                piece = Piece(number, None, [text])
            elif not piece.is_too_long:
                piece.body.append(text)
                piece.length += len(text) + 1
            if has_bad_bytes:
                piece.has_bad_bytes = True
            if is_too_long or piece.length > ENTRY_LIMIT:
                piece.is_too_long = True
                del piece.body[5:]
    if piece:
        yield piece


def _stretches(texts: Iterable[str]) -> Iterator[tuple[int, list[str], bool, bool]]:
    """Yield the number of a line and the lines from there on, with what holds for all of them.

    That is whether they were cut, and whether bytes in them fit no encoding; nearly always
    neither is so for a whole block.
    """
    number = 1
    rest = ""
    is_cut = False
    for arrived in chain(texts, ["\n"]):
        block = rest + arrived
        lines = (block.replace("\r\n", "\n") if "\r" in block else block).split("\n")
        rest = lines.pop()
        if is_cut or BAD_BYTE in block or max(map(len, lines), default=0) > MAX_LINE:
            yield from _singly(lines, number, is_cut=is_cut)
            is_cut = is_cut and not lines
        else:
            yield number, lines, False, False
        number += len(lines)
        if len(rest) > MAX_LINE:
            rest, is_cut = rest[:1000], True


def _singly(
    lines: list[str], number: int, *, is_cut: bool
) -> Iterator[tuple[int, list[str], bool, bool]]:
    """Yield each line with what holds for it; the first may be the end of one that was cut."""
    for line in lines:
        is_long = is_cut or len(line) > MAX_LINE
        is_cut = False
        is_bad = BAD_BYTE in line
        text = line.replace(BAD_BYTE, "\ufffd") if is_bad else line
        yield number, [text[:1000] if is_long else text], is_long, is_bad
        number += 1


def read_transcripts(
    source: Source,
    names: Sequence[str],
    builder: BatchBuilder,
    teller_of: Callable[[str], Teller],
    cutter_of: Callable[[str], Cutter] | None = None,
) -> Iterator[Batch]:
    """Yield the batches of text files, each understood by a teller of its own."""
    before = 0
    for name in names:
        teller = teller_of(name)
        with source.open(name) as file:
            lines = Lines(file)
            cut = cutter_of(name) if cutter_of else pieces
            for piece in cut(lines.texts(), teller.head):
                reason = UnreadableReason.TOO_LONG if piece.is_too_long else teller.tell(piece)
                if reason is None and piece.has_bad_bytes:
                    reason = UnreadableReason.BAD_BYTES
                if reason:
                    builder.unreadable(f"{name} line {piece.line}", reason, piece.shown)
                if builder.is_full:
                    yield builder.take(before + lines.bytes_read)
        before += source.size(name)
    if not builder.is_empty:
        yield builder.take(before)


def text_files(source: Source, *endings: str) -> list[str]:
    """Return the files that may be texts: those of an ending, or the only one."""
    names = source.names()
    return [n for n in names if len(names) == 1 or n.lower().endswith(endings)]


def beginning(source: Source, name: str, *, length: int = 16_384) -> list[str]:
    """Return the first lines of a text, [] for what is no text."""
    sample = head(source, name, length)
    if b"\0\0\0" in sample:
        return []
    text = sample.decode("utf-8", "ignore")
    return [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]


def clock_us(hour: int, minute: int, second: int = 0) -> int | None:
    """Return a time of day in microseconds, None where no clock shows it."""
    if hour > 23 or minute > 59 or second > 59:
        return None
    return (hour * 3600 + minute * 60 + second) * 1_000_000


@lru_cache(maxsize=4096)
def day_us(year: int, month: int, day: int) -> int | None:
    """Return where a day begins, None where there is no such day or no chat had it."""
    try:
        found = day_number(date(year, month, day)) * DAY_US
    except (ValueError, OverflowError):
        return None
    return found if EARLIEST_US < found < LATEST_US - DAY_US else None
