"""Names for ids, fetched in one query: facts carry none."""

from collections.abc import Iterable

from django.http import HttpRequest

from weilu.community.models import Community, Group, Person
from weilu.kernel.text import storable
from weilu.ui.frame import meaning


def person_names(community: Community, ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {i for i in ids if i is not None}
    found: dict[int, str] = {}
    for chunk in _chunks(sorted(wanted)):
        found |= dict(community.people.filter(pk__in=chunk).values_list("pk", "name"))
    return found


def groups_by_id(community: Community) -> dict[int, Group]:
    """Return all groups of a community; staff rooms last, else by name."""
    groups = community.groups.select_related("community").order_by("is_staff_room", "name", "pk")
    return {group.pk: group for group in groups}


def glosses_of(request: HttpRequest, groups: Iterable[Group]) -> dict[int, str]:
    """Return what the names of groups mean, where this operator wants that told."""
    found = {group.pk: meaning(request, "group", group.ref) for group in groups}
    return {pk: gloss for pk, gloss in found.items() if gloss}


def find_people(community: Community, text: str, *, limit: int = 50) -> list[Person]:
    """Return people whose name, or the name of one of their accounts, contains ``text``."""
    found = community.people.filter(accounts__name__icontains=storable(text, 200)).distinct()
    return list(found.order_by("name", "pk")[:limit])


def _chunks(ids: list[int], size: int = 900) -> Iterable[list[int]]:
    """SQLite takes at most 999 variables in older builds."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
