"""What a reader of facts joins: zones, accounts and memberships, published as snapshots."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from django.db.models import Max, Min

from weilu.community.facts import warehouse
from weilu.community.models import Account, Community, Group, Membership
from weilu.ingest.clocks import spans, year_start_us
from weilu.ingest.models import Import
from weilu.kernel.time import DAY_US, from_us, to_us
from weilu.warehouse.tables import TABLES

#: Zones are exact from here on where no import says more.
_FIRST_YEAR, _LAST_YEAR = 2010, 2040


def publish(community: Community) -> None:
    """Publish zones, accounts and memberships as they stand now."""
    publish_identities(community)
    publish_memberships(community)


def publish_identities(community: Community) -> None:
    """Publish zones and accounts: after a change of time zone, a merge, a mark of staff or bot."""
    store = warehouse()
    store.publish("zones", _zones(community), community_id=community.pk)
    store.publish("accounts", _accounts(community), community_id=community.pk)


def publish_memberships(community: Community) -> None:
    warehouse().publish("memberships", _memberships(community), community_id=community.pk)


def _zones(community: Community) -> pa.Table:
    known = Import.objects.filter(community=community).aggregate(
        a=Min("first_us"), b=Max("last_us")
    )
    first, last = year_start_us(_FIRST_YEAR), year_start_us(_LAST_YEAR)
    first = min(first, _year_of(known["a"]) if known["a"] is not None else first)
    last = max(last, _year_of(known["b"]) + 400 * DAY_US if known["b"] is not None else last)
    parts = []
    for group in (
        Group.objects.filter(community=community).select_related("community").order_by("pk")
    ):
        found = spans(group.zone_name, first, last)
        count = len(found.start_us)
        parts.append(
            pa.table(
                [
                    np.full(count, community.pk),
                    np.full(count, group.pk),
                    found.start_us,
                    found.until_us,
                    found.offset_us,
                ],
                schema=TABLES["zones"].schema,
            )
        )
    return pa.concat_tables(parts) if parts else TABLES["zones"].schema.empty_table()


def _year_of(us: int) -> int:
    return year_start_us(from_us(us).year)


def _accounts(community: Community) -> pa.Table:
    found = Account.objects.filter(community=community).order_by("pk")
    columns = ["community_id", "pk", "person_id", "is_bot", "person__is_staff"]
    return _table("accounts", list(found.values_list(*columns)))


def _memberships(community: Community) -> pa.Table:
    found = Membership.objects.filter(group__community=community).order_by("group_id", "pk")
    held = found.values_list(
        "group_id",
        "account_id",
        "role",
        "joined_at",
        "left_at",
        "join_recorded",
        "invited_by_id",
        "channel",
    )
    rows = [
        (
            community.pk,
            group,
            account,
            role,
            to_us(joined),
            None if left is None else to_us(left),
            recorded,
            inviter,
            channel or None,
        )
        for group, account, role, joined, left, recorded, inviter, channel in held.iterator()
    ]
    return _table("memberships", rows)


def _table(name: str, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    schema = TABLES[name].schema
    columns = zip(*rows, strict=True) if rows else [[] for _ in schema]
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)],
        schema=schema,
    )
