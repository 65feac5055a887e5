"""One group: its course, who waits, temperature, standards, rhythm, ties, people, retention."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation

from weilu.community.facts import facts_of
from weilu.community.models import Group
from weilu.community.permissions import CommunityRequest, Permission, community_view
from weilu.connect.platforms import platform
from weilu.desk.blocks import answers, carriers, course, growth, rhythm, standards, temperature
from weilu.desk.blocks import waiting as waiting_block
from weilu.desk.blocks.quality import beside
from weilu.desk.blocks.scene import Scene
from weilu.desk.blocks.summary import member_line
from weilu.desk.drawing import bars, heat, lorenz_curve, tie_graph, week_course
from weilu.desk.names import person_names
from weilu.desk.views.quality import today_of
from weilu.desk.views.silent import silent_group
from weilu.insight import queries
from weilu.insight.attention import SILENT_DAYS, YOUNG_WEEKS, has_ended
from weilu.insight.quality import missing
from weilu.insight.queries.quality import held as quality_of_groups
from weilu.insight.shapes import WeekPoint
from weilu.measure.festivals import Festivals, festivals_of
from weilu.warehouse.reader import Reader

#: Words that are shown.
WORDS = 24

METRICS = (
    "weekly_active",
    "monthly_active",
    "stickiness",
    "temperature",
    "speaking_share",
    "self_organisation",
    "brought_by_members",
    "welcome_rate",
    "answered_rate",
    "top_fifth_share",
    "gini",
    "bus_factor",
    "question_share",
    "activity_half_life",
    *temperature.PARTS,
    *standards.TITLES,
)


@community_view(Permission.VIEW)
def group(request: CommunityRequest, group_id: int) -> HttpResponse:
    found = get_object_or_404(request.community.groups.select_related("community"), pk=group_id)
    with facts_of(request.community) as reader:
        until_day = queries.as_of(reader)
        festivals = festivals_of(request.community.timezone)
        first_day, last_day = queries.spans(reader, until_day).get(found.pk, (None, None))
        if first_day is None or last_day is None or until_day - last_day >= SILENT_DAYS:
            return silent_group(request, found, reader, span=(first_day, last_day))
        shapes = _shapes(reader, found, (first_day, last_day), until_day, festivals)
        held = quality_of_groups(reader, request.community).get(found.pk)
    today = today_of(request.community)
    doubts = missing(held, today=today) if held else []
    scene = Scene(
        slug=request.community.slug,
        group_id=found.pk,
        until_day=until_day,
        zone=found.zone_name,
        people=person_names(request.community, _people_in(shapes)),
    )
    page = {
        "group": found,
        "platform_name": platform(found.platform).name(translation.get_language() or "en"),
        "summary": member_line(shapes["figures"], shapes["course"], scene),
        "scene": scene,
        "figures": shapes["figures"],
        "blocks": beside(_blocks(shapes, scene), doubts, scene, today=today),
    }
    return render(request, "desk/group.html", page | _pictures(shapes, scene))


def _shapes(
    reader: Reader, found: Group, span: tuple[int, int], until_day: int, festivals: Festivals
) -> dict[str, Any]:
    key = found.pk
    points = queries.course(reader, key, until_day=until_day, festivals=festivals)
    ended = _ended(reader, key, span, points, until_day)
    known_until = queries.end_of(reader, until_day if ended is None else ended)
    return {
        "festivals": festivals,
        "ended": ended,
        "figures": queries.figures(reader, key, METRICS, until_day=until_day, festivals=festivals),
        "course": points,
        "waiting": queries.waiting(reader, key, until_us=known_until),
        "answers": queries.answer_times(reader, key, until_day=until_day),
        "heat": queries.heat_map(reader, key, until_day=until_day),
        "people": queries.people(reader, key, until_day=until_day),
        "ties": queries.ties(reader, key, until_day=until_day),
        "lorenz": queries.lorenz(reader, key, until_day=until_day),
        "cohorts": queries.cohorts(reader, key, until_day=until_day),
        "words": queries.words(reader, key)[:WORDS],
        "states": queries.states(reader, key, until_day=until_day),
    }


def _ended(
    reader: Reader, key: int, span: tuple[int, int], points: Sequence[WeekPoint], until_day: int
) -> int | None:
    """Return the last day with words where all of them end at once, as the overview tells it."""
    first_day, last_day = span
    pause = queries.longest_pauses(reader, until_day).get(key, 0)
    is_young = until_day - first_day < YOUNG_WEEKS * 7
    if is_young or not has_ended(points, last_day, until_day, longest_pause=pause):
        return None
    return last_day


def _people_in(shapes: dict[str, Any]) -> set[int]:
    found = {w.person_id for w in shapes["waiting"]}
    found |= {p.person_id for p in shapes["people"][:60]}
    for tie in shapes["ties"]:
        found |= {tie.one_id, tie.other_id}
    return found


def _blocks(shapes: dict[str, Any], scene: Scene) -> dict[str, Any]:
    figures = shapes["figures"]
    of_when = {"until_day": scene.until_day, "festivals": shapes["festivals"]}
    parts = temperature.parts(figures, queries.part_ranks(figures, **of_when))
    before = queries.weeks_before(figures["temperature"], **of_when)
    return {
        "course": course.course(shapes["course"], scene, ended=shapes["ended"]),
        "waiting": waiting_block.waiting(shapes["waiting"], figures["welcome_rate"], scene),
        "temperature": temperature.temperature(figures["temperature"], parts, before, scene),
        "standards": standards.health(standards.standards(figures)),
        "rhythm": rhythm.rhythm(shapes["heat"], scene),
        "answers": answers.answers(shapes["answers"], figures["answered_rate"], scene),
        "ties": carriers.ties(shapes["ties"], scene),
        "people": carriers.carriers(shapes["people"], figures["bus_factor"], scene),
        "spread": carriers.spread(
            shapes["lorenz"], figures["top_fifth_share"], figures["gini"], scene
        ),
        "retention": growth.retention(shapes["cohorts"], scene),
        "engagement": growth.engagement(shapes["states"], scene),
        "words": growth.vocabulary(shapes["words"]),
        "parts": parts,
    }


def _pictures(shapes: dict[str, Any], scene: Scene) -> dict[str, Any]:
    figures = shapes["figures"]
    return {
        "course": week_course(shapes["course"]),
        "heat": heat(shapes["heat"]),
        "answer_bars": bars(shapes["answers"]) if answers.is_known(shapes["answers"]) else None,
        "lorenz": lorenz_curve(shapes["lorenz"]),
        "graph": tie_graph(shapes["ties"], shapes["people"], shapes["waiting"], scene),
        "waiting": shapes["waiting"],
        "standards": standards.standards(figures),
        "people": shapes["people"][:7],
        "quiet": {p.person_id for p in shapes["people"][:7] if carriers.is_quiet(p, scene)},
        "cohorts": shapes["cohorts"],
        "states": [
            (str(growth.STATES[k]), n, k) for k, n in shapes["states"].items() if k in growth.STATES
        ],
        "words": shapes["words"],
    }
