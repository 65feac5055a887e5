"""What the pages of the desk need beyond the shell: numbers as words, addresses, small drawings."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from weilu.desk import figures
from weilu.desk.blocks.scene import Scene
from weilu.desk.search import marks
from weilu.insight.shapes import Figure

register = template.Library()
for name in ("count", "percent", "signed", "minutes", "waited", "weekday"):
    register.filter(name, getattr(figures, name))

_MISSING = {
    "too_few": gettext_lazy("too few"),
    "too_young": gettext_lazy("too young"),
    "not_recorded": gettext_lazy("not recorded"),
    "unanswered": gettext_lazy("most stay unanswered"),
}
_ROLES = {
    "starter": gettext_lazy("starts talks"),
    "answerer": gettext_lazy("answers"),
    "connector": gettext_lazy("connects"),
    "welcomer": gettext_lazy("welcomes"),
}
_KINDS = {
    "image": gettext_lazy("[picture]"),
    "video": gettext_lazy("[video]"),
    "voice": gettext_lazy("[voice]"),
    "sticker": gettext_lazy("[sticker]"),
    "file": gettext_lazy("[file]"),
    "link": gettext_lazy("[link]"),
    "poll": gettext_lazy("[poll]"),
    "red_packet": gettext_lazy("[red packet]"),
    "location": gettext_lazy("[place]"),
    "contact": gettext_lazy("[contact]"),
    "call": gettext_lazy("[call]"),
    "forward": gettext_lazy("[forwarded chat]"),
}


@register.simple_tag
def moment(us: int, zone: str, today: int | None = None) -> str:
    return figures.moment(us, zone, today=today)


@register.filter
def week_end(us: int) -> str:
    """Return the local day that a row of weeks stands for; it is kept as a moment of UTC."""
    return figures.moment(us, "UTC")[:10]


@register.filter
def day(number: int, today: int | None = None) -> str:
    return figures.short_date(number, today=today)


@register.filter
def spoken(number: int, today: int) -> str:
    return figures.spoken_date(number, today=today)


@register.filter
def ago(us: int | None, now_us: int) -> str:
    return figures.ago(us, now_us=now_us)


@register.filter
def at(found: Mapping[int, str], key: int) -> str:
    return found.get(key, "?")


@register.filter
def amount(value: float, kind: str) -> str:
    """Write the number of a row with its unit; ``kind`` is that of insight.explained."""
    words = {"n": figures.count(value)}
    if kind in {"people", "state"}:
        return ngettext("%(n)s message", "%(n)s messages", round(value)) % words
    if kind == "people_by_days":
        return ngettext("%(n)s day", "%(n)s days", round(value)) % words
    return words["n"]


@register.filter
def interval(figure: Figure) -> str:
    return figures.interval(figure.low, figure.high)


@register.filter
def missing(figure: Figure) -> str:
    """Say why a figure has no value."""
    return str(_MISSING.get(figure.missing, _("unknown")))


@register.filter
def roles(codes: Sequence[str]) -> str:
    return _(", ").join(str(_ROLES[code]) for code in codes if code in _ROLES)


@register.filter
def kind_name(kind: str) -> str:
    return str(_KINDS.get(kind, _("[message without text]")))


@register.filter
def first_letter(name: str) -> str:
    return name.strip()[:1].upper() or "?"


@register.filter
def marked(text: str, words: str) -> SafeString:
    """Return ``text`` escaped, with what was searched for in ``mark`` elements."""
    pieces = (
        (mark_safe("<mark>") if hit else "", piece, mark_safe("</mark>") if hit else "")
        for piece, hit in marks(text, words)
    )
    return format_html_join("", "{}{}{}", pieces)


@register.simple_tag
def rows_url(
    scene: Scene, metric: str, group_id: int | None = None, person_id: int | None = None
) -> str:
    return scene.rows(metric, group_id=group_id, person_id=person_id)


@register.simple_tag
def around_url(place: Any, message: Any) -> str:
    """Return where the talk around a message is read; ``place`` carries the community's slug."""
    asked = {
        "group": message.group_id,
        "at": getattr(message, "sent_us", None) or getattr(message, "at_us", 0),
        "ref": getattr(message, "message_ref", ""),
    }
    return conditional_escape(f"{reverse('desk:around', args=[place.slug])}?{urlencode(asked)}")


@register.filter
def part_of(part: int, whole: int) -> str:
    return figures.percent(part / whole if whole else None)


@register.filter
def ash_of(part: int, whole: int) -> str:
    """Return the step of ash of a share: three steps that dark text can stand on."""
    share = part / whole if whole else 0
    step = sum(share >= limit for limit in (0.35, 0.6))
    return f"ash-cell ash-{step}"


@register.filter
def before_last(past: Sequence[float | None]) -> float | None:
    return past[-2] if len(past) > 1 else None


@register.filter
def dot_at(value: float) -> str:
    """Return the place of an index (0-100) on a line, in percent."""
    return f"{2 + 0.96 * max(0.0, min(100.0, value)):.1f}%"


@register.filter
def from_hundred(height: float) -> str:
    return f"{100 - height:.2f}"


@register.filter
def bar_width(bars: Sequence[Any]) -> str:
    return f"{80 / max(len(bars), 1):.3f}"


@register.filter
def half(share: float) -> str:
    return f"{share * 49.5:.2f}"


@register.filter
def left_of_middle(share: float) -> str:
    return f"{49.5 - share * 49.5:.2f}"


_NOTES = {
    "starter": gettext_lazy("began a conversation"),
    "answered": gettext_lazy("was answered"),
    "unanswered": gettext_lazy("no answer seen"),
    "inferred": gettext_lazy("inferred"),
    "joined": gettext_lazy("joined"),
    "left": gettext_lazy("left"),
    "invited": gettext_lazy("brought by a member"),
}


@register.filter
def note_name(code: str) -> str:
    return str(_NOTES.get(code, code))
