"""Cuts an mbox file into letters, in memory that does not grow with the file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_BLOCK = 1 << 20
#: What is kept of one letter: its words come first, attachments behind them.
KEPT = 1 << 20
_LINE_END = ord("\n")
SEPARATOR = re.compile(
    rb"^From [^\n]{1,300}?\d\d:\d\d(?::\d\d)?(?: [^\n]{0,10}?)? \d{4}(?: [+-]\d{4})?\r?\n",
    re.MULTILINE,
)


@dataclass(slots=True)
class Letter:
    number: int
    raw: bytes  # from its "From " line on
    is_cut: bool = False


class Letters:
    """The letters of a file in order; ``bytes_read`` counts from its start."""

    def __init__(self, file: BinaryIO) -> None:
        self.bytes_read = 0
        self._file = file

    def __iter__(self) -> Iterator[Letter]:
        number, rest, is_cut = 0, b"", False
        is_first = True
        while block := self._file.read(_BLOCK):
            self.bytes_read += len(block)
            if is_first:
                block = block.removeprefix(b"\xef\xbb\xbf")
                is_first = False
            data = rest + block
            whole = data.rfind(b"\n") + 1
            start = 0
            for at in _separators(data, 1 if rest or is_cut else 0, whole):
                if at > 1 and data[at - 2 : at] not in {b"\n\n", b"\r\n"}:
                    continue
                if at:
                    number += 1
                    yield Letter(number, data[start:at], is_cut)
                start, is_cut = at, False
            rest = data[start:]
            if len(rest) > KEPT + _BLOCK:
                is_cut = True
                rest = rest[:KEPT] + b"\n" + rest[rest.rfind(b"\n", -4096) + 1 :][-4096:]
        if rest.strip():
            yield Letter(number + 1, rest, is_cut)


def _separators(data: bytes, start: int, end: int) -> Iterator[int]:
    """Yield where lines begin that may begin a letter: looked for by their first word alone."""
    at = data.find(b"From ", start, end)
    while at >= 0:
        if (not at or data[at - 1] == _LINE_END) and SEPARATOR.match(data, at, end):
            yield at
        at = data.find(b"\nFrom ", at, end) + 1 or -1
