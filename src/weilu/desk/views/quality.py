"""What is missing in the data: of the community, and of one group."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from weilu.community import clock
from weilu.community.facts import facts_of
from weilu.community.models import Community
from weilu.community.permissions import CommunityRequest, Permission, community_view
from weilu.desk.blocks.quality import TITLES, GroupLines, lines
from weilu.desk.names import groups_by_id
from weilu.insight.quality import Missing, missing
from weilu.insight.queries import quality as held_of
from weilu.kernel.time import local_day, to_us


def today_of(community: Community) -> int:
    """Return today's day number in the community's zone."""
    return local_day(to_us(clock.now(community)), ZoneInfo(community.timezone))


def missing_by_group(community: Community, today: int) -> dict[int, list[Missing]]:
    with facts_of(community) as reader:
        found = held_of.held(reader, community)
    return {group: missing(each, today=today) for group, each in found.items()}


@community_view(Permission.VIEW)
@require_safe
def quality(request: CommunityRequest) -> HttpResponse:
    """List what is missing group by group, the groups that lack most first."""
    today = today_of(request.community)
    found = missing_by_group(request.community, today)
    groups = groups_by_id(request.community)
    rows = [
        GroupLines(group=groups[pk], lines=lines(each, today=today))
        for pk, each in found.items()
        if pk in groups
    ]
    rows.sort(key=lambda row: (-len(row.lines), row.group.name, row.group.pk))
    counts = {
        code: sum(any(m.code == code for m in each) for each in found.values()) for code in TITLES
    }
    context = {
        "rows": rows,
        "lacking": sum(bool(row.lines) for row in rows),
        "summary": [(TITLES[code], n) for code, n in counts.items() if n],
        "may_import": request.may(Permission.EDIT),
    }
    return render(request, "desk/quality.html", context)


@community_view(Permission.VIEW)
@require_safe
def quality_of(request: CommunityRequest, group_id: int) -> HttpResponse:
    """Say of one group what is missing, which numbers that touches, and what would mend it."""
    group = get_object_or_404(request.community.groups, pk=group_id)
    today = today_of(request.community)
    found = missing_by_group(request.community, today)
    context = {
        "group": group,
        "is_known": group.pk in found,
        "lines": lines(found.get(group.pk, []), today=today),
        "may_import": request.may(Permission.EDIT),
    }
    return render(request, "desk/quality_of.html", context)
