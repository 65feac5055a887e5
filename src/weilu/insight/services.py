"""Bring the derived tables and the measures of a community up to date."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext

from django.conf import settings
from django.db import transaction

from weilu.community.facts import facts_of, warehouse
from weilu.community.models import Community, Group
from weilu.insight.marks import Mark, marks, together
from weilu.insight.models import Freshness
from weilu.insight.queries.figures import WINDOWS, as_of
from weilu.kernel.lean import give_memory_back
from weilu.measure.derive import DERIVED, derive, portions
from weilu.measure.festivals import festivals_of
from weilu.measure.held import Window
from weilu.measure.run import WHOLE, measure
from weilu.measure.temperature_terms import PAST_DAYS
from weilu.warehouse.reader import Reader

#: What deriving a million messages at once may hold in memory beside the rows being written, and
#: what each further million of one group adds to it; the rest goes to disk for a while.
DERIVING_MB, FURTHER_MB = 128, 16
#: Communities of so many messages are measured with little memory too; larger ones at full speed.
MODEST = 2_000_000


def refresh(community: Community, *, group_ids: Collection[int] | None = None) -> bool:
    """Make anew what is stale; tell whether anything was.

    ``group_ids`` are taken as stale whatever their mark says. Everything else is judged by the
    marks of facts and formulas, so a second call does nothing, and a call that died is made good
    by the next.
    """
    with facts_of(community) as reader:
        found = marks(reader)
        known = {mark.group_id: mark for mark in Freshness.objects.filter(community=community)}
        stale = _stale_groups(reader, found, known) | (set(group_ids or ()) & set(found))
        gone = {group for group in known if group and group not in found}
        if stale or gone:
            _derive(reader, community, found, sorted(stale), sorted(gone))
            _remember_groups(community, {group: found[group] for group in stale}, gone)
            reader.refresh()
        until_day = as_of(reader)
        rooms = _staff_rooms(community)
        whole_mark = together(found, until_day, rooms)
        measured = known.get(WHOLE)
        is_fresh = (
            not stale
            and not gone
            and measured is not None
            and measured.measured_from == whole_mark
            and _has_measures(reader, until_day)
        )
        if is_fresh:
            return False
        _measure(reader, community, until_day, found, gone, rooms)
    Freshness.objects.update_or_create(
        community=community,
        group_id=WHOLE,
        defaults={"measured_from": whole_mark, "until_day": until_day},
    )
    return True


def rebuild(community: Community) -> None:
    """Drop the derived tables and the measures of a community and make them anew."""
    Freshness.objects.filter(community=community).delete()
    with facts_of(community) as reader:
        held = {
            int(row[0])
            for table in (*DERIVED, "measures")
            for row in reader.rows(f"SELECT DISTINCT group_id FROM {table}")  # noqa: S608  our names
        }
    for table in (*DERIVED, "measures"):
        _empty(table, community, sorted(held))
    refresh(community)


def windows_until(community: Community, until_day: int, *, asked: int = WINDOWS) -> list[Window]:
    """Return the weekly windows asked for, and those before that they are compared with."""
    festivals = festivals_of(community.timezone)
    return [
        Window(
            until_day=until_day - 7 * back,
            is_asked=back < asked,
            is_festival=festivals.fill_window(until_day - 7 * back),
        )
        for back in range(asked + PAST_DAYS // 7)
    ]


def staff_rooms(community: Community) -> list[int]:
    return _staff_rooms(community)


def _staff_rooms(community: Community) -> list[int]:
    rooms = Group.objects.filter(community=community, is_staff_room=True)
    return sorted(rooms.values_list("pk", flat=True))


def _stale_groups(reader: Reader, found: dict[int, Mark], known: dict[int, Freshness]) -> set[int]:
    """Return the groups whose facts changed, or whose rows are gone (after a restore)."""
    held = {int(row[0]) for row in reader.rows("SELECT DISTINCT group_id FROM days")}
    return {
        group
        for group, mark in found.items()
        if group not in known
        or known[group].derived_from != mark.derived_from
        or (mark.messages > 0 and group not in held)
    }


def _derive(
    reader: Reader,
    community: Community,
    found: dict[int, Mark],
    group_ids: Sequence[int],
    gone: Sequence[int],
) -> None:
    for portion in portions(reader.connection, group_ids):
        with _frugal(reader, sum(found[group].messages for group in portion)):
            for table, rows in derive(reader.connection, community.pk, portion):
                warehouse().replace(table, rows, community_id=community.pk, group_ids=portion)
                give_memory_back()
    if gone:
        for table in DERIVED:
            _empty(table, community, gone)


@contextmanager
def _frugal(reader: Reader, messages: int) -> Iterator[None]:
    """Work with little memory: one thread, and to disk what does not fit.

    It is background work; two threads keep twice the rows in hand and cost more time in all.
    """
    usual = reader.rows("SELECT current_setting('threads'), current_setting('memory_limit')")[0]
    allowed = max(settings.WAREHOUSE_MEMORY_MB, DERIVING_MB)
    megabytes = min(allowed, DERIVING_MB + FURTHER_MB * max(0, (messages - 1) // 1_000_000))
    reader.connection.execute(f"SET threads = 1; SET memory_limit = '{megabytes}MB'")
    try:
        yield
    finally:
        reader.connection.execute(f"SET threads = {usual[0]}; SET memory_limit = '{usual[1]}'")


def _measure(
    reader: Reader,
    community: Community,
    until_day: int,
    found: dict[int, Mark],
    gone: Collection[int],
    rooms: Sequence[int],
) -> None:
    groups = sorted(found)
    if not until_day:
        _empty("measures", community, [WHOLE, *groups, *gone])
        return
    messages = sum(mark.messages for mark in found.values())
    with _frugal(reader, messages) if messages <= MODEST else nullcontext():
        rows = measure(
            reader.connection,
            community.pk,
            groups,
            windows_until(community, until_day),
            with_whole=True,
            staff_rooms=rooms,
        )
    warehouse().replace(
        "measures", rows, community_id=community.pk, group_ids=[WHOLE, *groups, *gone]
    )


def _empty(table: str, community: Community, group_ids: Sequence[int]) -> None:
    from weilu.warehouse.tables import TABLES

    if group_ids:
        nothing = TABLES[table].schema.empty_table()
        warehouse().replace(table, nothing, community_id=community.pk, group_ids=group_ids)


def _has_measures(reader: Reader, until_day: int) -> bool:
    if not until_day:
        return True
    return bool(
        reader.rows("SELECT count(*) FROM measures WHERE until_day = $until", {"until": until_day})[
            0
        ][0]
    )


@transaction.atomic
def _remember_groups(community: Community, found: dict[int, Mark], gone: Collection[int]) -> None:
    Freshness.objects.filter(community=community, group_id__in=gone).delete()
    Freshness.objects.bulk_create(
        [
            Freshness(community=community, group_id=group, derived_from=mark.derived_from)
            for group, mark in found.items()
        ],
        update_conflicts=True,
        unique_fields=["community", "group_id"],
        update_fields=["derived_from", "made_at"],
    )
