"""What a group's history holds, counted from derived tables and imports."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Max, Q

from weilu.community.models import Community
from weilu.ingest.models import Import, ImportedGroup, ListedMember
from weilu.insight.quality import Held
from weilu.kernel.time import day_number
from weilu.warehouse.reader import Reader

_DAYS = """
    WITH spoke AS (
        SELECT group_id, local_day, sum(messages) AS messages FROM days
        WHERE messages > 0 GROUP BY ALL
    ), steps AS (
        SELECT *, local_day - lag(local_day) OVER (PARTITION BY group_id ORDER BY local_day) - 1
            AS empty
        FROM spoke
    )
    SELECT group_id, sum(messages)::BIGINT AS messages, min(local_day) AS first_day,
           max(local_day) AS last_day, count(*) AS active_days,
           coalesce(max(empty), 0) AS gap_days,
           coalesce(arg_max(local_day - empty, empty), 0) AS gap_from
    FROM steps GROUP BY group_id
"""
#: An id made by Weilu is 32 hexadecimal digits (``connect.builder.Refs``).
_STARTS = """
    SELECT group_id, count(*) AS starts,
           count(*) FILTER (regexp_full_match(message_ref, '[0-9a-f]{32}')) AS starts_without_id
    FROM starts GROUP BY group_id
"""
_REPLIES = """
    SELECT group_id, count(*) AS replies, count(*) FILTER (is_inferred) AS inferred
    FROM replies GROUP BY group_id
"""
_JOINS = "SELECT group_id, count(*) AS joins FROM moves WHERE kind = 'join' GROUP BY group_id"
_REACTIONS = "SELECT group_id, count(*) AS reactions FROM reactions GROUP BY group_id"
_COUNTS = {
    ("messages", "first_day", "last_day", "active_days", "gap_days", "gap_from"): _DAYS,
    ("starts", "starts_without_id"): _STARTS,
    ("replies", "inferred"): _REPLIES,
    ("joins",): _JOINS,
    ("reactions",): _REACTIONS,
}
_DONE = (Import.State.DONE, Import.State.MEASURING)


def held(reader: Reader, community: Community) -> dict[int, Held]:
    """Return what is held of every group that has a message; one query set for 300 groups."""
    found: dict[int, dict[str, Any]] = {}
    for names, sql in _COUNTS.items():
        for group, *counts in reader.recall(sql):
            found.setdefault(group, {}).update(zip(names, counts, strict=True))
    imported = _imported(community)
    return {
        group: Held(group_id=group, **counted, **imported.get(group, {}))
        for group, counted in found.items()
        if counted.get("messages")
    }


def _imported(community: Community) -> Mapping[int, dict[str, int]]:
    """Return what the finished imports say of each group.

    Unreadable places are the file's: a file of several groups counts for each of them.
    """
    ours = ImportedGroup.objects.filter(
        run__community=community, run__state__in=_DONE, is_chosen=True
    ).exclude(target=None)
    found: dict[int, dict[str, int]] = {}
    rows = ours.values_list("target_id").annotate(
        imports=Count("run", distinct=True),
        zones_assumed=Count("run", filter=Q(run__has_wall_clock=True), distinct=True),
        newest=Max("run__created_at"),
    )
    for group, imports, assumed, newest in rows:
        found[group] = {
            "imports": imports,
            "zones_assumed": assumed,
            "newest_import_day": day_number(newest.date()),
            "unreadable": 0,
            "records": 0,
        }
    spoiled = ours.values_list("target_id", "run", "run__unreadable", "run__records").distinct()
    for group, _run, unreadable, records in spoiled:
        found[group]["unreadable"] += unreadable
        found[group]["records"] += records
    listed = ListedMember.objects.filter(run__community=community).values_list("group")
    for group, number in listed.annotate(number=Count("account", distinct=True)):
        found.setdefault(group, {})["listed"] = number
    return found
