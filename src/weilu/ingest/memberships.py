"""Memberships as the facts tell them, brought into the operational database.

They are worked out anew from the warehouse for the groups that changed, so that the order of
imports, a repetition or a crash make no difference.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from weilu.community.facts import facts_of
from weilu.community.models import Community, Membership
from weilu.ingest.bulk import insert_rows
from weilu.ingest.models import Import, ImportedGroup, ListedMember
from weilu.ingest.stays import Event, Sign, Stay, stays
from weilu.kernel.time import from_us

Pair = tuple[int, int]  # group id, account id

_SPOKE = """
    SELECT group_id, account_id, min(sent_us) FROM messages
    WHERE group_id IN (SELECT unnest($groups)) GROUP BY ALL
"""
_MOVED = """
    SELECT group_id, account_id, kind, sent_us, inviter_id, channel FROM moves
    WHERE group_id IN (SELECT unnest($groups)) AND kind IN ('join', 'leave') AND account_id > 0
"""
_SPOKE_AFTER_LEAVING = """
    WITH left_then AS (
        SELECT group_id, account_id, sent_us FROM moves
        WHERE kind = 'leave' AND account_id > 0 AND group_id IN (SELECT unnest($groups))
    ), first_left AS (
        SELECT group_id, account_id, min(sent_us) AS left_us FROM left_then GROUP BY ALL
    ), said AS (
        SELECT m.group_id, m.account_id, m.sent_us FROM messages m
        JOIN first_left f USING (group_id, account_id) WHERE m.sent_us > f.left_us
    )
    SELECT l.group_id, l.account_id, m.sent_us FROM left_then l
    ASOF JOIN said m ON l.group_id = m.group_id AND l.account_id = m.account_id
                    AND l.sent_us < m.sent_us
"""
_UPDATED = ["joined_at", "join_recorded", "left_at", "invited_by_id", "channel", "role"]


def bring_up_to_date(community: Community, group_ids: Sequence[int]) -> None:
    """Make the memberships of these groups agree with the facts."""
    if not group_ids:
        return
    events = _events(community, group_ids)
    roles = _listed(community, group_ids, events)
    wanted = {pair: stays(told) for pair, told in events.items()}
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=community.pk)
        _write(wanted, roles, group_ids)


def _events(community: Community, group_ids: Sequence[int]) -> dict[Pair, list[Event]]:
    events: dict[Pair, list[Event]] = defaultdict(list)
    asked = {"groups": list(group_ids)}
    with facts_of(community) as facts:
        for group, account, us in facts.rows(_SPOKE, asked):
            events[group, account].append(Event(us=us, sign=Sign.SPOKE))
        moved = facts.rows(_MOVED, asked)
        for group, account, kind, us, inviter, channel in moved:
            sign = Sign.JOINED if kind == "join" else Sign.LEFT
            events[group, account].append(
                Event(us=us, sign=sign, inviter_id=inviter, channel=channel or "")
            )
        if any(row[2] == "leave" for row in moved):
            for group, account, us in facts.rows(_SPOKE_AFTER_LEAVING, asked):
                events[group, account].append(Event(us=us, sign=Sign.SPOKE))
    return events


def _listed(
    community: Community, group_ids: Sequence[int], events: dict[Pair, list[Event]]
) -> dict[Pair, str]:
    """Add the accounts that files list as members, as of the newest message of the file."""
    last = {
        (found.run_id, found.target_id): found.last_us
        for found in ImportedGroup.objects.filter(target__in=group_ids)
    }
    roles: dict[Pair, str] = {}
    found = ListedMember.objects.filter(group__in=group_ids, group__community=community)
    found = found.exclude(run__state=Import.State.UNDONE)
    for run, group, account, role in found.values_list("run", "group", "account", "role"):
        us = last.get((run, group))
        if us is not None:
            events[group, account].append(Event(us=us, sign=Sign.LISTED))
        if role != Membership.Role.MEMBER:
            roles[group, account] = role
    return roles


def _write(
    wanted: dict[Pair, list[Stay]], roles: dict[Pair, str], group_ids: Sequence[int]
) -> None:
    held: dict[Pair, list[Membership]] = defaultdict(list)
    for membership in Membership.objects.filter(group__in=group_ids).order_by("joined_at", "pk"):
        held[membership.group_id, membership.account_id].append(membership)
    new: list[tuple[Any, ...]] = []
    changed: list[Membership] = []
    surplus: list[int] = []
    for pair in sorted({*wanted, *held}):
        there = held.get(pair, [])
        told = wanted.get(pair, [])
        role = roles.get(pair, there[-1].role if there else Membership.Role.MEMBER)
        surplus += [membership.pk for membership in there[len(told) :]]
        for place, stay in enumerate(told):
            if place >= len(there):
                new.append((*pair, *_values(stay, role)))
            elif _values(stay, role) != _held(there[place]):
                for name, value in zip(_UPDATED, _values(stay, role), strict=True):
                    setattr(there[place], name, value)
                changed.append(there[place])
    Membership.objects.filter(pk__in=surplus).delete()
    Membership.objects.bulk_update(
        changed, [name.removesuffix("_id") for name in _UPDATED], batch_size=500
    )
    insert_rows(Membership, ["group_id", "account_id", *_UPDATED], new)


def _values(stay: Stay, role: str) -> tuple[Any, ...]:
    left = None if stay.left_us is None else from_us(stay.left_us)
    return (
        from_us(stay.joined_us),
        stay.join_recorded,
        left,
        stay.inviter_id,
        stay.channel[:60],
        role,
    )


def _held(membership: Membership) -> tuple[Any, ...]:
    return tuple(getattr(membership, name) for name in _UPDATED)
