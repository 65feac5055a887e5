"""The community at a glance: the week in sentences, all groups in one table."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import SafeString

from weilu.community.facts import facts_of
from weilu.community.models import Group
from weilu.community.permissions import CommunityRequest, Permission, community_view
from weilu.connect.platforms import Platform, platform
from weilu.desk.blocks.scene import Scene
from weilu.desk.figures import week_number
from weilu.desk.names import glosses_of, groups_by_id
from weilu.desk.sentences import reason, week_sentences
from weilu.insight import queries, sentences
from weilu.insight.shapes import GroupLine
from weilu.measure.festivals import festivals_of

SORTS = {
    "attention": lambda row: (
        not row.line.needs_attention,
        not row.line.waiting,
        -row.line.active,
        row.group.name,
    ),
    "name": lambda row: (row.group.name, row.group.pk),
    "temperature": lambda row: (
        row.line.temperature.value is None,
        row.line.temperature.value or 0,
    ),
    "active": lambda row: (-row.line.active, row.group.name),
    "waiting": lambda row: (-row.line.waiting, row.group.name),
    "last": lambda row: (-(row.line.last_us or 0), row.group.name),
}


#: Rows up to which the table keeps two-line rows; above, one line each, to see more at once.
ROOMY_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One group of the table, ready to be shown."""

    group: Group
    platform: Platform
    platform_name: str
    line: GroupLine
    reason: SafeString
    change: float | None


@community_view(Permission.VIEW)
def overview(request: CommunityRequest) -> HttpResponse:
    groups = groups_by_id(request.community)
    with facts_of(request.community) as reader:
        until_day = queries.as_of(reader) if groups else 0
        if not until_day:
            context = {"may_import": request.may(Permission.EDIT), "is_counting": bool(groups)}
            return render(request, "desk/overview_empty.html", context)
        lines = queries.group_lines(reader, request.community, until_day=until_day)
        week = sentences.week(reader, request.community, until_day=until_day, lines=lines)
        festivals = festivals_of(request.community.timezone)
        whole = queries.figures(
            reader,
            0,
            ("speaking_share", "weekly_active"),
            until_day=until_day,
            festivals=festivals,
        )
    scene = Scene(
        slug=request.community.slug,
        group_id=0,
        until_day=until_day,
        glosses=glosses_of(request, groups.values()),
    )
    rows = [_row(groups[line.group_id], line, scene) for line in lines if line.group_id in groups]
    shown = _shown(rows, request)
    return render(
        request,
        "desk/overview.html",
        {
            "scene": scene,
            "may_import": request.may(Permission.EDIT),
            "sentences": week_sentences(week, groups, scene),
            "rows": shown,
            "all_rows": rows,
            "week_number": week_number(until_day),
            "platforms": sorted({(r.group.platform, r.platform_name) for r in rows}),
            "sort": _sort(request),
            "is_dense": len(rows) > ROOMY_ROWS,
            "waiting": sum(row.line.waiting for row in rows),
            "cooling": sum(row.line.needs_attention for row in rows),
            "seats": sum(row.line.members for row in rows),
            "active_seats": sum(row.line.active for row in rows),
            "is_after_festival": festivals.touch_window(until_day - 28),
            "members": whole["speaking_share"].n,
            "active": whole["weekly_active"].value or 0,
        },
    )


def _row(group: Group, line: GroupLine, scene: Scene) -> GroupRow:
    now, before = line.temperature.value, line.temperature_before
    found = platform(group.platform)
    return GroupRow(
        group=group,
        platform=found,
        platform_name=found.name(translation.get_language() or "en"),
        line=line,
        reason=reason(line, scene),
        change=None if now is None or before is None else now - before,
    )


def _sort(request: CommunityRequest) -> str:
    wanted = request.GET.get("sort", "attention")
    return wanted if wanted in SORTS else "attention"


def _shown(rows: list[GroupRow], request: CommunityRequest) -> list[GroupRow]:
    """Filter by platform, name and need, then sort; unknown values filter nothing."""
    text = request.GET.get("q", "").strip().casefold()
    wanted = request.GET.get("platform", "")
    kept = [
        row
        for row in rows
        if (not wanted or row.group.platform == wanted)
        and (not text or text in row.group.name.casefold())
        and (request.GET.get("need") != "1" or row.line.needs_attention or row.line.waiting)
    ]
    return sorted(kept, key=SORTS[_sort(request)])
