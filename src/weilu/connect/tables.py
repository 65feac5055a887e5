"""Rows of CSV files, one broken row costing only itself."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from weilu.connect.batches import UnreadableReason
from weilu.connect.encodings import Line, Lines

#: Lines that one quoted field may span; a quote that is never closed swallows no more.
_MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``line`` is where it begins; ``problem`` says why it has no or doubtful values.

    With BAD_BYTES the values are there, with U+FFFD for the bytes that were wrong.
    """

    line: int
    values: list[str] = field(default_factory=list)
    problem: UnreadableReason | None = None
    excerpt: str = ""


def rows(lines: Lines, *, delimiter: str = ",") -> Iterator[Row]:
    """Yield the rows that are not empty. Fields may be quoted and then contain line ends.

    A quote that is never closed would swallow the rest of the file: such a row is listed as
    broken and reading goes on with the line after its first.
    """
    source = iter(lines)
    waiting: deque[Line] = deque()
    while True:
        taken: list[Line] = []
        feed = _feed(source, waiting, taken)
        try:
            values = next(csv.reader(feed, delimiter=delimiter, strict=True), None)
        except csv.Error:
            values = None
        if not taken:
            return
        first = taken[0]
        if values is None:
            waiting.extendleft(reversed(taken[1:]))
            yield _broken(first)
        elif values:
            bad = any(line.bad_bytes for line in taken)
            problem = UnreadableReason.BAD_BYTES if bad else None
            yield Row(first.number, values, problem, first.text[:200] if bad else "")


def _feed(source: Iterator[Line], waiting: deque[Line], taken: list[Line]) -> Iterator[str]:
    while len(taken) < _MOST_LINES:
        line = waiting.popleft() if waiting else next(source, None)
        if line is None or (line.is_too_long and taken):
            if line is not None:
                waiting.appendleft(line)
            return
        taken.append(line)
        if line.is_too_long:
            return
        yield line.text + ("\n" if line.is_complete else "")


def _broken(first: Line) -> Row:
    if first.is_too_long:
        return Row(first.number, [], UnreadableReason.TOO_LONG, first.text[:200])
    reason = UnreadableReason.BROKEN if first.is_complete else UnreadableReason.CUT_SHORT
    return Row(first.number, [], reason, first.text[:200])


def delimiter_of(header: str) -> str:
    """Return the delimiter of a header line: the commonest of comma, semicolon and tab."""
    return max(",;\t", key=header.count)
