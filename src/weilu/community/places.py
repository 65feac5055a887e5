"""The communities an operator may switch to, their clocks, for the shell; and where / leads."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.urls import NoReverseMatch, reverse

from weilu.community import clock
from weilu.community.models import Community
from weilu.community.permissions import LAST_COMMUNITY
from weilu.ui.registry import Place

if TYPE_CHECKING:
    from django.http import HttpRequest

    from weilu.access.models import Operator

FRONT_PAGES = ("desk:overview", "community:team")


def front_page(community: Community) -> str:
    """Return the address of the community's first page: the overview where there is one."""
    for name in FRONT_PAGES:
        try:
            return reverse(name, kwargs={"slug": community.slug})
        except NoReverseMatch:
            continue
    raise NoReverseMatch(f"None of {FRONT_PAGES} is an address.")


def places(request: "HttpRequest") -> Sequence[Place]:
    now = getattr(request, "community", None)
    found = Community.objects.for_operator(cast("Operator", request.user)).order_by("name")
    return [
        Place(name=community.name, url=front_page(community), is_current=community == now)
        for community in found
    ]


def last_community(request: "HttpRequest") -> Community | None:
    """Return the community the operator was in last, else the first by name, else nothing."""
    found = Community.objects.for_operator(cast("Operator", request.user))
    slug = request.session.get(LAST_COMMUNITY)
    last: Community | None = found.filter(slug=slug).first() or found.order_by("name").first()
    return last


def stopped_clock(request: "HttpRequest") -> datetime | None:
    """Return the moment at which the clock of ``request.community`` stands, None if it runs."""
    community: Community = request.community  # type: ignore[attr-defined]  # set by community_view
    return clock.stays_at(community)
