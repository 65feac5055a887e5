"""The guided tour of the demo: five stops on real pages, for an operator's first visit.

A stop is shown on the page it speaks about: on the overview by itself, elsewhere when the
address says ``?tour=2``. What has been finished or skipped stays away, whatever the address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from weilu.community.models import Group
from weilu.community.permissions import CommunityRequest, Permission
from weilu.demo.models import Visit

if TYPE_CHECKING:
    from weilu.access.models import Operator
    from weilu.demo.telling import Told

#: The groups of the story that the tour stops at, by the platform's id.
DYING, QUIET = "demo_business", "demo_walks"

TITLES: dict[str, Promise] = {
    "week": _("The week in sentences"),
    "dying": _("A group that died, and what went before"),
    "quiet": _("A group that looks quiet and is fine"),
    "people": _("Who carries the club"),
    "own": _("Your own data"),
}
#: The part of the page that a stop speaks about, by its id.
ANCHORS = {
    "week": "week",
    "dying": "course",
    "quiet": "course",
    "people": "who",
    "own": "drop",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop: the page it is on, and the group that the page is of."""

    key: str
    number: int
    url: str
    group: Group | None = None

    @property
    def title(self) -> str:
        return str(TITLES[self.key])

    @property
    def anchor(self) -> str:
        return ANCHORS[self.key]

    @property
    def address(self) -> str:
        return f"{self.url}?tour={self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A stop as it is shown, with the ways on and back; ``further`` None: it is the last."""

    stop: Stop
    total: int
    told: "Told"
    back: Stop | None
    further: Stop | None


def stops(request: CommunityRequest) -> list[Stop]:
    """Return the stops for this operator, without deleted groups and what their role closes."""
    slug = request.community.slug
    groups = {
        group.ref: group
        for group in request.community.groups.filter(ref__in=(DYING, QUIET)).order_by("-pk")
    }
    found: list[tuple[str, str, Group | None]] = [
        ("week", reverse("desk:overview", args=[slug]), None)
    ]
    for key, ref in (("dying", DYING), ("quiet", QUIET)):
        if ref in groups:
            url = reverse("desk:group", args=[slug, groups[ref].pk])
            found.append((key, url, groups[ref]))
    found.append(("people", reverse("desk:people", args=[slug]), None))
    if request.may(Permission.EDIT):
        found.append(("own", reverse("ingest:import", args=[slug]), None))
    return [
        Stop(key=key, number=number, url=url, group=group)
        for number, (key, url, group) in enumerate(found, 1)
    ]


def card(request: CommunityRequest) -> Card | None:
    """Return what the tour says on this page, None where it says nothing."""
    if request.method != "GET" or not request.community.is_demo or is_over(request.user):
        return None
    every = stops(request)
    stop = _here(request, every)
    if stop is None:
        return None
    from weilu.demo.telling import tell  # brings the data libraries, which no start-up needs

    told = tell(request, stop)
    if told is None:
        return None
    at = stop.number - 1
    return Card(
        stop=stop,
        total=len(every),
        told=told,
        back=every[at - 1] if at else None,
        further=every[at + 1] if at + 1 < len(every) else None,
    )


def _here(request: CommunityRequest, every: Sequence[Stop]) -> Stop | None:
    wanted = request.GET.get("tour", "1" if request.path == every[0].url else "")
    return next((s for s in every if str(s.number) == wanted and s.url == request.path), None)


def is_over(operator: "Operator") -> bool:
    return Visit.objects.filter(operator=operator, tour_ended_at__isnull=False).exists()


def end(operator: "Operator") -> None:
    """Remember that ``operator`` has finished or skipped the tour."""
    _set(operator, tour_ended_at=timezone.now())


def begin_again(operator: "Operator") -> None:
    _set(operator, tour_ended_at=None)


def _set(operator: "Operator", **values: Any) -> None:
    Visit.objects.update_or_create(operator=operator, defaults=values)
