"""XML of workbooks, read forwards and without trusting it: no entities, nothing is fetched."""

import re
from collections.abc import Callable
from typing import BinaryIO
from xml.parsers import expat

from weilu.connect.errors import UnreadableExport
from weilu.kernel.errors import gettext_noop

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Data = Callable[[str], None]

DAMAGED = gettext_noop("the workbook is damaged")
_FORBIDDEN = gettext_noop("the workbook declares entities, which no spreadsheet does")
_BLOCK = 1 << 18
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


class Parser:
    """Feeds a part of a workbook to handlers, a block at a time. Names come without prefix."""

    def __init__(
        self, file: BinaryIO, name: str, *, start: Start, end: End, data: Data | None = None
    ) -> None:
        self._file = file
        self._name = name
        self.bytes_read = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._root
        if data is not None:
            parser.CharacterDataHandler = data
        self._parser = parser
        self._start, self._end = start, end

    def feed(self) -> bool:
        """Read one block; return whether there may be more. Raises UnreadableExport."""
        block = self._file.read(_BLOCK)
        self.bytes_read += len(block)
        try:
            self._parser.Parse(block, not block)
        except (expat.ExpatError, ValueError, LookupError):
            raise UnreadableExport(file=self._name, why=DAMAGED) from None
        return bool(block)

    def feed_all(self) -> None:
        while self.feed():
            pass

    def _root(self, tag: str, told: dict[str, str]) -> None:
        """Let the handlers take over; prefixes, which are rare, cost time only where they are."""
        start, end = self._start, self._end
        if ":" in tag:
            self._parser.StartElementHandler = lambda tag, told: start(tag.rpartition(":")[2], told)
            self._parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
        else:
            self._parser.StartElementHandler = start
            self._parser.EndElementHandler = end
        start(tag.rpartition(":")[2], told)

    def _refuse(self, *told: object) -> None:
        del told
        raise UnreadableExport(file=self._name, why=_FORBIDDEN)


def unescaped(text: str) -> str:
    """Return a text with the characters back that XML cannot hold (``_x000D_``)."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
