"""The course of a group: who was active and how much was said, week by week."""

from collections.abc import Sequence
from statistics import median

from django.utils.html import format_html
from django.utils.translation import gettext as _

from weilu.desk.blocks.scene import Block, Scene
from weilu.desk.figures import count, spoken_date
from weilu.insight.shapes import WeekPoint

#: Weeks before the last four that say what is usual.
YARDSTICK_WEEKS = 13
#: Two people more or less are chance, whatever share of a small group they are.
FEWEST_CHANGED = 3
#: Messages may move so much further than people, as a share of a usual week, before it is told.
APART = 0.2


def usual(points: Sequence[WeekPoint]) -> float | None:
    """Return the median of weekly active people in the 13 weeks before the last one.

    Festival weeks and the weeks before the group's first message do not count.
    """
    before = [p for p in points[:-1] if not p.is_festival][-YARDSTICK_WEEKS:]
    while before and before[0].active == 0:
        before = before[1:]
    return median(p.active for p in before) if len(before) >= 4 else None


def course(points: Sequence[WeekPoint], scene: Scene, *, ended: int | None = None) -> Block:
    """Say how the weeks went; ``ended``: the last local day with words, where all end at once."""
    label = _("Active people and messages · by week, last 26 weeks")
    if ended is not None:
        return Block(
            label=label,
            finding=_("Nothing after %(day)s") % {"day": spoken_date(ended, today=scene.until_day)},
            means=_(
                "It has never been quiet for so long. Either all fell silent at once, or the "
                "file ends there: then the days since are unknown, not empty."
            ),
            act=_("Look into the chat; if people talk there, import a newer export."),
        )
    past = usual(points)
    now = points[-1] if points else None
    if now is None or past is None:
        return Block(
            label=label,
            finding=_("Too little history for a course."),
            means=_("Four whole weeks are needed before one week can be compared with another."),
        )
    active = scene.number(count(now.active), "weekly_active")
    facts = {"now": active, "past": count(past), "since": _peak_day(points, scene)}
    share = now.active / past if past and abs(now.active - past) >= FEWEST_CHANGED else 1
    return Block(
        label=label,
        finding=format_html(_finding(share), **facts),
        means=_means(points, share),
        act=_act(share, scene),
    )


def _peak_day(points: Sequence[WeekPoint], scene: Scene) -> str:
    peak = max(points, key=lambda p: (p.active, p.until_day))
    return spoken_date(peak.until_day, today=scene.until_day)


def _finding(share: float) -> str:
    if share <= 0.8:
        return _("Weekly active people fell from about {past} to {now}.")
    if share >= 1.25:
        return _("Weekly active people rose from about {past} to {now}, most around {since}.")
    return _("Weekly active people hold: {now} in the last 7 days, {past} in a usual week.")


def _means(points: Sequence[WeekPoint], share: float) -> str:
    """Compare how messages moved with how people moved."""
    before = [p.messages for p in points[:-1] if not p.is_festival][-YARDSTICK_WEEKS:]
    words = median(before) if before else 0
    if not words:
        return _("There is no usual week to compare the messages with.")
    ratio = points[-1].messages / words
    if points[-1].is_festival:
        return _("This is a festival week; it says little about the group.")
    return _beside(ratio, share)


def _beside(messages: float, people: float) -> str:
    """Say how far messages went another way than people; both as shares of a usual week."""
    fewer = people <= 0.8
    if messages < people - APART:
        if fewer:
            return _("Messages moved down further than people: those who stayed write less.")
        return _("As many people as ever, or more, but each wrote less than in a usual week.")
    if messages > people + APART:
        if fewer:
            return _("Messages held up better than people: fewer voices write more of it.")
        return _("Each wrote more than in a usual week.")
    return _("Messages moved with the people: nobody writes much more or less than before.")


def _act(share: float, scene: Scene) -> str:
    if share <= 0.8:
        return format_html(
            _("See who was active before and is {link}, and greet them one by one."),
            link=scene.number(_("silent for four weeks"), "at_risk"),
        )
    return _("Keep what works; look here again next week.")
