"""The three standards of a good community: self-organising, willing to give, word of mouth."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weilu.desk.blocks.scene import Block, falls, rises
from weilu.insight.shapes import Figure

#: standard → (title, its own metric, the metrics it rests on)
STANDARDS = {
    "self_organisation": (
        gettext_lazy("Self-organising"),
        ("member_start_share", "member_reply_share"),
    ),
    "speaking_share": (gettext_lazy("Willing to give"), ("signal_ratio", "lurker_share")),
    "brought_by_members": (gettext_lazy("Word of mouth"), ("unknown_origin_share",)),
}

#: What helps the standard that fell.
ACTS = {
    "self_organisation": gettext_lazy(
        "Post less as staff for two weeks and let a member open the next talk."
    ),
    "speaking_share": gettext_lazy(
        "Ask something one line can answer, and thank by name those who answer."
    ),
    "brought_by_members": gettext_lazy(
        "Ask two regulars when they would bring a friend, and what holds them back."
    ),
}

TITLES = {
    "member_start_share": gettext_lazy("conversations started by members"),
    "member_reply_share": gettext_lazy("replies between members"),
    "signal_ratio": gettext_lazy("messages that found an echo"),
    "lurker_share": gettext_lazy("lurkers (reading is no fault)"),
    "unknown_origin_share": gettext_lazy("origin unknown"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """One standard with its own past and the figures it rests on."""

    metric: str
    title: str
    figure: Figure
    rests_on: tuple[tuple[str, Figure], ...]


def standards(figures: Mapping[str, Figure]) -> list[Standard]:
    return [
        Standard(
            metric=metric,
            title=str(title),
            figure=figures[metric],
            rests_on=tuple((str(TITLES[m]), figures[m]) for m in others if m in figures),
        )
        for metric, (title, others) in STANDARDS.items()
        if metric in figures
    ]


def health(found: list[Standard]) -> Block:
    label = _("Three standards · last 28 days")
    aside = _("in brackets the median of 26 weeks")
    known = [s for s in found if s.figure.value is not None]
    lower = [s.title for s in known if falls(s.figure)]
    higher = [s.title for s in known if rises(s.figure)]
    joined = _(", ").join
    if not known:
        finding = _("We do not know yet: too few people or too few joins are recorded.")
    elif lower and higher:
        finding = _("%(up)s: more than before; %(down)s: less.") % {
            "up": joined(higher),
            "down": joined(lower),
        }
    elif lower:
        finding = _("%(down)s: weaker than before.") % {"down": joined(lower)}
    elif higher:
        finding = _("%(up)s: stronger than before.") % {"up": joined(higher)}
    else:
        finding = _("All that is known holds its own level.")
    return Block(label=label, aside=aside, finding=finding, means=_means(known), act=_act(known))


def _means(known: list[Standard]) -> str:
    if len(known) < len(STANDARDS):
        return _("What the source does not record (such as who invited whom) stays unknown.")
    return _("Talk of staff and bots is left out of all three.")


def _act(known: list[Standard]) -> str:
    """Return the act for the first standard that fell."""
    for standard in known:
        if falls(standard.figure):
            return str(ACTS[standard.metric])
    return _("Leave it alone: a group that carries itself needs no push.")
