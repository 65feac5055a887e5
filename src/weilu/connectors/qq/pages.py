"""The other thing QQ for PC writes: one page with its pictures (.mht), a table row for each entry.

Rows become the same pieces as in the text file, so that both are understood in one place. The
pictures lie behind the page and are not read.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from weilu.connect.transcripts import ENTRY_LIMIT, Head, Piece

MARK = "From: <Save by Tencent MsgMgr>"
_DAY = re.compile(r"日期: ?(\d{4})[-/](\d\d?)[-/](\d\d?)\s{0,9}</td>")
_SECTION = re.compile(r"padding-left:10px;>(消息(?:分组|分組|对象|對象):[^<]{0,200})</div>")
_SAID = re.compile(
    r"float:left;margin-right:6px;>([^\n]{0,400}?)</div>(\d\d?:\d\d:\d\d)</div>"
    r"<div style=padding-left:20px;>(.*)",
    re.DOTALL,
)
_PICTURE = re.compile(r"<img\b[^>]{0,2000}>", re.IGNORECASE)
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_ROW_END, _PAGE_END = "</tr>", "</html>"


def pieces_of_page(texts: Iterable[str], head: Head) -> Iterator[Piece]:
    """Yield what the rows of a page tell; ``line`` is the number of the row."""
    day = ""
    for number, row in enumerate(_rows(texts), 1):
        said = _SAID.search(row)
        dated = None if said else _DAY.search(row)
        section = None if said or dated else _SECTION.search(row)
        if said:
            found = head(f"{day} {said[2]} {_words(said[1])}") if day else None
            if found is None or len(row) > ENTRY_LIMIT:
                yield Piece(number, None, [_words(said[3])[:1000]], is_too_long=found is not None)
            else:
                yield Piece(number, found, _words(said[3]).rstrip().split("\n"))
        elif dated:
            day = f"{dated[1]}-{dated[2]}-{dated[3]}"
        elif section and (found := head(_words(section[1]))):
            day = ""
            yield Piece(number, found)


def heads_of_page(texts: Iterable[str]) -> Iterator[str]:
    """Yield the lines that a text file of the same chats would name people and chats in."""
    day = "1970-01-01"
    for row in _rows(texts):
        said = _SAID.search(row)
        section = None if said else _SECTION.search(row)
        if said:
            yield f"{day} {said[2]} {_words(said[1])}\n"
        elif section:
            yield f"{_words(section[1])}\n"


def _rows(texts: Iterable[str]) -> Iterator[str]:
    """Cut the page at the ends of its rows; what never ends is cut where no entry is so long."""
    rest = ""
    for text in texts:
        *rows, rest = (rest + text).split(_ROW_END)
        yield from rows
        if _PAGE_END in rest:
            return
        if len(rest) > 2 * ENTRY_LIMIT:
            yield rest
            rest = ""


def _words(markup: str) -> str:
    """Return what a person sees; a picture is the placeholder that the text file has."""
    plain = _BREAK.sub("\n", _PICTURE.sub("[图片]", markup))
    return unescape(_TAG.sub("", plain)).replace("\xa0", " ")
