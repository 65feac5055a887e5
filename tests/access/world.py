"""Two communities full of things, everybody who might come, and every address there is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.factories.access import OperatorFactory
from tests.factories.community import (
    AccountFactory,
    CommunityFactory,
    GroupFactory,
    MembershipFactory,
    OperatorRoleFactory,
    PersonFactory,
)
from tests.factories.ingest import ImportedGroupFactory, ImportFactory, UploadFactory
from weilu.access.models import Operator
from weilu.access.tokens import digest_of
from weilu.community.models import (
    Community,
    Invitation,
    Merge,
    OperatorRole,
    Person,
    Suggestion,
)

#: Stands in the name of everything that belongs to the other community: may never be seen.
MARK = "绝密档案"
KINDS = [kind.value for kind in OperatorRole.Kind]
UNSAFE = ("post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Address:
    """One URL pattern of the resolver."""

    name: str
    route: str
    view: Any
    kwargs: tuple[str, ...]

    @property
    def permission(self) -> Any:
        return getattr(self.view, "permission", None)

    @property
    def is_of_a_community(self) -> bool:
        return self.route.startswith("c/<slug:slug>/")

    def path(self, things: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={key: things[key] for key in self.kwargs})


def addresses() -> list[Address]:
    return sorted(_walk(get_resolver()), key=lambda address: (address.route, address.name))


def _walk(
    resolver: URLResolver, route: str = "", space: str = "", known: tuple[str, ...] = ()
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        kwargs = (*known, *_names(pattern))
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, here, inner, kwargs)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{space}{pattern.name or ''}", here, pattern.callback, kwargs)


def _names(pattern: URLPattern | URLResolver) -> tuple[str, ...]:
    converters = tuple(getattr(pattern.pattern, "converters", {}))
    return converters or tuple(pattern.pattern.regex.groupindex)


@dataclass(slots=True)
class World:
    """What is needed to ask every address as everybody."""

    ours: Community
    theirs: Community
    our_things: dict[str, Any]
    their_things: dict[str, Any]
    outsider: Operator
    by_kind: dict[str, Operator] = field(default_factory=dict)


def build() -> World:
    ours = CommunityFactory(slug="reading", name="围炉读书会")
    theirs = CommunityFactory(slug="secret", name=f"{MARK}社")
    world = World(
        ours=ours,
        theirs=theirs,
        our_things=_fill(ours, "书友"),
        their_things=_fill(theirs, MARK),
        outsider=OperatorRoleFactory(community=theirs, operator__name=f"{MARK}的运营").operator,
    )
    for kind in KINDS:
        world.by_kind[kind] = OperatorRoleFactory(community=ours, kind=kind).operator
    return world


def _fill(community: Community, word: str) -> dict[str, Any]:
    """Fill a community and return a sample for each name that an address may carry."""
    group = GroupFactory(community=community, name=f"{word}一群")
    person = PersonFactory(community=community, name=f"{word}甲")
    account = AccountFactory(community=community, person=person, name=f"{word}甲")
    MembershipFactory(group=group, account=account)
    run = ImportFactory(community=community, file_name=f"{word}.json")
    found = ImportedGroupFactory(run=run, target=group)
    member = OperatorRoleFactory(
        community=community, kind="viewer", operator=OperatorFactory(name=f"{word}的同事")
    )
    now = timezone.now()
    invitation = Invitation.objects.create(
        community=community,
        email=f"guest@{community.slug}.example",
        digest=digest_of(f"invitation-{community.slug}"),
        created_at=now,
        expires_at=now + timedelta(days=7),
    )
    return {
        "slug": community.slug,
        "group_id": group.pk,
        "person_id": person.pk,
        "account_id": account.pk,
        "import_id": run.pk,
        "run_id": run.pk,
        "imported_group_id": found.pk,
        "token": UploadFactory(community=community, file_name=f"{word}.zip").token,
        "role_id": member.pk,
        "invitation_id": invitation.pk,
        "session_id": 2_000_000_000,
        **_same(community, person, word),
        "metric": "stickiness",
        "secret": f"invitation-{community.slug}",
        "uidb36": "1",
        "key": "nothing-1",
    }


def _same(community: Community, person: Person, word: str) -> dict[str, int]:
    """Add somebody who may be ``person``, and somebody who was merged into them."""
    twin = AccountFactory(community=community, platform="wechat", name=f"{word}乙")
    suggestion = Suggestion.objects.create(
        community=community,
        one=person.accounts.get(),
        other=twin,
        points=45,
        evidence=[["same_name", 45, {}], ["stayed", -30, {"n": 1}]],
    )
    source = PersonFactory(community=community, name=f"{word}丙", merged_into=person)
    merge = Merge.objects.create(community=community, source=source, target=person)
    return {"suggestion_id": suggestion.pk, "merge_id": merge.pk}


def client_of(operator: Operator | None) -> Client:
    client = Client(raise_request_exception=False)
    if operator is not None:
        client.force_login(operator)
    return client


def text_of(response: Any) -> str:
    """Return what was answered. A stream of events has no end: it is not read.

    Nor is it closed: that would tell Django to close the database under the test.
    """
    if response.headers.get("Content-Type", "").startswith("text/event-stream"):
        return ""
    if response.streaming:
        return b"".join(response.streaming_content).decode(errors="replace")
    return response.content.decode(errors="replace")


def told(method: str, response: Any) -> str:
    """Say what went wrong, for the message of a failed assertion."""
    fault = getattr(response, "exc_info", None)
    return (
        f"{method}: {response.status_code} {fault[1]!r}"
        if fault
        else f"{method}: {response.status_code}"
    )
