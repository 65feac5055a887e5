"""Measured shapes as the data of the shell's charts (``ui.charts`` says what each kind takes)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from weilu.desk.blocks.course import usual
from weilu.desk.blocks.scene import Scene
from weilu.desk.figures import count, minutes, percent, short_date, weekday
from weilu.desk.queries import Lane
from weilu.insight.shapes import (
    AnswerTimes,
    HeatMap,
    Lorenz,
    PersonLine,
    Tie,
    Waiting,
    WeekPoint,
)
from weilu.kernel.time import from_day_number

Chart = dict[str, Any]

#: Above this many pairs only the strongest are drawn; the page says how many are hidden.
TIES_DRAWN = 60
NAMED = 7


def week_course(points: Sequence[WeekPoint]) -> Chart:
    """Active people as a line with the usual week, messages as bars below."""
    past = usual(points)
    points = _begun(points)
    last = points[-1].until_day if points else 0
    data: Chart = {
        "x": [short_date(point.until_day, today=last) for point in points],
        "series": [
            {
                "name": _("Active people"),
                "values": [point.active for point in points],
                "tone": "ink",
                "text": _("active %(n)s") % {"n": count(points[-1].active)} if points else "",
            }
        ],
        "below": {
            "series": [
                {
                    "name": _("Messages"),
                    "values": [point.messages for point in points],
                    "tone": "past",
                    "kind": "bar",
                    "text": _("messages %(n)s") % {"n": count(points[-1].messages)}
                    if points
                    else "",
                }
            ]
        },
    }
    if past is not None:
        data["reference"] = {"value": past, "text": _("usual week %(n)s") % {"n": count(past)}}
    festival = _last_festival(points)
    if festival:
        first, final = (short_date(point.until_day, today=last) for point in festival)
        data["mark"] = {"from": first, "to": final, "text": _("festival"), "tone": "past"}
    return data


def _begun(points: Sequence[WeekPoint]) -> Sequence[WeekPoint]:
    """Return the weeks from the first message on: before it there is no group, not a silent one."""
    begun = next((at for at, point in enumerate(points) if point.messages), 0)
    return points[begun:]


def _last_festival(points: Sequence[WeekPoint]) -> tuple[WeekPoint, WeekPoint] | None:
    """Return the ends of the newest run of festival weeks; a week begins where the last ended."""
    at = [n for n, point in enumerate(points) if point.is_festival]
    if not at:
        return None
    first = at[-1]
    while first - 1 in at:
        first -= 1
    return points[max(0, first - 1)], points[at[-1]]


def heat(found: HeatMap) -> Chart:
    return {
        "rows": [weekday(day) for day in range(7)],
        "columns": [str(hour) for hour in range(24)],
        "values": [list(row) for row in found.counts],
        "unit": _("messages"),
    }


def bars(times: AnswerTimes) -> Chart:
    """Answer times in lying bars: share of conversations, the own past pale above."""
    total = times.conversations or 1
    rows = []
    for (low, high), now, past in zip(times.buckets, times.now, times.past_share, strict=True):
        is_nobody = low is None
        rows.append(
            {
                "label": _("no answer seen") if is_nobody else _span(low, high),
                "value": now / total,
                "past": past,
                "text": _("%(n)s, %(share)s") % {"n": count(now), "share": percent(now / total)},
                "tone": "ember" if is_nobody and now / total > past + 0.02 else "",
            }
        )
    return {"rows": rows}


def _span(low: int | None, high: int | None) -> str:
    if not low:
        return _("within %(high)s") % {"high": minutes(high)}
    if high is None:
        return _("after %(low)s") % {"low": minutes(low)}
    return f"{low if high <= 90 else f'{low / 60:g}'}–{minutes(high)}"


def lorenz_curve(found: Lorenz) -> Chart:
    data: Chart = {"now": list(found.now)}
    if found.past:
        data["past"] = list(found.past)
    if len(found.now) > 4:
        data["points"] = [
            {
                "x": 0.2,
                "y": found.now[4],
                "text": _("20%% of members → %(share)s of messages")
                % {"share": percent(found.now[4])},
            }
        ]
    return data


def tie_graph(
    ties: Sequence[Tie], lines: Sequence[PersonLine], waiting: Sequence[Waiting], scene: Scene
) -> Chart | None:
    """The strongest ties; sizes by people answered, ember for carriers who fell silent."""
    strongest = sorted(ties, key=lambda t: (-(t.forth + t.back), t.one_id, t.other_id))[:TIES_DRAWN]
    if not strongest:
        return None
    answered = {line.person_id: line.answered_people for line in lines}
    quiet = {p.person_id for p in lines[:5] if scene.until_us - p.last_us >= 7 * 86_400_000_000}
    people = sorted({t.one_id for t in strongest} | {t.other_id for t in strongest})
    named = set(sorted(people, key=lambda p: (-answered.get(p, 0), p))[:NAMED])
    return {
        "nodes": [
            {
                "id": str(person),
                "name": scene.name(person),
                "size": answered.get(person, 0),
                "tone": "ember" if person in quiet else "",
                "label": person in named,
            }
            for person in people
        ],
        "links": [
            {"source": str(t.one_id), "target": str(t.other_id), "weight": t.forth + t.back}
            for t in strongest
        ],
        "outside": [scene.name(w.person_id) for w in waiting[:5]],
        "hidden": max(0, len(ties) - TIES_DRAWN),
    }


def lane_months(lanes: Sequence[Lane], until_day: int) -> list[str]:
    """Return the months to write below the lanes, evenly spread from the first week to now."""
    weeks = max((len(lane.weeks) for lane in lanes), default=0)
    steps = 3 if weeks >= 26 else 1
    first = until_day - 7 * weeks + 1
    days = [first + round((until_day - first) * n / steps) for n in range(steps + 1)]
    found = [from_day_number(day) for day in days]
    months = [f"{day:%Y-%m}" for day in found]
    return months if len(set(months)) == len(months) else []


def lane_bars(lane: Lane, lanes: Sequence[Lane]) -> list[tuple[float, float]]:
    """Return (x, height) of each week's bar in percent; all lanes share one scale."""
    peak = max((other.peak for other in lanes), default=1) or 1
    step = 100 / max(len(lane.weeks), 1)
    return [
        (round(at * step, 3), round(100 * weeks / peak, 2)) for at, weeks in enumerate(lane.weeks)
    ]
