"""One person: where they are, whom they answer, when they come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weilu.community.models import Group, Person
from weilu.desk.blocks.rhythm import rhythm
from weilu.desk.blocks.scene import Block, Scene
from weilu.desk.figures import count, percent
from weilu.desk.queries import Habit, Lane
from weilu.insight.shapes import HeatMap, Tie

#: Fewer messages than this in 28 days show no habit.
FEWEST_MESSAGES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TieLine:
    """What a person gave to and got from one other person; shares of the strongest tie."""

    person_id: int
    name: str
    given: int
    received: int
    given_share: float
    received_share: float


def sentences(
    person: Person,
    lanes: Sequence[Lane],
    habit: Habit,
    groups: Mapping[int, Group],
    scene: Scene,
) -> list[str]:
    """Return up to three sentences: how much, since when quiet, where at home."""
    if not lanes:
        return [
            format_html(
                _("{name} has not written anything yet. Reading is no fault."), name=person.name
            )
        ]
    main = groups.get(lanes[0].group_id)
    said = [
        format_html(
            _("In the last 28 days {name} wrote {n} messages and answered {m} people."),
            name=person.name,
            n=scene.number(count(habit.messages_28), "messages", person_id=person.pk),
            m=scene.number(count(habit.answered_28), "replies", person_id=person.pk),
        ),
        _quiet(habit),
    ]
    if main is not None and len(lanes) == 1:
        said.append(format_html(_("Speaks in {group} only."), group=main.name))
    elif main is not None:
        share = lanes[0].total / sum(lane.total for lane in lanes)
        said.append(
            format_html(
                _("Most at home in {group}: {share} of all messages."),
                group=main.name,
                share=percent(share),
            )
        )
    return said


def _quiet(habit: Habit) -> str:
    days = ngettext("%(n)s day", "%(n)s days", habit.longest_pause) % {"n": habit.longest_pause}
    if habit.quiet_days == 0:
        return _("Spoke on the last day; the longest pause so far was %(pause)s.") % {"pause": days}
    if habit.quiet_days == 1:
        return _("Spoke yesterday; the longest pause so far was %(pause)s.") % {"pause": days}
    quiet = ngettext("%(n)s day", "%(n)s days", habit.quiet_days) % {"n": habit.quiet_days}
    if habit.quiet_days > habit.longest_pause:
        return _("Silent for %(quiet)s, longer than ever before (%(pause)s).") % {
            "quiet": quiet,
            "pause": days,
        }
    return _("Silent for %(quiet)s; the longest pause so far was %(pause)s.") % {
        "quiet": quiet,
        "pause": days,
    }


def whereabouts(lanes: Sequence[Lane], groups: Mapping[int, Group]) -> Block:
    label = _("Messages by week in each group · all lines on one scale")
    if not lanes:
        return Block(label=label, finding=_("No messages yet."))
    now = max(lanes, key=lambda lane: sum(lane.weeks[-4:]))
    if sum(now.weeks[-4:]) == 0:
        return Block(label=label, finding=_("No message in any group in the last four weeks."))
    name = groups[now.group_id].name if now.group_id in groups else "?"
    if len(lanes) == 1:
        return Block(label=_("Messages by week"), finding=_pace(lanes[0]))
    if now.group_id != lanes[0].group_id:
        old = groups[lanes[0].group_id].name if lanes[0].group_id in groups else "?"
        finding = format_html(_("The weight moved from {old} to {new}."), old=old, new=name)
    elif 2 * now.total < sum(lane.total for lane in lanes):
        finding = format_html(_("Speaks in several groups, most in {group}."), group=name)
    else:
        finding = format_html(_("{group} is where this person speaks."), group=name)
    return Block(label=label, finding=finding)


def _pace(lane: Lane) -> str:
    """Say how much somebody writes a week now, and how much in the weeks before."""
    now, before = lane.weeks[-4:], lane.weeks[:-4]
    if not before:
        return _("%(now)s messages a week.") % {"now": count(sum(now) / len(now))}
    return _("%(now)s messages a week in the last four, %(past)s in a usual one.") % {
        "now": count(sum(now) / len(now)),
        "past": count(median(before)),
    }


def tie_lines(person: Person, found: Sequence[Tie], scene: Scene, limit: int = 8) -> list[TieLine]:
    most = max((max(t.forth, t.back) for t in found), default=1) or 1
    lines = []
    for tie in found:
        is_one = tie.one_id == person.pk
        given, received = (tie.forth, tie.back) if is_one else (tie.back, tie.forth)
        other = tie.other_id if is_one else tie.one_id
        lines.append(
            TieLine(
                person_id=other,
                name=scene.name(other),
                given=given,
                received=received,
                given_share=given / most,
                received_share=received / most,
            )
        )
    return sorted(lines, key=lambda x: (-(x.given + x.received), x.person_id))[:limit]


def ties(person: Person, found: Sequence[Tie], scene: Scene) -> Block:
    label = _("Exchange · last 90 days, left given, right received, partly inferred")
    lines = tie_lines(person, found, scene)
    if not lines:
        return Block(label=label, finding=_("No exchange with anybody in the last 90 days."))
    mutual = [line for line in lines if line.given and line.received]
    if mutual:
        finding = format_html(
            _("Exchanges most with {name}, in both directions."),
            name=scene.person(mutual[0].person_id),
        )
    else:
        finding = format_html(
            _("Only one-way so far; most with {name}."), name=scene.person(lines[0].person_id)
        )
    return Block(label=label, finding=finding)


def hours(heat: HeatMap, scene: Scene) -> Block:
    found = rhythm(heat, scene)
    return Block(label=_("Hours · last 28 days"), aside=scene.zone, finding=found.finding)
