"""Every address, asked by everybody: closed unless it is opened on purpose."""

import pytest
from django.db import transaction

from tests.access import world as worlds
from tests.access.world import KINDS, MARK, UNSAFE, Address, World, client_of, text_of, told
from weilu.community.permissions import allows

#: What a person who is not signed in may open, and why.
OPEN = {
    "account_login": "the door",
    "account_logout": "leads to the door",
    "account_inactive": "says why the door is shut",
    "account_signup": "says that it is shut",
    "account_reset_password": "the way back in",
    "account_reset_password_done": "the way back in",
    "account_reset_password_from_key": "the way back in",
    "account_reset_password_from_key_done": "the way back in",
    "access:link": "a secret opens it",
    "invitation": "a secret opens it",
    "set_language": "before signing in, too",
    "access:csp_report": "sent by browsers",
    "health": "asked by whatever watches the server",
}
ADDRESSES = worlds.addresses()
OF_COMMUNITIES = [address for address in ADDRESSES if address.is_of_a_community]
REST = [address for address in ADDRESSES if not address.is_of_a_community]
OBJECTS = {"group_id", "person_id", "account_id", "import_id", "run_id", "imported_group_id"} | {
    "role_id",
    "invitation_id",
    "token",
    "suggestion_id",
    "merge_id",
}
HTMX = {"HX-Request": "true", "HX-Target": "main"}

pytestmark = pytest.mark.django_db


def by_name(addresses: list[Address]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("address", addresses, ids=lambda address: address.name)


@pytest.fixture
def world() -> World:
    return worlds.build()


def test_the_crawler_finds_the_addresses():
    assert {"community:team", "community:audit"} <= {address.name for address in OF_COMMUNITIES}
    assert {"account_login", "home"} <= {address.name for address in REST}


def test_every_address_has_a_name():
    assert [address.route for address in ADDRESSES if address.name.endswith(":")] == []
    assert [address.route for address in ADDRESSES if not address.name] == []


def test_every_name_in_an_address_has_a_sample(world):
    samples = world.our_things.keys()

    missing = {
        key: address.route for address in ADDRESSES for key in address.kwargs if key not in samples
    }

    assert missing == {}, "add a real object for it to tests/access/world.py"


@by_name(OF_COMMUNITIES)
def test_a_view_of_a_community_names_its_permission(address):
    assert address.permission is not None, f"{address.route}: wrap it in community_view"


@by_name(OF_COMMUNITIES)
def test_who_is_not_signed_in_is_sent_to_the_door(world, address):
    client = client_of(None)
    path = address.path(world.our_things)

    for method in ("get", "head", "options", *UNSAFE):
        for headers in ({}, HTMX):
            response = getattr(client, method)(path, headers=headers)

            assert response.status_code == 302, told(method, response)
            assert response.url.startswith("/account/login/")


@by_name(OF_COMMUNITIES)
def test_an_operator_of_another_community_finds_nothing(world, address):
    client = client_of(world.outsider)
    path = address.path(world.our_things)

    for method in ("get", "head", "options", *UNSAFE):
        for headers in ({}, HTMX):
            response = getattr(client, method)(path, headers=headers)

            assert response.status_code == 404, told(method, response)
            assert world.ours.name not in text_of(response)


@by_name([address for address in OF_COMMUNITIES if OBJECTS & {*address.kwargs}])
def test_the_own_community_does_not_open_things_of_another(world, address):
    client = client_of(world.by_kind["owner"])
    mixed = {**world.their_things, "slug": world.ours.slug}
    path = address.path(mixed)

    for method in ("get", *UNSAFE):
        for headers in ({}, HTMX):
            response = getattr(client, method)(path, headers=headers)

            assert response.status_code in {404, 405}, told(method, response)
            assert MARK not in text_of(response)


@by_name(OF_COMMUNITIES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_role_opens_what_it_allows_and_nothing_else(world, address, kind):
    client = client_of(world.by_kind[kind])
    path = address.path(world.our_things)
    may = allows(kind, address.permission)

    for method in ("get", "post"):
        for headers in ({}, HTMX):
            with transaction.atomic():
                response = getattr(client, method)(path, headers=headers)
                text = text_of(response)
                transaction.set_rollback(True)

            assert response.status_code < 500, told(method, response)
            assert (response.status_code != 403) == may, told(method, response)
            assert MARK not in text


@by_name(OF_COMMUNITIES)
def test_a_query_does_not_open_things_of_another_community(world, address):
    client = client_of(world.by_kind["owner"])
    theirs = world.their_things
    query = {
        "group": theirs["group_id"],
        "person": theirs["person_id"],
        "account": theirs["account_id"],
        "import": theirs["import_id"],
        "community": theirs["slug"],
        "who": world.outsider.pk,
    }

    response = client.get(address.path(world.our_things), query)

    assert response.status_code < 500
    assert MARK not in text_of(response)


@by_name([address for address in REST if address.name not in OPEN])
def test_all_else_is_closed_to_who_is_not_signed_in(world, address):
    client = client_of(None)
    path = address.path(world.our_things)

    for method in ("get", *UNSAFE):
        response = getattr(client, method)(path)

        assert response.status_code in {302, 405}, told(method, response)
        if response.status_code == 302:
            assert response.url.startswith("/account/login/")


@by_name(REST)
def test_no_address_outside_the_communities_tells_of_one(world, address):
    if address.name == "invitation":
        pytest.skip("its secret is the right to know")

    for operator in (None, world.by_kind["viewer"]):
        client = client_of(operator)
        path = address.path(world.their_things)
        for method in ("get", "post"):
            response = getattr(client, method)(path)

            assert response.status_code < 500 or address.name == "health"  # says when it is not
            assert MARK not in text_of(response)


def test_what_is_open_is_still_an_address():
    assert OPEN.keys() <= {address.name for address in REST}
