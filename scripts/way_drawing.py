"""Draws one step of the way out of a platform: a small window with its words, and where to press.

A drawing, not a screenshot: it holds the words of the interface in their order and nothing else.
A row is its words, in English and Chinese, after a mark:

    >   press this              !   what follows is to be set (before + - * =)
    +   a box that is ticked    -   one that is not
    *   the chosen one of some  o   another of them
    =   a field, "label :: value"
    $   typed at a prompt       ~   small print             ^   press this sign in the title bar
"""

from dataclasses import dataclass
from html import escape

WIDTH = 272
_LEFT, _RIGHT, _BAR = 12, 12, 34
_STYLE = """
text { font: 13px system-ui, -apple-system, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei",
  sans-serif; fill: #1f1d1a; }
.bar { font-weight: 600; font-size: 12px; fill: #544f48; }
.other, .small { font-size: 11px; fill: #6c665d; }
.beside { text-anchor: end; }
.middle { text-anchor: middle; }
.frame { fill: #fff; stroke: #cdc8bf; }
.top { fill: #f2f0ec; }
.row { fill: #f7f6f3; stroke: #e6e3dd; }
.press { fill: #fdf1e8; stroke: #c2460f; stroke-width: 2; }
.pressed { fill: #b9420e; font-weight: 600; }
.control { fill: #fff; stroke: #9a9286; stroke-width: 1.5; }
.full { fill: #6b645a; stroke: #6b645a; }
.ember { stroke: #c2460f; stroke-width: 2; }
.full.ember { fill: #c2460f; }
.tick { fill: none; stroke: #fff; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.dot { fill: #cdc8bf; }
.screen { fill: #262421; }
.typed { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", monospace;
  font-size: 12px; fill: #edeae4; }
@media (prefers-color-scheme: dark) {
  text { fill: #edeae4; } .bar { fill: #c0bab0; } .other, .small { fill: #a29b90; }
  .frame { fill: #1e1c1a; stroke: #4d4942; } .top { fill: #262421; }
  .row { fill: #262421; stroke: #34312c; }
  .press { fill: #33231a; stroke: #f08a50; } .pressed { fill: #ff9f6b; }
  .control { fill: #1e1c1a; stroke: #7d766b; } .full { fill: #ada597; stroke: #ada597; }
  .ember { stroke: #f08a50; } .full.ember { fill: #f08a50; }
  .tick { stroke: #1c120b; } .dot { fill: #4d4942; } .screen { fill: #0f0e0d; }
}
""".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of an interface: in the language of the page, and in English where that differs."""

    here: str
    english: str = ""
    goes_on: bool = False  # ``english`` is the second half of a long text instead


def words(text: str, language: str) -> Words:
    """Split "English | 中文" for a page in ``language``."""
    english, bar, chinese = text.partition(" | ")
    if language == "en" or not bar or english == chinese:
        return Words(here=english)
    return Words(here=chinese, english=english)


def draw(*, kind: str, screen: str, rows: list[str], language: str) -> str:
    """Return the drawing of one screen as SVG; ``kind`` is phone, window, page or terminal."""
    parts: list[str] = []
    y = _BAR + 10
    for row in rows:
        if row.startswith("^ "):
            parts.append(_sign(words(row[2:], language).here))
            continue
        drawn, height = _row(row, y, kind=kind, language=language)
        parts.append(drawn)
        y += height
    height = y + 6 + (12 if kind == "phone" else 0)
    title = words(screen, language)
    spoken = f"{title.here}: " + ", ".join(
        words(row.lstrip("!>+-*o=$~^ "), language).here for row in rows
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{spoken}">\n'
        f"<style>{_STYLE}</style>\n{_frame(kind, title.here, height)}\n"
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _frame(kind: str, title: str, height: int) -> str:
    corner = 18 if kind == "phone" else 8
    inner, w, h = corner - 1, WIDTH - 2, height - 2
    arc = f"a{inner} {inner} 0 0 1"
    body = "screen" if kind == "terminal" else "frame"
    top = f"M2 {_BAR}V{inner + 2}{arc} {inner} -{inner}H{w - inner}{arc} {inner} {inner}V{_BAR}Z"
    parts = [
        f'<rect class="{body}" x="1" y="1" width="{w}" height="{h}" rx="{corner}"/>',
        f'<path class="top" d="{top}"/>',
    ]
    if kind in {"window", "terminal"}:
        parts += [f'<circle class="dot" cx="{16 + 12 * n}" cy="18" r="4"/>' for n in range(3)]
        parts.append(_text(_cut(title, 196, 12), 58, 22, "bar"))
    elif kind == "page":
        parts.append(f'<rect class="row" x="12" y="8" width="{WIDTH - 24}" height="20" rx="10"/>')
        parts.append(_text(_cut(title, 220, 12), 24, 22, "bar"))
    else:
        middle = (WIDTH - _long(title, 12)) / 2
        parts.append(_text(_cut(title, 240, 12), max(14, middle), 22, "bar"))
        left = WIDTH / 2 - 40
        parts.append(
            f'<rect class="dot" x="{left}" y="{height - 10}" width="80" height="4" rx="2"/>'
        )
    return "\n".join(parts)


def _sign(sign: str) -> str:
    wide = max(28.0, _long(sign, 12) + 16)
    left = WIDTH - 10 - wide
    return (
        f'<rect class="press" x="{left:g}" y="6" width="{wide:g}" height="23" rx="6"/>\n'
        + _text(sign, left + wide / 2, 22, "pressed middle")
    )


def _row(row: str, y: float, *, kind: str, language: str) -> tuple[str, int]:
    is_ember = row.startswith(("!", ">"))
    row = row.removeprefix("!").removeprefix(">").strip() if is_ember else row
    mark = row[0] if row[:2] in {"+ ", "- ", "* ", "o ", "= ", "$ ", "~ "} else ""
    told = row[2:] if mark else row
    if mark == "$":
        return _lines(words(told, language).here, y, "typed", 12)
    if mark == "~":
        return _lines(words(told, language).here, y, "typed" if kind == "terminal" else "small", 11)
    label, _, value = told.partition(" :: ")
    said = words(label, language)
    if not said.english and not value:
        said = _in_two(said.here, is_bold=is_ember)
    x = _LEFT + 10 + (24 if mark in {"+", "-", "*", "o"} else 0)
    room = WIDTH - _RIGHT - 10 - x
    beside = not said.goes_on and _long(said.here) + _long(said.english, 11) + 14 <= room
    is_double = (bool(said.english) and not beside) or bool(value)
    height = 46 if is_double else 32
    box = "press" if is_ember and mark in {"", "="} else "row"
    style = "pressed" if is_ember else ""
    second = style if said.goes_on else "other"
    parts = []
    if mark in {"", "="}:
        parts.append(
            f'<rect class="{box}" x="{_LEFT}" y="{y}" width="{WIDTH - _LEFT - _RIGHT}"'
            f' height="{height - 4}" rx="6"/>'
        )
    else:
        parts.append(_control(mark, _LEFT + 8, y + (height - 4) / 2, is_ember=is_ember))
    if value:
        name = said.here + (f"  {said.english}" if said.english else "")
        parts.append(_text(_cut(name, room, 11), x, y + 16, "other"))
        parts.append(_text(_cut(words(value, language).here, room), x, y + 34, style))
    elif is_double:
        parts.append(_text(_cut(said.here, room), x, y + 18, style))
        parts.append(_text(_cut(said.english, room, 11), x, y + 34, second))
    else:
        parts.append(_text(_cut(said.here, room), x, y + 19, style))
        if said.english:
            parts.append(_text(said.english, WIDTH - _RIGHT - 10, y + 18, "other beside"))
    return "\n".join(parts), height


def _in_two(text: str, *, is_bold: bool) -> Words:
    """Break a text that is too long for its row at the space before its end."""
    room = (WIDTH - _LEFT - _RIGHT - 20) / (1.12 if is_bold else 1)
    space = text.rfind(" ")
    if _long(text) <= room or space < 0:
        return Words(here=text)
    return Words(here=text[:space], english=text[space + 1 :], goes_on=True)


def _control(mark: str, x: float, y: float, *, is_ember: bool) -> str:
    ember = " ember" if is_ember else ""
    full = " full" if mark in {"+", "*"} else ""
    if mark in {"+", "-"}:
        box = (
            f'<rect class="control{full}{ember}" x="{x}" y="{y - 7}"'
            ' width="14" height="14" rx="3"/>'
        )
        tick = f'<path class="tick" d="M{x + 3} {y}l3 3 5 -6"/>' if full else ""
        return box + tick
    ring = f'<circle class="control{ember}" cx="{x + 7}" cy="{y}" r="7"/>'
    return ring + (f'<circle class="full{ember}" cx="{x + 7}" cy="{y}" r="3"/>' if full else "")


def _lines(text: str, y: float, style: str, size: int) -> tuple[str, int]:
    room = WIDTH - _LEFT - _RIGHT - 4
    lines = [""]
    for word in text.replace(" ", " \0").split("\0"):
        for piece in [word] if word.isascii() else word:
            if lines[-1] and _long(lines[-1] + piece.rstrip(), size) > room:
                lines.append("")
            lines[-1] += piece
    drawn = [
        _text(line.rstrip(), _LEFT + 2, y + 12 + 17 * n, style) for n, line in enumerate(lines)
    ]
    return "\n".join(drawn), 17 * len(lines) + 7


def _text(text: str, x: float, y: float, style: str) -> str:
    return f'<text class="{style}" x="{x:g}" y="{y:g}">{escape(text)}</text>'


def _cut(text: str, room: float, size: int = 13) -> str:
    while text and _long(text, size) > room + 4:
        text = text[:-2].rstrip() + "…"
    return text


def _long(text: str, size: int = 13) -> float:
    """Guess how wide a text is; nobody can measure it here."""
    return sum(size * (1.0 if ord(sign) > 0x2E7F else 0.57) for sign in text)
