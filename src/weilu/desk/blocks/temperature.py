"""The temperature of a group and its five parts, against its own last 26 weeks."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weilu.desk.blocks.scene import Block, Scene
from weilu.desk.figures import count, percent
from weilu.insight.shapes import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the five parts: its value now, its past, its rank among its own weeks (0–100)."""

    metric: str
    title: str
    note: str
    now: str
    past: str
    rank: int | None
    is_known: bool = True
    is_recorded: bool = True
    is_weakest: bool = False


#: A part with a rank below this has been higher in most weeks, by more than chance explains.
CLEARLY_LOWER = 40

#: metric → (title, what it counts), in the order shown.
PARTS: dict[str, tuple[Promise, Promise]] = {
    "reciprocity": (gettext_lazy("Reciprocity"), gettext_lazy("pairs that answer each other")),
    "answered_rate": (gettext_lazy("Answered"), gettext_lazy("conversations, within 24 hours")),
    "welcome_rate": (gettext_lazy("Welcomed"), gettext_lazy("newcomers, within 24 hours")),
    "reaction_rate": (gettext_lazy("Reactions"), gettext_lazy("for each 100 messages")),
    "evenness": (gettext_lazy("Evenness"), gettext_lazy("1 − what 20/80 exceeds")),
}


def parts(figures: Mapping[str, Figure], ranks: Mapping[str, float | None]) -> list[Part]:
    """Return the parts in order; the weakest is the one with the lowest rank, if clearly lower."""
    known = {metric: rank for metric, rank in ranks.items() if rank is not None}
    weakest = min(known, key=lambda m: known[m], default="")
    return [
        Part(
            metric=metric,
            title=str(title),
            note=str(note),
            now=_written(metric, figures[metric].value),
            past=_written(metric, figures[metric].past_median),
            rank=None if ranks.get(metric) is None else round(100 * (ranks[metric] or 0)),
            is_known=figures[metric].value is not None,
            is_recorded=not _is_never(metric, figures[metric]),
            is_weakest=metric == weakest and known[metric] * 100 < CLEARLY_LOWER,
        )
        for metric, (title, note) in PARTS.items()
        if metric in figures
    ]


def _is_never(metric: str, figure: Figure) -> bool:
    """Tell whether the source records no reactions at all: then their rate is no zero."""
    return metric == "reaction_rate" and not any([figure.value, *figure.past])


def _written(metric: str, value: float | None) -> str:
    if value is None:
        return "—"
    if metric == "reaction_rate":
        return count(value * 100)
    if metric in {"answered_rate", "welcome_rate"}:
        return percent(value)
    return f"{value:.2f}"


def temperature(figure: Figure, found: list[Part], before: float | None, scene: Scene) -> Block:
    label = _("Temperature, an index on trial · against its own 26 weeks, 0–100")
    if figure.value is None:
        return Block(
            label=label,
            finding=_("We do not know yet: too little history for a temperature."),
            means=_("At least 8 weeks with replies are needed to compare a week with others."),
        )
    now = scene.number(count(figure.value), "temperature")
    lower = [p for p in found if p.rank is not None and p.rank < CLEARLY_LOWER]
    weakest = next((p for p in found if p.is_weakest), None)
    return Block(
        label=label,
        aside=_aside(before, figure),
        finding=_finding(now, len(lower), len([p for p in found if p.rank is not None])),
        means=_means(weakest),
        act=_act(weakest),
    )


def _aside(before: float | None, figure: Figure) -> str:
    if before is not None:
        return _("four weeks ago %(n)s") % {"n": count(before)}
    if len(figure.past) > 4 and figure.past[-5] is not None:
        return _("four weeks ago lay in the holidays")
    return ""


def _finding(now: str, lower: int, parts: int) -> str:
    if lower == parts:
        sentence = _("Temperature {now}; all {all} parts are clearly lower than usual.")
    elif lower:
        sentence = _("Temperature {now}; {n} of {all} parts are clearly lower than usual.")
    else:
        sentence = _("Temperature {now}; no part is clearly lower than usual.")
    return format_html(sentence, now=now, n=lower, all=parts)


def _means(weakest: Part | None) -> str:
    if weakest is None:
        return _(
            "The geometric mean of the ranks; a week counts as different only where chance does not"
            " explain it."
        )
    return _("The geometric mean of the ranks. Lowest is “%(part)s”, rank %(rank)s.") % {
        "part": weakest.title,
        "rank": weakest.rank,
    }


def _act(weakest: Part | None) -> str:
    acts = {
        "reciprocity": _("Bring two people together who have answered only one way so far."),
        "answered_rate": _("Answer the open questions first; the list stands under Answer times."),
        "welcome_rate": _("Greet the newcomers who wait; it is the quickest part to mend."),
        "reaction_rate": _("Give a sign under good posts yourself; others follow."),
        "evenness": _("Ask somebody who writes rarely a question only that person can answer."),
    }
    return acts.get(weakest.metric, "") if weakest else _("Nothing to mend this week.")
