"""From joins, leaves and messages to stays of one account in one group. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Sign(IntEnum):
    """What shows that somebody is, or is no longer, in a group; in order at one moment."""

    JOINED = 0
    SPOKE = 1
    LISTED = 2
    LEFT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    us: int
    sign: Sign
    inviter_id: int | None = None
    channel: str = ""


@dataclass(slots=True, kw_only=True)
class Stay:
    joined_us: int
    join_recorded: bool
    left_us: int | None = None
    inviter_id: int | None = None
    channel: str = ""


def stays(events: Iterable[Event]) -> list[Stay]:
    """Return the stays that the events of one account in one group tell of.

    Without a recorded join the first message stands for it. A leave that nothing came before
    is a stay of no length: that somebody left is known, since when they were there is not.
    A list of members shows who is in the group, never that somebody came back.
    """
    found: list[Stay] = []
    current: Stay | None = None
    for event in sorted(events, key=lambda each: (each.us, each.sign)):
        if event.sign == Sign.LEFT:
            if current is None and not found:
                current = Stay(joined_us=event.us, join_recorded=False)
                found.append(current)
            if current is not None:
                current.left_us = event.us
            current = None
        elif current is None and not (event.sign == Sign.LISTED and found):
            joined = event.sign == Sign.JOINED
            current = Stay(
                joined_us=event.us,
                join_recorded=joined,
                inviter_id=event.inviter_id if joined else None,
                channel=event.channel if joined else "",
            )
            found.append(current)
    return found
