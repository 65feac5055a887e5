"""What the desk tells the shell: how many groups and people, how fresh the data are."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from weilu.community.facts import facts_of
from weilu.community.models import Community
from weilu.kernel.time import from_us


def group_count(community: Community) -> int:
    return community.groups.count()


def people_count(community: Community) -> int:
    return community.people.themselves().count()


def as_of(request: HttpRequest) -> datetime | None:
    """Return the moment of the newest message, in the community's zone."""
    from weilu.insight import queries  # brings the data libraries, which no start-up needs

    community: Community = request.community  # type: ignore[attr-defined]  # set by community_view
    with facts_of(community) as reader:
        newest = queries.newest_us(reader)
    if newest is None:
        return None
    return from_us(newest).astimezone(ZoneInfo(community.timezone))
