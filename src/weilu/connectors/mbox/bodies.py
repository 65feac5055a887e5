"""The words of a letter: out of its parts, and without what it quotes.

The standard library's parser recurses into parts as deep as they go and takes time that grows
with the square of a parameter's length; here each level is cut once, and few levels are.
"""

import quopri
import re
from binascii import a2b_base64
from collections.abc import Iterator

from weilu.connect import html_text
from weilu.connectors.mbox.headers import fields as fields_of
from weilu.connectors.mbox.headers import plain

_CODED = frozenset({b"content-type", b"content-transfer-encoding"})
_DEEPEST = 8  # levels of parts within parts; mail programs write three
_CHARSET = re.compile(rb"charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE)
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_FILE_NAME = re.compile(rb"\b(?:file)?name\*?(?:0\*?)?=", re.IGNORECASE)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_END = re.compile(
    r"-- ?|_{20,}|-{2,} ?(?:Original Message|原始邮件|原始郵件|Forwarded message) ?-{2,}"
    r"|-------------- next part --------------"
)
_QUOTES = frozenset(">|")
_RULES = frozenset("-_")
_INTRODUCES = re.compile(
    r".{0,200}(?:wrote|writes|schrieb|写道|寫道|さんは書きました)\s?[:：].{0,5}"
    r"|On .{10,200}|於.{5,200}|在.{5,200}"
)


def body_text(fields: dict[bytes, bytes], body: bytes) -> str:
    """Return the words of a letter; ``body`` is what stands below its head."""
    if _CODED.isdisjoint(fields):
        return plain(body)
    page = ""
    for kind, text in _texts(fields, body, depth=0):
        if kind != b"text/html":
            return text
        page = page or bare(text)
    return page


def _texts(fields: dict[bytes, bytes], body: bytes, *, depth: int) -> Iterator[tuple[bytes, str]]:
    """Yield the parts that are words, each with its kind."""
    content = fields.get(b"content-type", b"")
    kind = content.partition(b";")[0].strip().lower()
    if kind.startswith(b"multipart/"):
        found = _BOUNDARY.search(content)
        if found and depth < _DEEPEST:
            for part in _parts(body, found[1] or found[2]):
                yield from _part(part, depth=depth + 1)
    elif not depth or kind in {b"", b"text/plain", b"text/html"}:
        named = _CHARSET.search(content)
        coding = fields.get(b"content-transfer-encoding", b"").lower()
        yield kind, plain(_decoded(body, coding), named[1].decode() if named else "")


def _parts(body: bytes, boundary: bytes) -> Iterator[bytes]:
    for piece in (b"\n" + body).split(b"\n--" + boundary)[1:]:
        if piece.startswith(b"--"):
            return
        rest, line_end, part = piece.partition(b"\n")
        if line_end and not rest.strip():
            yield part


def _part(part: bytes, *, depth: int) -> Iterator[tuple[bytes, str]]:
    top, _, body = (b"\n" + part).partition(b"\n\n")
    fields = fields_of(top)
    told = fields.get(b"content-disposition", b"") + fields.get(b"content-type", b"")
    if not _FILE_NAME.search(told):
        yield from _texts(fields, body, depth=depth)


def _decoded(body: bytes, coding: bytes) -> bytes:
    if coding == b"quoted-printable":
        return quopri.decodestring(body)
    if coding == b"base64":
        digits = _NOT_BASE64.sub(b"", body)
        digits = digits[: len(digits) - (len(digits) % 4 == 1)]  # the letter was cut
        return a2b_base64(digits + b"=" * (-len(digits) % 4))
    return body


def bare(page: str) -> str:
    """Return what a page says; what it quotes is somebody else's."""
    return html_text.plain(page, leave_out=lambda tag: tag.name == "blockquote").text


def own_words(text: str) -> str:
    """Leave out quoted lines and who is quoted, the signature, and what the list adds."""
    kept: list[str] = []
    is_quoting = False
    for line in text.replace("\r\n", "\n").split("\n"):
        first = line[:1]
        if first in _QUOTES and not line.startswith(">From "):
            if not is_quoting:
                _drop_introduction(kept)
            is_quoting = True
            continue
        if first in _RULES and _END.fullmatch(line.rstrip("\n")):
            break
        if line:
            is_quoting = False
        kept.append(line[1:] if first == ">" else line)
    return "\n".join(kept).strip()


def _drop_introduction(kept: list[str]) -> None:
    while kept and not kept[-1].strip():
        kept.pop()
    if kept and _INTRODUCES.fullmatch(kept[-1].strip()):
        kept.pop()
    elif len(kept) > 1 and _INTRODUCES.fullmatch(f"{kept[-2]} {kept[-1]}".strip()):
        del kept[-2:]
