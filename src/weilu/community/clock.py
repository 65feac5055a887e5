"""What time it is for a community: the one place that says it.

A community that tells a finished story (the demo) stays at the minute where it ends.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from weilu.community.models import Community

Clock = Callable[[Community], datetime | None]

_clocks: list[Clock] = []


def register(clock: Clock) -> None:
    """Let ``clock`` say at which moment a community stays; None leaves it to the real time."""
    if clock not in _clocks:
        _clocks.append(clock)


def stays_at(community: Community) -> datetime | None:
    """Return the moment of a community whose clock stands still, in its own zone."""
    for clock in _clocks:
        moment = clock(community)
        if moment is not None:
            return moment.astimezone(ZoneInfo(community.timezone))
    return None


def now(community: Community) -> datetime:
    """Return the moment that is now for a community, in its own zone."""
    moment = stays_at(community) or timezone.now()
    return moment.astimezone(ZoneInfo(community.timezone))
