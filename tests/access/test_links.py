import pytest
import time_machine
from django.test import Client

from tests.factories.access import PASSWORD, OperatorFactory
from weilu.access import services
from weilu.access.errors import BadAddress, LinkSpent, NoSuchOperator, OperatorExists
from weilu.access.models import SignInLink

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def path_of(link: str) -> str:
    return link.removeprefix("http://localhost:8000")


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_link_signs_in(client, operator):
    response = client.post(path_of(services.sign_in_link(operator)))

    assert response.url == "/"
    assert is_in(client)


def test_a_preview_does_not_spend_the_link(client, operator):
    path = path_of(services.sign_in_link(operator))
    for method in (client.get, client.head, client.get):
        assert method(path).status_code == 200

    client.post(path)

    assert is_in(client)


def test_a_link_works_once(operator):
    path = path_of(services.sign_in_link(operator))
    Client().post(path)
    second = Client()

    response = second.post(path)

    assert response.status_code == 409
    assert not is_in(second)
    assert second.get(path).status_code == 410


def test_a_link_ends_after_fifteen_minutes(client, operator):
    with time_machine.travel("2026-03-02 08:00Z", tick=False) as clock:
        path = path_of(services.sign_in_link(operator))
        clock.shift(15 * 60 + 1)

        client.post(path)

    assert not is_in(client)


def test_a_link_asks_for_the_second_factor(client, careful, code_now):
    response = client.post(path_of(services.sign_in_link(careful)))

    assert response.url == "/account/2fa/authenticate/"
    assert not is_in(client)

    client.post(response.url, {"code": code_now()})

    assert is_in(client)


def test_a_link_does_not_let_a_switched_off_operator_in(client):
    operator = OperatorFactory(is_active=False)

    client.post(path_of(services.sign_in_link(operator)))

    assert not is_in(client)


def test_only_the_digest_of_a_link_is_kept(operator):
    secret = services.sign_in_link(operator).rstrip("/").rpartition("/")[2]

    kept = SignInLink.objects.get()

    assert secret not in str(vars(kept))
    assert len(secret) >= 40


def test_an_invented_link_is_refused():
    with pytest.raises(LinkSpent):
        services.redeem_link("invented")


def test_a_link_may_name_where_weilu_is_reached(operator):
    link = services.sign_in_link(operator, base="https://weilu.example/")

    assert link.startswith("https://weilu.example/account/link/")


def test_an_address_is_taken_once(operator):
    with pytest.raises(OperatorExists):
        services.add_operator(email="LINXIAO@weilu.example ")


@pytest.mark.parametrize("email", ["", "linxiao", "a@b", "two@x.org three@x.org"])
def test_an_operator_needs_an_address(email):
    with pytest.raises(BadAddress):
        services.add_operator(email=email)


def test_an_unknown_operator_gets_no_link():
    with pytest.raises(NoSuchOperator):
        services.operator_by_email("nobody@weilu.example")


def test_who_came_in_by_a_link_sets_a_password_and_a_second_factor(client):
    new = {"password1": "一条新的长密码 2026", "password2": "一条新的长密码 2026"}
    with time_machine.travel("2026-03-02 08:00Z", tick=False) as clock:
        operator = services.add_operator(email="gu@weilu.example")
        client.post(path_of(services.sign_in_link(operator)))
        clock.shift(10 * 60)

        assert client.get("/account/2fa/totp/activate/").status_code == 200
        client.post("/account/password/set/", new)

        assert client.get("/account/").status_code == 200
    operator.refresh_from_db()
    assert operator.check_password("一条新的长密码 2026")


def test_minutes_later_a_change_of_the_door_asks_for_the_password(client, operator):
    with time_machine.travel("2026-03-02 08:00Z", tick=False) as clock:
        client.post(path_of(services.sign_in_link(operator)))
        clock.shift(10 * 60)

        response = client.get("/account/2fa/totp/activate/")

        assert response.url.startswith("/account/reauthenticate/")
        assert client.post(response.url, {"password": "wrong"}).status_code == 200
        answer = client.post(response.url, {"password": PASSWORD})
        assert answer.url == "/account/2fa/totp/activate/"
        assert client.get(answer.url).status_code == 200
