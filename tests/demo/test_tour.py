"""The guided tour: which stops there are for whom, and that it is remembered for good."""

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from tests.factories.community import CommunityFactory, GroupFactory, OperatorRoleFactory

from weilu.community.permissions import allows
from weilu.demo import tour
from weilu.demo.models import Visit

pytestmark = pytest.mark.django_db
END, BEGIN, SETTINGS = "demo:end_tour", "demo:begin_tour", "demo:settings"


@pytest.fixture
def club():
    community = CommunityFactory(slug="manye", is_demo=True)
    for ref in (tour.DYING, tour.QUIET, "demo_hall"):
        GroupFactory(community=community, platform="wechat", ref=ref)
    return community


def role_in(community, kind="owner"):
    return OperatorRoleFactory(community=community, kind=kind)


def asked(role, address="/c/manye/", **query):
    request = RequestFactory().get(address, query)
    request.user, request.community, request.role = role.operator, role.community, role
    request.may = lambda permission: allows(role.kind, permission)
    return request


def keys(role):
    return [stop.key for stop in tour.stops(asked(role))]


def page(name, community):
    return reverse(name, args=[community.slug])


def test_there_are_five_stops_in_order(club):
    stops = tour.stops(asked(role_in(club)))

    assert [stop.key for stop in stops] == ["week", "dying", "quiet", "people", "own"]
    assert [stop.number for stop in stops] == [1, 2, 3, 4, 5]
    assert stops[2].address == f"/c/manye/groups/{club.groups.get(ref=tour.QUIET).pk}/?tour=3"


@pytest.mark.parametrize("kind", ["viewer", "analyst"])
def test_who_may_not_import_is_not_led_to_the_import(club, kind):
    assert keys(role_in(club, kind)) == ["week", "dying", "quiet", "people"]


@pytest.mark.parametrize(("ref", "key"), [(tour.DYING, "dying"), (tour.QUIET, "quiet")])
def test_a_deleted_group_is_no_stop_and_the_others_close_up(club, ref, key):
    club.groups.get(ref=ref).delete()

    stops = tour.stops(asked(role_in(club)))

    assert key not in [stop.key for stop in stops]
    assert [stop.number for stop in stops] == [1, 2, 3, 4]


def test_a_group_of_a_later_chapter_is_not_taken_for_the_one_of_the_story(club):
    later = GroupFactory(community=club, platform="wechat", ref=f"{tour.DYING}_1")

    assert later.pk not in [
        stop.group.pk for stop in tour.stops(asked(role_in(club))) if stop.group
    ]


def test_before_anything_is_imported_there_is_nothing_to_tell(club, client):
    role = role_in(club)
    client.force_login(role.operator)

    assert "weilu-tour" not in client.get("/c/manye/").content.decode()


def test_an_ended_tour_is_over_for_that_operator_and_for_nobody_else(club):
    mine, other = role_in(club), role_in(club)

    tour.end(mine.operator)

    assert tour.is_over(mine.operator)
    assert not tour.is_over(other.operator)
    assert tour.card(asked(mine, tour="1")) is None


def test_it_can_be_ended_twice_and_begun_again(club):
    role = role_in(club)
    tour.end(role.operator)
    tour.end(role.operator)

    tour.begin_again(role.operator)

    assert not tour.is_over(role.operator)
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("kind", ["viewer", "analyst", "editor", "admin", "owner"])
def test_every_role_may_skip_it_and_stays_on_its_page(club, client, kind):
    role = role_in(club, kind)
    client.force_login(role.operator)

    with translation.override("en"):
        answer = client.post(page(END, club), {"stop": "2"}, follow=True)

    assert answer.redirect_chain == [(tour.stops(asked(role))[1].url, 302)]
    assert tour.is_over(role.operator)


@pytest.mark.parametrize("stop", ["", "0", "99", "²", "//elsewhere.example"])
def test_a_stop_that_does_not_exist_leads_to_the_first_page(club, client, stop):
    client.force_login(role_in(club).operator)

    answer = client.post(page(END, club), {"stop": stop})

    assert answer.url == "/c/manye/"


def test_looking_does_not_end_it(club, client):
    role = role_in(club)
    client.force_login(role.operator)

    assert client.get(page(END, club)).status_code == 405
    assert client.get(page(BEGIN, club)).status_code == 405
    assert not tour.is_over(role.operator)


def test_it_is_started_again_from_settings(club, client):
    role = role_in(club, "viewer")
    client.force_login(role.operator)
    tour.end(role.operator)

    shown = client.get(page(SETTINGS, club)).content.decode()
    answer = client.post(page(BEGIN, club))

    assert page(BEGIN, club) in shown
    assert answer.url == "/c/manye/?tour=1"
    assert not tour.is_over(role.operator)


def test_no_other_community_knows_of_a_tour(client):
    role = role_in(CommunityFactory(slug="reading"))
    client.force_login(role.operator)

    assert client.get("/c/reading/settings/demo/").status_code == 404
    assert client.post("/c/reading/settings/demo/tour/end/").status_code == 404
    assert "settings/demo/" not in client.get("/c/reading/settings/").content.decode()
    assert tour.card(asked(role, "/c/reading/")) is None
