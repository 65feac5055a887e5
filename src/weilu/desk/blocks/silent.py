"""A group in which nobody has written for four weeks: its life, and where its people are now."""

from collections.abc import Mapping, Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weilu.desk.blocks.scene import Block, Scene
from weilu.desk.figures import count, spoken_date
from weilu.insight.shapes import PersonLine, WeekPoint

#: A best week of fewer people never was a conversation of the group.
FEWEST = 5
#: A week belongs to the life of the group while so large a share of the best week speaks.
LIVELY = 0.2
#: So many of those who wrote most are shown.
NAMED = 7


def last_lively(points: Sequence[WeekPoint]) -> WeekPoint | None:
    """Return the last week with a fifth of the best week's voices; None for a group of few."""
    best = max(point.active for point in points)
    if best < FEWEST:
        return None
    return next(point for point in reversed(points) if point.active >= best * LIVELY)


def life(points: Sequence[WeekPoint], scene: Scene) -> Block:
    label = _("Active people and messages · by week, from the first message on")
    peak = max(points, key=lambda p: (p.active, p.until_day))
    last = last_lively(points)
    if last is None:
        return Block(
            label=label,
            finding=_("Never more than %(n)s people spoke in one week.")
            % {"n": count(peak.active)},
        )
    weeks = max(0, (last.until_day - peak.until_day) // 7)
    return Block(
        label=label,
        finding=format_html(
            _("At its best {peak} people spoke in a week; since {day} less than a fifth of them."),
            peak=count(peak.active),
            day=spoken_date(last.until_day, today=scene.until_day),
        ),
        means=ngettext(
            "The best week ended on %(day)s; %(n)s week later the talk was over.",
            "The best week ended on %(day)s; %(n)s weeks later the talk was over.",
            weeks,
        )
        % {"day": spoken_date(peak.until_day, today=scene.until_day), "n": weeks},
        act=_("Say goodbye in the group and tell its members which group goes on."),
    )


def carried(
    people: Sequence[PersonLine], elsewhere: Mapping[int, Sequence[int]], until: str
) -> Block:
    """Say who wrote most in its last lively four weeks, and how many of them still speak."""
    label = _("Who carried this group · 28 days until %(day)s") % {"day": until}
    shown = people[:NAMED]
    if not shown:
        return Block(label=label, finding=_("Nobody spoke in those weeks."))
    there = sum(person.person_id in elsewhere for person in shown)
    if there:
        finding = _("Of the %(n)s who wrote most, %(there)s still speak in other groups.")
        act = _("Thank them there by name, and ask what they would come back for.")
    else:
        finding = _("None of the %(n)s who wrote most speaks in another group now.")
        act = _("Write to one of them in person; a notice to the group reaches nobody.")
    return Block(
        label=label,
        finding=finding % {"n": len(shown), "there": there},
        means=_("Counted are members; staff and bots are left out."),
        act=act,
    )
