"""What the tour says at each stop, in the numbers of the page it stands on."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weilu.community.facts import facts_of
from weilu.community.models import Group
from weilu.community.permissions import CommunityRequest
from weilu.demo.gloss import english
from weilu.demo.tour import Stop
from weilu.desk.blocks import course
from weilu.desk.blocks.scene import Scene
from weilu.desk.figures import count, percent, spoken_date
from weilu.desk.names import groups_by_id, person_names
from weilu.desk.sentences import week_sentences
from weilu.ingest.models import Import
from weilu.insight import queries, sentences
from weilu.insight.shapes import Figure, PersonLine, WeekPoint
from weilu.measure.festivals import Festivals, festivals_of
from weilu.warehouse.reader import Reader

#: Weeks of a life that are looked through, and the quarter after somebody's last word.
_LIFE, _QUARTER = 78, 13
#: A best week of fewer people tells nothing of who carried it.
_FEWEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The finding of a stop and one or two sentences on it."""

    heading: str
    sentences: tuple[str, ...]


def tell(request: CommunityRequest, stop: Stop) -> Told | None:
    """Return what a stop says; None where nothing has been imported yet."""
    with facts_of(request.community) as reader:
        until_day = queries.as_of(reader)
        if not until_day:
            return None
        told = _TELLERS[stop.key](request, stop, reader, until_day)
    return told or Told(
        heading=stop.title,
        sentences=(_("This story is too short to tell it in numbers; the whole one does."),),
    )


def _week(request: CommunityRequest, _stop: Stop, reader: Reader, until_day: int) -> Told:
    groups = groups_by_id(request.community)
    facts = sentences.week(reader, request.community, until_day=until_day)
    scene = Scene(
        slug=request.community.slug,
        group_id=0,
        until_day=until_day,
        glosses={pk: gloss for pk, group in groups.items() if (gloss := _gloss(request, group))},
    )
    said = week_sentences(facts, groups, scene)
    first = said[0].plain if said else _("An even week: nothing stands out.")
    body = ngettext(
        "The week of %(groups)s group in %(n)s sentences; marked in ember is what needs you "
        "now: %(urgent)s.",
        "The week of %(groups)s groups in %(n)s sentences; marked in ember is what needs you "
        "now: %(urgent)s.",
        len(groups),
    )
    numbers = {
        "groups": count(len(groups)),
        "n": count(len(said)),
        "urgent": count(sum(one.is_urgent for one in said)),
    }
    opens = _("Every underlined number opens the messages behind it.")
    return Told(heading=first, sentences=(body % numbers, opens))


def _dying(request: CommunityRequest, stop: Stop, reader: Reader, until_day: int) -> Told | None:
    group = _group(stop)
    name = _name(request, group)
    points = queries.course(
        reader, group.pk, until_day=until_day, festivals=_festivals(request), weeks=_LIFE
    )
    last = max((point.until_day for point in points if point.messages), default=None)
    if last is None:
        return None
    members = _figure(request, reader, group.pk, "speaking_share", until_day).n
    stay = _(
        "%(n)s people still sit in it: hardly anybody leaves a group that dies, so the number "
        "of members says nothing."
    ) % {"n": count(members)}
    lost = _lost_voice(group, points, reader)
    if lost is None:
        heading = _("%(group)s: the last week with a word ended on %(day)s.")
        facts = {"group": name, "day": spoken_date(last, today=until_day)}
        return Told(heading=heading % facts, sentences=(stay,))
    heading = _("%(group)s fell silent: %(before)s people spoke a week, 13 weeks later %(after)s.")
    voice = _(
        "In its best weeks %(name)s began %(share)s of the talk, more than anybody else; since "
        "%(day)s %(name)s has not said a word here."
    ) % {
        "name": lost.name,
        "share": percent(lost.share),
        "day": spoken_date(lost.last_day, today=until_day),
    }
    facts = {"group": name, "before": count(lost.before), "after": count(lost.after)}
    return Told(heading=heading % facts, sentences=(voice, stay))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lost:
    """Who began most talk in a group's best weeks and then fell silent."""

    name: str
    share: float  # of the conversations begun
    last_day: int
    before: int  # people active in the last week with this voice
    after: int  # a quarter later


def _lost_voice(group: Group, points: list[WeekPoint], reader: Reader) -> _Lost | None:
    """Look for the voice whose end came before the group's own, None where there is none."""
    best = max(points, key=lambda point: point.active)
    if best.active < _FEWEST:
        return None
    lines = queries.people(reader, group.pk, until_day=best.until_day)
    first = max(lines, key=lambda line: line.starts)
    last_day = _last_day(reader, group.pk, first.person_id)
    with_voice = [n for n, point in enumerate(points) if point.until_day - 7 < last_day]
    before = with_voice[-1] - 1 if with_voice else 0
    if not before or before + _QUARTER >= len(points):
        return None
    return _Lost(
        name=person_names(group.community, [first.person_id]).get(first.person_id, "?"),
        share=first.starts / (sum(line.starts for line in lines) or 1),
        last_day=last_day,
        before=points[before].active,
        after=points[before + _QUARTER].active,
    )


def _last_day(reader: Reader, group_id: int, person_id: int) -> int:
    found = reader.recall(
        "SELECT max(local_day) FROM days WHERE group_id = $group AND person_id = $person "
        "AND messages > 0",
        {"group": group_id, "person": person_id},
    )
    return int(found[0][0] or 0)


def _quiet(request: CommunityRequest, stop: Stop, reader: Reader, until_day: int) -> Told | None:
    group = _group(stop)
    lines = queries.group_lines(reader, request.community, until_day=until_day)
    line = next(one for one in lines if one.group_id == group.pk)
    points = queries.course(reader, group.pk, until_day=until_day, festivals=_festivals(request))
    usual = course.usual(points)
    messages = [point.messages for point in points if point.messages]
    if usual is None or not messages:
        return None
    heading = (
        _("%(group)s: %(now)s people spoke this week, in a usual week %(usual)s.")
        if line.needs_attention
        else _(
            "%(group)s looks quiet and is fine: %(now)s people spoke this week, in a usual week "
            "%(usual)s."
        )
    )
    waves = _(
        "It lives from walk to walk, between %(low)s and %(high)s messages a week in the last half "
        "year. A group is measured by its own past only, so an off week calls nobody."
    )
    return Told(
        heading=heading
        % {
            "group": _name(request, group),
            "now": count(points[-1].active),
            "usual": count(usual),
        },
        sentences=(waves % {"low": count(min(messages)), "high": count(max(messages))},),
    )


def _people(request: CommunityRequest, _stop: Stop, reader: Reader, until_day: int) -> Told | None:
    lines = queries.people(reader, 0, until_day=until_day)
    half = _figure(request, reader, 0, "bus_factor", until_day).value
    if not lines or not half:
        return None
    most: PersonLine = max(lines, key=lambda line: (line.answered_people, -line.person_id))
    name = person_names(request.community, [most.person_id]).get(most.person_id, "?")
    heading = _("Half of all messages come from %(half)s of the %(all)s people who spoke.")
    answered = _(
        "%(name)s answered %(n)s people in 28 days, more than anybody else; the column “People "
        "answered” shows who carries a club better than the number of messages."
    )
    return Told(
        heading=heading % {"half": count(half), "all": count(len(lines))},
        sentences=(answered % {"name": name, "n": count(most.answered_people)},),
    )


def _own(request: CommunityRequest, _stop: Stop, _reader: Reader, _until_day: int) -> Told:
    done = request.community.imports.filter(state=Import.State.DONE)
    heading = _("All %(messages)s messages of this club came in through this page's door.") % {
        "messages": count(sum(done.values_list("messages", flat=True)))
    }
    reads = _(
        "Drop an exported file of your own and Weilu reads it to you before anything is stored; "
        "each of the %(n)s imports here can be undone as a whole."
    ) % {"n": count(done.count())}
    if request.user.runs_installation:
        make = _('<a href="{}">Make a community of your own</a> for it: this one is the club\'s.')
        return Told(heading=heading, sentences=(reads, format_html(make, reverse("new_community"))))
    ask = _("Ask who looks after this installation for a community of your own.")
    return Told(heading=heading, sentences=(reads, ask))


def _name(request: CommunityRequest, group: Group) -> str:
    gloss = _gloss(request, group)
    return f"{group.name} ({gloss})" if gloss else group.name


def _gloss(request: CommunityRequest, group: Group) -> str:
    shown = english(request)
    return shown.of("group", group.ref) if shown else ""


def _group(stop: Stop) -> Group:
    if stop.group is None:
        raise TypeError(f"The stop {stop.key} has no group.")
    return stop.group


_TELLERS: dict[str, Callable[[CommunityRequest, Stop, Reader, int], Told | None]] = {
    "week": _week,
    "dying": _dying,
    "quiet": _quiet,
    "people": _people,
    "own": _own,
}


def _figure(
    request: CommunityRequest, reader: Reader, group_id: int, metric: str, until_day: int
) -> Figure:
    festivals = _festivals(request)
    found = queries.figures(reader, group_id, [metric], until_day=until_day, festivals=festivals)
    return found[metric]


def _festivals(request: CommunityRequest) -> Festivals:
    return festivals_of(request.community.timezone)
