"""The weekly report as a page to print: always light, names seen before it leaves the house."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from weilu.community.facts import facts_of
from weilu.community.permissions import CommunityRequest, Permission, community_view
from weilu.desk.blocks.scene import Scene
from weilu.desk.figures import week_number
from weilu.desk.names import glosses_of, groups_by_id, person_names
from weilu.desk.sentences import week_sentences
from weilu.insight import queries, sentences
from weilu.insight.shapes import GroupLine
from weilu.measure.festivals import festivals_of

METRICS = ("weekly_active", "welcome_rate", "first_reply_median", "answered_rate")


#: A report is read on a phone: the groups to look after, then the coldest.
WARM_SHOWN = 15


@community_view(Permission.VIEW)
def report(request: CommunityRequest) -> HttpResponse:
    groups = groups_by_id(request.community)
    with facts_of(request.community) as reader:
        until_day = queries.as_of(reader) if groups else 0
        if not until_day:
            context = {"may_import": request.may(Permission.EDIT), "is_counting": bool(groups)}
            return render(request, "desk/overview_empty.html", context)
        festivals = festivals_of(request.community.timezone)
        figures = queries.figures(reader, 0, METRICS, until_day=until_day, festivals=festivals)
        lines = queries.group_lines(reader, request.community, until_day=until_day)
        week = sentences.week(reader, request.community, until_day=until_day, lines=lines)
        people = queries.people(reader, 0, until_day=until_day, limit=60)
    carrying = [p for p in people if p.answered_people][:3]
    scene = Scene(
        slug=request.community.slug,
        group_id=0,
        until_day=until_day,
        people=person_names(request.community, [p.person_id for p in carrying]),
        glosses=glosses_of(request, groups.values()),
    )
    known = [line for line in lines if line.group_id in groups]
    joined = _(", ").join
    warm = _by_temperature(known)
    unmeasured = [line for line in known if line.temperature.value is None]
    return render(
        request,
        "desk/report.html",
        {
            "scene": scene,
            "figures": figures,
            "week_number": week_number(until_day),
            "sentences": week_sentences(week, groups, scene),
            "warm": [(groups[line.group_id], line) for line in warm[:WARM_SHOWN]],
            "warm_hidden": max(0, len(warm) - WARM_SHOWN),
            "is_after_festival": festivals.touch_window(until_day - 28),
            "young": joined(groups[x.group_id].name for x in unmeasured if x.reason != "silent"),
            "silent": joined(groups[x.group_id].name for x in unmeasured if x.reason == "silent"),
            "waiting": [(groups[line.group_id], line) for line in known if line.waiting],
            "thanks": [(scene.name(p.person_id), p) for p in carrying],
        },
    )


def _by_temperature(lines: Sequence[GroupLine]) -> list[GroupLine]:
    """Return those with a temperature, those to look after first, then the coldest."""
    known = [(line, line.temperature.value) for line in lines]
    warm = [(not line.needs_attention, value, line) for line, value in known if value is not None]
    return [line for *_, line in sorted(warm, key=lambda each: each[:2])]
