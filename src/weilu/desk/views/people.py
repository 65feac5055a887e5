"""People: a list to find somebody in, and one person's whereabouts, ties and hours."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from weilu.community.facts import facts_of
from weilu.community.models import Merge, Person
from weilu.community.permissions import CommunityRequest, Permission, community_view
from weilu.connect.platforms import platform
from weilu.desk import queries as desk_queries
from weilu.desk.blocks import member
from weilu.desk.blocks.sameness import cards
from weilu.desk.blocks.scene import Scene
from weilu.desk.drawing import heat, lane_bars, lane_months
from weilu.desk.names import find_people, groups_by_id, person_names
from weilu.desk.views.sameness import open_suggestions
from weilu.ingest import merging
from weilu.insight import queries

SHOWN = 100


@community_view(Permission.VIEW)
def people(request: CommunityRequest) -> HttpResponse:
    """List the people who spoke most in the last 28 days, or those whose name was asked for."""
    text = request.GET.get("q", "").strip()
    found: list[Person] = find_people(request.community, text, limit=SHOWN) if text else []
    with facts_of(request.community) as reader:
        until_day = queries.as_of(reader)
        lines = queries.people(reader, 0, until_day=until_day, limit=None if text else SHOWN)
    if text:
        wanted = {person.pk for person in found}
        lines = [line for line in lines if line.person_id in wanted]
    names = person_names(request.community, [line.person_id for line in lines])
    silent = [p for p in found if p.pk not in {line.person_id for line in lines}]
    scene = Scene(slug=request.community.slug, group_id=0, until_day=until_day, people=names)
    return render(
        request,
        "desk/people.html",
        {
            "scene": scene,
            "lines": lines,
            "names": names,
            "silent": silent,
            "text": text,
            "total": request.community.people.themselves().count(),
            "limit": SHOWN,
            "spoken_share": 0 if text else min(1, sum(line.share for line in lines)),
            "suggested": open_suggestions(request.community).count(),
            "may_import": request.may(Permission.EDIT),
        },
    )


@community_view(Permission.VIEW)
def person(request: CommunityRequest, person_id: int) -> HttpResponse:
    found = get_object_or_404(request.community.people.prefetch_related("accounts"), pk=person_id)
    if found.merged_into is not None:
        return redirect("desk:person", request.community.slug, merging.root_of(found).pk)
    with facts_of(request.community) as reader:
        until_day = queries.as_of(reader)
        lanes = desk_queries.lanes(reader, found.pk, until_day=until_day)
        habit = desk_queries.habit(reader, found.pk, until_day=until_day)
        stations = desk_queries.life(reader, found.pk)
        ties = queries.ties(reader, 0, until_day=until_day, days=90, person_id=found.pk)
        hours = queries.heat_map(reader, 0, until_day=until_day, person_id=found.pk)
    others = {t.other_id if t.one_id == found.pk else t.one_id for t in ties}
    others |= {s.other_person_id for s in stations if s.other_person_id}
    groups = groups_by_id(request.community)
    names = person_names(request.community, [*others, found.pk])
    scene = Scene(
        slug=request.community.slug,
        group_id=0,
        until_day=until_day,
        people=names,
        zone=request.community.timezone,
    )
    return render(
        request,
        "desk/person.html",
        {
            "person": found,
            "accounts": [(a, platform(a.platform)) for a in found.accounts.all()],
            **_sameness(request, found),
            "scene": scene,
            "habit": habit,
            "sentences": member.sentences(found, lanes, habit, groups, scene),
            "lanes": [
                (groups[lane.group_id], lane, lane_bars(lane, lanes))
                for lane in lanes
                if lane.group_id in groups
            ],
            "lane_months": lane_months(lanes, until_day),
            "lanes_block": member.whereabouts(lanes, groups),
            "ties_block": member.ties(found, ties, scene),
            "ties": member.tie_lines(found, ties, scene),
            "hours_block": member.hours(hours, scene),
            "heat": heat(hours) if hours.total >= member.FEWEST_MESSAGES else None,
            "stations": [(s, groups.get(s.group_id)) for s in stations],
        },
    )


def _sameness(request: CommunityRequest, person: Person) -> dict[str, object]:
    """Return who else ``person`` may be, and the merges that brought somebody to them."""
    waiting = open_suggestions(request.community, person)
    merges = Merge.objects.filter(undone_at=None, target__in=merging.family(person))
    return {
        "card": next(iter(cards(waiting[:1], stays=person)), None),
        "more": max(0, waiting.count() - 1),
        "merges": list(merges.select_related("source").order_by("pk")),
        "may_edit": request.may(Permission.EDIT),
    }
