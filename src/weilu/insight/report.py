"""The report: all metrics of a community and its groups as of one day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from weilu.community.facts import facts_of
from weilu.community.models import Community, Group
from weilu.ingest import services as ingest
from weilu.insight.errors import NoSuchGroup, NothingToReport
from weilu.insight.marks import marks
from weilu.insight.queries.figures import as_of as newest_day
from weilu.insight.services import refresh, staff_rooms, windows_until
from weilu.kernel.time import day_number, from_day_number
from weilu.measure.catalogue import METRICS
from weilu.measure.run import WHOLE, measure
from weilu.warehouse.reader import Reader


@dataclass(frozen=True, slots=True)
class _Measured:
    value: float | None
    low: float | None
    high: float | None
    n: int


_NOTHING = _Measured(None, None, None, 0)
_Found = dict[int, dict[str, _Measured]]


def report(
    community: Community, *, group: str | None = None, as_of: date | None = None
) -> dict[str, Any]:
    """Return every metric in the shape that ``weilu report --json`` prints.

    What is stale is made anew first. ``as_of`` is a local day, by default that of the newest
    message; another day than those of the weekly windows is measured on the spot.
    """
    ingest.measure_waiting(community)
    refresh(community)
    groups = _groups(community, group)
    with facts_of(community) as reader:
        newest = newest_day(reader)
        if not newest:
            raise NothingToReport(community=community.slug)
        until_day = newest if as_of is None else day_number(as_of)
        found = _stored(reader, until_day) or _measured(reader, community, until_day)
    return {
        "as_of": from_day_number(until_day).isoformat(),
        "community": {
            "slug": community.slug,
            "name": community.name,
            "metrics": _told(found.get(WHOLE, {})),
        },
        "groups": [
            {"group": each.name, "group_id": each.pk, "metrics": _told(found.get(each.pk, {}))}
            for each in groups
        ],
    }


def _groups(community: Community, wanted: str | None) -> list[Group]:
    groups = list(community.groups.order_by("name", "pk"))
    if wanted is None:
        return groups
    chosen = [each for each in groups if wanted in {each.name, str(each.pk)}]
    if not chosen:
        raise NoSuchGroup(community=community.slug, group=wanted)
    return chosen


def _stored(reader: Reader, until_day: int) -> _Found:
    rows = reader.rows(
        "SELECT group_id, metric, value, low, high, n FROM measures WHERE until_day = $until",
        {"until": until_day},
    )
    return _by_group(rows)


def _measured(reader: Reader, community: Community, until_day: int) -> _Found:
    rows = measure(
        reader.connection,
        community.pk,
        sorted(marks(reader)),
        windows_until(community, until_day, asked=1),
        with_whole=True,
        staff_rooms=staff_rooms(community),
    )
    wanted = ("group_id", "metric", "value", "low", "high", "n")
    return _by_group(list(zip(*(rows[name].to_pylist() for name in wanted), strict=True)))


def _by_group(rows: list[tuple[Any, ...]]) -> _Found:
    found: _Found = {}
    for group, metric, value, low, high, n in rows:
        found.setdefault(int(group), {})[metric] = _Measured(value, low, high, int(n))
    return found


def _told(measured: dict[str, _Measured]) -> dict[str, dict[str, Any]]:
    told = {}
    for metric in METRICS.values():
        one = measured.get(metric.id, _NOTHING)
        told[metric.id] = {
            "value": one.value,
            "unit": metric.unit.value,
            "low": one.low,
            "high": one.high,
            "n": one.n,
        }
    return told
