"""What a reader sees of a message that a platform wrote as HTML, in time linear in its length."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

_PLAIN = re.compile(r"<p>([^<\n]*)</p>\s*\Z")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_SPACE = re.compile(r"\s+")
_BREAKS = frozenset(
    {
        *("br", "p", "div", "li", "ul", "ol", "pre", "blockquote", "aside", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "tr", "table", "hr", "details", "summary"),
    }
)
_UNSEEN = frozenset({"script", "style", "svg", "template"})
_EMOJI = re.compile(r"\bemoji-([0-9a-f]{2,6}(?:-[0-9a-f]{2,6}){0,9})(?![\w-])")
_LAST = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Tag:
    """An opening tag: its name in small letters, and its attributes."""

    name: str
    attributes: dict[str, str]

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()


@dataclass(slots=True)
class Seen:
    """Text as a reader sees it, quotes as lines that begin with "> ", and the tags of note."""

    text: str
    tags: list[Tag] = field(default_factory=list)  # a, img, span, aside, video, audio


def plain(html: str, *, leave_out: Callable[[Tag], bool] | None = None) -> Seen:
    """Read HTML. What stands inside a tag that ``leave_out`` chooses is left out."""
    if found := _PLAIN.match(html):
        text = found.group(1)
        return Seen((unescape(text) if "&" in text else text).strip())
    writer = _Writer(leave_out)
    at = 0
    if "<!--" in html:
        html = _COMMENT.sub("", html)
    for tag in _TAG.finditer(html):
        writer.text(html[at : tag.start()])
        at = tag.end()
        name = tag.group(2).lower()
        if tag.group(1):
            writer.close(name)
        else:
            writer.open(Tag(name, _attributes(tag.group(3))))
    writer.text(html[at:])
    return Seen(writer.finish(), writer.tags)


def _attributes(raw: str) -> dict[str, str]:
    if not raw:
        return {}
    return {key.lower(): unescape(a or b) for key, a, b in _ATTRIBUTE.findall(raw)}


class _Writer:
    def __init__(self, leave_out: Callable[[Tag], bool] | None) -> None:
        self.tags: list[Tag] = []
        self._leave_out = leave_out
        self._parts: list[str] = []
        self._is_fresh = True  # at the beginning of a line
        self._quotes = 0
        self._verbatim = 0
        self._unseen = ""  # name of the tag whose inside is left out
        self._depth = 0  # of tags of that name
        self._link: tuple[str, int] | None = None  # where it leads, and the part it begins at
        self._emoji = ""

    def text(self, raw: str) -> None:
        if not raw or self._unseen or self._emoji:
            return
        text = unescape(raw) if "&" in raw else raw
        if self._verbatim:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self._break(is_kept=True)
                self._put(line)
            return
        text = _SPACE.sub(" ", text)
        self._put(text.lstrip() if self._is_fresh else text)

    def open(self, tag: Tag) -> None:
        name = tag.name
        if self._unseen:
            self._depth += name == self._unseen
            return
        if name in _UNSEEN or (self._leave_out and self._leave_out(tag)):
            self._unseen, self._depth = name, 1
            self._note(tag)
            return
        if name in _BREAKS:
            self._break()
        if name == "blockquote":
            self._quotes += 1
        elif name == "pre":
            self._verbatim += 1
        elif name == "li":
            self._put("- ")
        elif name == "a":
            self._link = (tag.attributes.get("href", ""), len(self._parts))
        elif name == "img" and "emoji" in tag.classes:
            self._put(tag.attributes.get("alt", ""))
        elif name == "span" and (sign := _emoji(tag)):
            self._put(sign)
            self._emoji = sign
        self._note(tag)

    def close(self, name: str) -> None:
        if self._unseen:
            self._depth -= name == self._unseen
            if not self._depth:
                self._unseen = ""
            return
        if name == "span":
            self._emoji = ""
        elif name == "a" and self._link:
            self._close_link(*self._link)
        elif name == "pre":
            self._verbatim = max(0, self._verbatim - 1)
        if name in _BREAKS:
            self._break()
        if name == "blockquote":
            self._quotes = max(0, self._quotes - 1)

    def finish(self) -> str:
        return "\n".join(line.rstrip() for line in "".join(self._parts).split("\n")).strip()

    def _close_link(self, target: str, begin: int) -> None:
        shown = "".join(self._parts[begin:]).strip()
        is_address = target.startswith(("http://", "https://"))
        if is_address and shown and shown.rstrip("/…") not in target:
            self._put(f" ({target})")
        self._link = None

    def _note(self, tag: Tag) -> None:
        if tag.name in {"a", "img", "span", "aside", "video", "audio"}:
            self.tags.append(tag)

    def _put(self, text: str) -> None:
        if text:
            if self._is_fresh and self._quotes:
                self._parts.append("> " * min(self._quotes, 9))
            self._parts.append(text)
            self._is_fresh = False

    def _break(self, *, is_kept: bool = False) -> None:
        if is_kept or not self._is_fresh:
            self._parts.append("\n")
            self._is_fresh = True


def _emoji(tag: Tag) -> str:
    """Return the sign whose code points a class names ("emoji-1f642")."""
    found = _EMOJI.search(tag.attributes.get("class", ""))
    codes = [int(code, 16) for code in found.group(1).split("-")] if found else []
    if any(code > _LAST or 0xD800 <= code < 0xE000 for code in codes):
        return ""
    return "".join(map(chr, codes))
