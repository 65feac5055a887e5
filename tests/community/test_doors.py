import pytest

from tests.factories.access import OperatorFactory
from tests.factories.community import CommunityFactory, OperatorRoleFactory
from weilu.community.models import Community

pytestmark = pytest.mark.django_db


def test_the_first_page_is_the_community_one_was_in_last(as_operator, owner):
    other = CommunityFactory(slug="poets", name="长夜诗社")
    OperatorRoleFactory(community=other, operator=owner.operator)
    client = as_operator(owner.operator)

    client.get("/c/poets/settings/team/")

    assert client.get("/").url.startswith("/c/poets/")


def test_a_community_one_has_left_is_not_the_first_page(as_operator, owner):
    other = CommunityFactory(slug="poets")
    role = OperatorRoleFactory(community=other, operator=owner.operator, kind="viewer")
    client = as_operator(owner.operator)
    client.get("/c/poets/settings/team/")
    role.delete()

    assert client.get("/").url.startswith("/c/reading/")


def test_without_a_community_one_is_told_whom_to_ask(as_operator, community):
    page = as_operator(OperatorFactory()).get("/")

    assert "请社群的所有者邀请这个邮箱" in page.content.decode()
    assert community.name not in page.content.decode()


def test_who_runs_the_installation_makes_the_first_community(as_operator):
    client = as_operator(OperatorFactory(runs_installation=True))
    assert client.get("/").url == "/communities/new/"

    client.post("/communities/new/", {"name": "围炉读书会", "timezone": "Asia/Shanghai"})

    assert Community.objects.get().roles.get().kind == "owner"


def test_who_runs_the_installation_finds_what_the_command_line_made(as_operator):
    CommunityFactory(slug="imported")
    client = as_operator(OperatorFactory(runs_installation=True))

    assert client.get("/").url.startswith("/c/imported/")


def test_running_the_installation_opens_no_team_of_others(as_operator, owner):
    client = as_operator(OperatorFactory(runs_installation=True))
    client.get("/")

    assert client.get("/c/reading/settings/team/").status_code == 404


def test_others_make_no_communities(as_operator, owner):
    client = as_operator(owner.operator)

    assert client.post("/communities/new/", {"name": "Own"}).status_code == 403
    assert Community.objects.count() == 1


def test_a_taken_address_is_told_beside_its_field(as_operator, community):
    client = as_operator(OperatorFactory(runs_installation=True))

    response = client.post(
        "/communities/new/", {"name": "Two", "slug": "reading", "timezone": "UTC"}
    )

    assert response.context["form"].errors["slug"]
