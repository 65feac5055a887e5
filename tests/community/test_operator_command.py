import json

import pytest
from django.core.management import call_command

from tests.factories.access import OperatorFactory
from tests.factories.community import CommunityFactory
from weilu.access.errors import NoSuchOperator, OperatorExists
from weilu.access.models import Operator
from weilu.community.errors import NoSuchCommunity

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def run(capsys, *words: str) -> str:
    call_command("operator", *words)
    return capsys.readouterr().out


def test_adding_an_operator_tells_the_next_step(capsys):
    said = run(capsys, "add", "lin@weilu.example", "--name", "林晓")

    assert "weilu operator link lin@weilu.example" in said
    added = Operator.objects.get()
    assert (added.name, added.runs_installation) == ("林晓", False)
    assert not added.has_usable_password()


def test_who_looks_after_the_installation_owns_what_nobody_owned(capsys):
    community = CommunityFactory()

    run(capsys, "add", "lin@weilu.example", "--runs-installation")

    assert community.roles.get().operator.email == "lin@weilu.example"


def test_the_link_lets_in(capsys, client):
    operator = OperatorFactory()

    link = run(capsys, "link", operator.email).strip()
    client.post(link.removeprefix("http://localhost:8000"))

    assert client.session["_auth_user_id"] == str(operator.pk)


def test_a_role_is_given_and_listed(capsys):
    operator = OperatorFactory(email="lin@weilu.example", name="林晓")
    CommunityFactory(slug="reading")

    run(capsys, "role", "lin@weilu.example", "reading", "analyst")

    assert json.loads(run(capsys, "list", "--json")) == [
        {
            "email": operator.email,
            "name": "林晓",
            "runs_installation": False,
            "roles": {"reading": "analyst"},
        }
    ]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["add", "lin@weilu.example"], OperatorExists),
        (["link", "nobody@weilu.example"], NoSuchOperator),
        (["role", "nobody@weilu.example", "reading", "owner"], NoSuchOperator),
        (["role", "lin@weilu.example", "nowhere", "owner"], NoSuchCommunity),
    ],
)
def test_what_cannot_be_done_says_why(words, error):
    OperatorFactory(email="lin@weilu.example")

    with pytest.raises(error) as refused:
        call_command("operator", *words)

    assert refused.value.remedy
