"""When a group is awake: weekday and hour."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from weilu.desk.blocks.scene import Block, Scene
from weilu.desk.figures import percent, weekday
from weilu.insight.shapes import HeatMap


def rhythm(heat: HeatMap, scene: Scene) -> Block:
    label = _("Rhythm · messages of the last 28 days, group's zone %(zone)s") % {"zone": scene.zone}
    if heat.total < 20:
        return Block(
            label=label,
            finding=_("Fewer than 20 messages in 28 days: no rhythm to see."),
            means=_("A rhythm needs repetition."),
        )
    days = [sum(row) for row in heat.counts]
    day = max(range(7), key=lambda d: days[d])
    first, span_share = _best_span(heat)
    quiet = min(range(7), key=lambda d: days[d])
    return Block(
        label=label,
        finding=format_html(
            _("{day} brings {share} of the messages, {first}–{until} h brings {span}."),
            day=weekday(day),
            share=scene.number(percent(days[day] / heat.total), "heat_map"),
            first=first,
            until=first + 3,
            span=percent(span_share),
        ),
        means=_("The quietest day is %(day)s with %(share)s.")
        % {"day": weekday(quiet), "share": percent(days[quiet] / heat.total)},
        act=_("Put what needs answers at %(hour)s:00, where people already are.") % {"hour": first},
    )


def _best_span(heat: HeatMap) -> tuple[int, float]:
    """Return the first hour of the three busiest hours in a row, and their share."""
    hours = [sum(row[h] for row in heat.counts) for h in range(24)]
    first = max(range(22), key=lambda h: sum(hours[h : h + 3]))
    return first, sum(hours[first : first + 3]) / heat.total
