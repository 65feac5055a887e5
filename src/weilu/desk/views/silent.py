"""The page of a group in which nobody has written for four weeks."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation

from weilu.community.models import Group
from weilu.community.permissions import CommunityRequest, Permission
from weilu.connect.platforms import platform
from weilu.desk.blocks import silent
from weilu.desk.blocks.scene import Scene
from weilu.desk.blocks.summary import member_line
from weilu.desk.drawing import week_course
from weilu.desk.figures import spoken_date
from weilu.desk.names import groups_by_id, person_names
from weilu.insight import queries
from weilu.measure.festivals import festivals_of
from weilu.warehouse.reader import Reader

METRICS = ("weekly_active", "monthly_active", "speaking_share")
#: The longest life that is drawn, in weeks.
LONGEST = 156
#: What the course of a living group shows besides its weeks: the usual week, the last festival.
NOT_NOW = ("reference", "mark")


def silent_group(
    request: CommunityRequest,
    group: Group,
    reader: Reader,
    *,
    span: tuple[int | None, int | None],
) -> HttpResponse:
    """Show the life of a group instead of a row of empty blocks; ``span``: first and last day."""
    until_day = queries.as_of(reader)
    scene = Scene(
        slug=request.community.slug, group_id=group.pk, until_day=until_day, zone=group.zone_name
    )
    festivals = festivals_of(request.community.timezone)
    figures = queries.figures(reader, group.pk, METRICS, until_day=until_day, festivals=festivals)
    first_day, last_day = span
    page = {
        "group": group,
        "platform_name": platform(group.platform).name(translation.get_language() or "en"),
        "summary": member_line(figures, [], scene),
        "scene": scene,
        "silent_since": "",
        "may_import": request.may(Permission.EDIT),
    }
    if first_day is not None and last_day is not None:
        page["silent_since"] = spoken_date(last_day, today=until_day)
        page["silent_days"] = until_day - last_day
        page |= _life(request, reader, scene, first_day=first_day)
    return render(request, "desk/group_silent.html", page)


def _life(
    request: CommunityRequest, reader: Reader, scene: Scene, *, first_day: int
) -> dict[str, Any]:
    weeks = min(LONGEST, (scene.until_day - first_day) // 7 + 1)
    points = queries.course(
        reader,
        scene.group_id,
        until_day=scene.until_day,
        festivals=festivals_of(request.community.timezone),
        weeks=weeks,
    )
    last = silent.last_lively(points) or points[-1]
    people = queries.people(reader, scene.group_id, until_day=last.until_day, limit=silent.NAMED)
    ids = [person.person_id for person in people]
    now = queries.elsewhere(reader, ids, group_id=scene.group_id, until_day=scene.until_day)
    groups = groups_by_id(request.community)
    then = replace(scene, until_day=last.until_day, people=person_names(request.community, ids))
    return {
        "blocks": {
            "life": silent.life(points, scene),
            "carried": silent.carried(
                people, now, spoken_date(last.until_day, today=scene.until_day)
            ),
        },
        "course": {k: v for k, v in week_course(points).items() if k not in NOT_NOW},
        "then": then,
        "carried": [
            (p, [groups[g] for g in now.get(p.person_id, [])[:2] if g in groups]) for p in people
        ],
    }
