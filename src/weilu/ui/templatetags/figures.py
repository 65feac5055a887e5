"""Numbers as pictures small enough for a table cell, and numbers as words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median as median_of
from typing import Any

from django import template
from django.utils.safestring import SafeData, mark_safe
from django.utils.translation import gettext as _

from weilu.ui import charts

register = template.Library()


@register.filter
def heading(sentence: str) -> str:
    """Return a finding as a heading is written: without the full stop at its end."""
    text = str(sentence)
    bare = text.removesuffix("。") if text.endswith("。") else text.removesuffix(".")
    return mark_safe(bare) if isinstance(sentence, SafeData) else bare  # noqa: S308  # as safe as it came


WIDTH, HEIGHT, EDGE = 94, 28, 2
SWING = 0.7  # the picture reaches 70 % above and below the own median
TRACK = 84


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    pieces: Sequence[str]  # points of unbroken runs
    end_x: float | None
    end_y: float | None
    has_median: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalBar:
    has_span: bool
    left: float
    width: float
    tick: float | None
    base: float | None
    words: str


@register.simple_tag
def sparkline(values: Sequence[float | None], median: float | None = None) -> Spark:
    """Lay values over a box of 100 × 28; a gap where one is missing."""
    values = list(values or ())
    known = [value for value in values if value is not None]
    middle = median if median is not None else (median_of(known) if known else 0)
    step = (WIDTH - EDGE) / max(len(values) - 1, 1)
    runs: list[list[str]] = [[]]
    last: tuple[float, float] | None = None
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        last = (round(EDGE + at * step, 1), round(_height(value, middle), 1))
        runs[-1].append(f"{last[0]},{last[1]}")
    return Spark(
        pieces=[" ".join(run) for run in runs if run],
        end_x=last[0] if last else None,
        end_y=last[1] if last else None,
        has_median=bool(known and middle),
        words=_in_words(known, middle),
    )


def _height(value: float, middle: float) -> float:
    if not middle:  # a usual week of nobody: five people fill the box, one is a ripple
        return HEIGHT - 4 - min(1.0, value / 5) * (HEIGHT - 8)
    swing = max(-1.0, min(1.0, (value - middle) / middle / SWING))
    return HEIGHT / 2 - swing * (HEIGHT / 2 - 4)


def _in_words(known: Sequence[float], middle: float) -> str:
    if not known:
        return _("No values yet.")
    return _("From %(first)s to %(last)s; own median %(median)s.") % {
        "first": figure(known[0]),
        "last": figure(known[-1]),
        "median": figure(middle),
    }


@register.simple_tag
def interval_bar(
    low: float | None, value: float | None, high: float | None, base: float | None = None
) -> IntervalBar:
    has_span = low is not None and high is not None
    left, right = (TRACK * (low or 0), TRACK * (high or 0)) if has_span else (0, 0)
    return IntervalBar(
        has_span=has_span,
        left=round(left, 1),
        width=round(max(right - left, 1), 1),
        tick=None if value is None else round(min(TRACK * value, TRACK - 2), 1),
        base=None if base is None else round(min(TRACK * base, TRACK - 1), 1),
        words=_interval_words(low, value, high),
    )


def _interval_words(low: float | None, value: float | None, high: float | None) -> str:
    if value is None:
        return _("We do not know yet.")
    if low is None or high is None:
        return share(value)
    return _("%(value)s (interval %(low)s–%(high)s)") % {
        "value": share(value),
        "low": round(100 * low),
        "high": share(high),
    }


@register.filter
def share(value: float | None) -> str:
    """Write a share from 0 to 1 as a whole percentage; "—" where it is not known."""
    return "—" if value is None else f"{100 * value:.0f}%".replace("-", "−")


@register.filter
def figure(value: object) -> str:
    """Write a number with its thousands, in Chinese by three as well."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if float(value).is_integer():
        return f"{int(value):,}".replace("-", "−")
    places = 1 if abs(value) >= 10 else 2  # 12.3, 1.23
    return f"{value:,.{places}f}".replace("-", "−")


@register.filter
def signed(value: float | None) -> str:
    """Write a difference with its sign: +9, −14, 0."""
    if value is None:
        return "—"
    return f"+{figure(value)}" if value > 0 else figure(value)


@register.simple_tag
def chart(kind: str, data: Mapping[str, Any]) -> charts.Drawn:
    return charts.drawn(kind, data)


@register.filter
def heat(data: Mapping[str, Any]) -> charts.Heat:
    return charts.heat(data)


@register.filter
def bars(data: Mapping[str, Any]) -> list[charts.Bar]:
    return charts.bars(data)
