"""What stands behind a number: its rows, its formula, its version. Shown in the drawer."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from weilu.community.facts import facts_of
from weilu.community.models import Group
from weilu.community.permissions import CommunityRequest, Permission, community_view
from weilu.desk.blocks.scene import Scene
from weilu.desk.names import groups_by_id, person_names
from weilu.insight import queries
from weilu.insight.rows import EXPLAINED
from weilu.insight.rows import rows as rows_behind
from weilu.kernel.text import whole_number
from weilu.measure.festivals import festivals_of

LIMIT = 200


@community_view(Permission.VIEW)
def rows(request: CommunityRequest, metric: str) -> HttpResponse:
    if metric not in EXPLAINED:
        raise Http404
    group_id = whole_number(request.GET.get("group", "")) or 0
    group: Group | None = None
    if group_id:
        group = get_object_or_404(request.community.groups.select_related("community"), pk=group_id)
    person_id = whole_number(request.GET.get("person", ""))
    if person_id is not None:
        get_object_or_404(request.community.people, pk=person_id)
    with facts_of(request.community) as reader:
        newest = queries.as_of(reader)
        asked = whole_number(request.GET.get("until", ""))
        until_day = asked if asked is not None and 0 < asked <= newest else newest
        found = rows_behind(
            reader, metric, group_id, until_day=until_day, person_id=person_id, limit=LIMIT
        )
        festivals = festivals_of(request.community.timezone)
        figure = queries.figures(
            reader, group_id, [metric], until_day=until_day, festivals=festivals
        ).get(metric)
    names = person_names(request.community, [row.person_id for row in found])
    groups = groups_by_id(request.community)
    return render(
        request,
        "desk/rows.html",
        {
            "scene": Scene(
                slug=request.community.slug,
                group_id=group_id,
                until_day=until_day,
                people=names,
                zone=group.zone_name if group else request.community.timezone,
            ),
            "group": group,
            "metric": metric,
            "explained": EXPLAINED[metric],
            "figure": figure,
            "rows": [(row, groups.get(row.group_id)) for row in found],
            "limit": LIMIT,
        },
    )
