"""Who carries a group: the people, their ties, and how unevenly the talk is spread."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weilu.desk.blocks.scene import Block, Scene
from weilu.desk.figures import count, percent
from weilu.insight.shapes import Figure, Lorenz, PersonLine, Tie
from weilu.kernel.time import DAY_US

#: Days without a word after which somebody who carries the group is named in ember.
QUIET_DAYS = 7


def carriers(lines: Sequence[PersonLine], bus_factor: Figure, scene: Scene) -> Block:
    label = _("Who carries this group · last 28 days")
    if len(lines) < 5:
        return Block(
            label=label,
            finding=_("Fewer than 5 people spoke: there is nothing to compare."),
            means=_("Shares are shown from 5 people on."),
        )
    top = sum(line.share for line in lines[:3])
    half = int(bus_factor.value) if bus_factor.value else None
    return Block(
        label=label,
        aside=ngettext("%(n)s person", "%(n)s people", len(lines)) % {"n": count(len(lines))},
        finding=format_html(
            _("Three people wrote {share}; half of all messages come from {half}."),
            share=scene.number(percent(top), "top_fifth_share"),
            half=scene.number(count(half) if half else "—", "bus_factor"),
        ),
        means=_quiet(lines, scene),
        act=_("Thank one of them by name; ask the next two for something small."),
    )


def is_quiet(line: PersonLine, scene: Scene) -> bool:
    return scene.until_us - line.last_us >= QUIET_DAYS * DAY_US


def _quiet(lines: Sequence[PersonLine], scene: Scene) -> str:
    quiet = [line for line in lines[:5] if is_quiet(line, scene)]
    if not quiet:
        return _("All five who write most have spoken within a week.")
    return format_html(
        _("{name} is among the five who write most and has not spoken for a week or more."),
        name=scene.person(quiet[0].person_id),
    )


def ties(found: Sequence[Tie], scene: Scene) -> Block:
    label = _("Ties · who answers whom, last 28 days, partly inferred")
    if not found:
        return Block(
            label=label,
            finding=_("No answer of anybody to anybody was seen."),
            means=_("Where the source carries no replies, names and order tell who answers whom."),
        )
    both = sum(1 for tie in found if tie.forth and tie.back)
    people = {tie.one_id for tie in found} | {tie.other_id for tie in found}
    return Block(
        label=label,
        aside=_("thicker: more exchanged · larger: answered more people"),
        finding=format_html(
            _("{people} people answered each other; {share} of the pairs go both ways."),
            people=scene.number(count(len(people)), "reciprocity"),
            share=percent(both / len(found)) if len(found) >= 5 else _("too few"),
        ),
        means=_hub(found, scene),
        act=_("Introduce two people from the edge who talk about the same thing."),
    )


def _hub(found: Sequence[Tie], scene: Scene) -> str:
    """Say how much of the exchange rests on the person with most of it."""
    amount: dict[int, int] = {}
    for tie in found:
        for person in (tie.one_id, tie.other_id):
            amount[person] = amount.get(person, 0) + tie.forth + tie.back
    hub = max(amount, key=lambda p: (amount[p], -p))
    total = sum(tie.forth + tie.back for tie in found)
    return format_html(
        _("{name} takes part in {share} of all exchanges."),
        name=scene.person(hub),
        share=percent(amount[hub] / total),
    )


def spread(lorenz: Lorenz, top: Figure, gini: Figure, scene: Scene) -> Block:
    label = _("20/80 curve · %(n)s members, last 28 days") % {"n": count(lorenz.members)}
    if top.value is None:
        return Block(label=label, finding=_("Too few people spoke for a curve."))
    past = lorenz.past[4] if len(lorenz.past) > 4 else None
    sentence = (
        _("The busiest fifth of the members wrote {now}.")
        if past is None
        else _("The busiest fifth of the members wrote {now}; 26 weeks ago it was {past}.")
    )
    return Block(
        label=label,
        aside=_("dashed: 26 weeks ago") if lorenz.past else "",
        finding=format_html(
            sentence, now=scene.number(percent(top.value), "top_fifth_share"), past=percent(past)
        ),
        means=_("Gini coefficient %(gini)s. Chat is always uneven; compare it with its own past.")
        % {"gini": "—" if gini.value is None else f"{gini.value:.2f}"},
        act=_("Leave one open question a day to the members before staff answers it."),
    )
