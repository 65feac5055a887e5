import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from tests.factories.access import PASSWORD, OperatorFactory
from weilu.access.models import AuditEntry, Operator

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_email_and_password_open_the_door(client, operator, sign_in):
    response = sign_in(operator.email)

    assert response.status_code == 302
    assert is_in(client)


def test_capitals_in_the_address_make_no_difference(client, operator, sign_in):
    sign_in("LinXiao@Weilu.Example")

    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(operator, sign_in):
    wrong = sign_in(operator.email, "not the password")
    unknown = sign_in("nobody@weilu.example", "not the password")

    def told(response):
        return list(response.context["form"].non_field_errors())

    assert told(wrong) == told(unknown)
    assert len(told(wrong)) == 1


def test_five_wrong_passwords_close_the_door_for_this_address_and_account(
    client, operator, sign_in
):
    for _ in range(5):
        sign_in(operator.email, "wrong")

    sign_in(operator.email)

    assert not is_in(client)


def test_another_address_is_not_locked_out_by_a_stranger(client, operator, sign_in):
    for _ in range(6):
        sign_in(operator.email, "wrong", REMOTE_ADDR="198.51.100.7")

    sign_in(operator.email, REMOTE_ADDR="203.0.113.9")

    assert is_in(client)


def test_the_door_opens_again_after_fifteen_minutes(client, operator, sign_in):
    with time_machine.travel("2026-03-02 08:00Z", tick=False) as clock:
        for _ in range(6):
            sign_in(operator.email, "wrong")
        clock.shift(16 * 60)

        sign_in(operator.email)

        assert is_in(client)


def test_right_passwords_in_between_do_not_reset_the_count(client, operator, sign_in):
    for _ in range(5):
        sign_in(operator.email, "wrong")
        other = Client()
        other.post("/account/login/", {"login": operator.email, "password": PASSWORD})

    sign_in(operator.email)

    assert not is_in(client)


def test_a_forwarded_address_is_not_believed_without_a_proxy(client, operator, sign_in):
    for number in range(6):
        sign_in(operator.email, "wrong", headers={"X-Forwarded-For": f"198.51.100.{number}"})

    sign_in(operator.email, headers={"X-Forwarded-For": "198.51.100.99"})

    assert not is_in(client)


def test_the_session_key_changes_at_sign_in(client, operator, sign_in):
    client.post("/account/language/", {"language": "en"})
    session = client.session
    session["planted"] = "by a stranger"
    session.save()
    planted = session.session_key

    sign_in(operator.email)

    assert client.session.session_key != planted
    assert not Client().session.exists(planted)


def test_a_switched_off_operator_stays_outside(client, operator, sign_in):
    Operator.objects.update(is_active=False)

    sign_in(operator.email)

    assert not is_in(client)


def test_nobody_signs_up_by_themselves(client):
    data = {"email": "new@weilu.example", "password1": PASSWORD, "password2": PASSWORD}

    response = client.post("/account/signup/", data)

    assert response.templates[0].name == "account/signup_closed.html"
    assert not Operator.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["/account/email/", "/account/confirm-email/", "/account/3rdparty/", "/account/login/code/"],
)
def test_pages_of_the_library_that_weilu_does_not_use_are_absent(client, operator, path):
    client.force_login(operator)

    assert client.get(path).status_code == 404


def test_the_second_factor_is_asked_for(client, careful, sign_in, code_now):
    response = sign_in(careful.email)

    assert response.url == "/account/2fa/authenticate/"
    assert not is_in(client)

    client.post(response.url, {"code": code_now()})

    assert is_in(client)


def test_a_code_works_once(client, careful, sign_in, code_now):
    with time_machine.travel("2026-03-02 08:00:05Z", tick=False):
        code = code_now()
        sign_in(careful.email)
        client.post("/account/2fa/authenticate/", {"code": code})
        second = Client()
        second.post("/account/login/", {"login": careful.email, "password": PASSWORD})

        response = second.post("/account/2fa/authenticate/", {"code": code})

        assert is_in(client)
        assert response.status_code == 200
        assert not is_in(second)


def test_the_code_of_the_minute_before_no_longer_works(client, careful, sign_in, code_now):
    with time_machine.travel("2026-03-02 08:00:05Z", tick=False) as clock:
        code = code_now()
        clock.shift(60)
        sign_in(careful.email)
        client.post("/account/2fa/authenticate/", {"code": code})

    assert not is_in(client)


def test_a_recovery_code_works_once(client, careful, sign_in, recovery_codes):
    sign_in(careful.email)
    client.post("/account/2fa/authenticate/", {"code": recovery_codes[0]})
    second = Client()
    second.post("/account/login/", {"login": careful.email, "password": PASSWORD})
    second.post("/account/2fa/authenticate/", {"code": recovery_codes[0]})

    assert is_in(client)
    assert not is_in(second)


def test_guessing_codes_is_limited(client, careful, sign_in, code_now):
    with time_machine.travel("2026-03-02 08:00:05Z", tick=False):
        sign_in(careful.email)
        for number in range(10):
            client.post("/account/2fa/authenticate/", {"code": f"{number:06d}"})

        client.post("/account/2fa/authenticate/", {"code": code_now()})

    assert not is_in(client)


def test_the_secret_of_the_second_factor_is_not_readable_in_the_database(careful):
    from tests.access.conftest import SECRET

    kept = Authenticator.objects.get(user=careful, type=Authenticator.Type.TOTP)

    assert SECRET not in str(kept.data)


def reset_link(client: Client, operator: Operator) -> str:
    client.post("/account/password/reset/", {"email": operator.email})
    (letter,) = mail.outbox
    return next(line for line in letter.body.split() if "/password/reset/key/" in line)


def test_a_reset_sets_the_password_and_keeps_the_second_factor(client, careful, sign_in):
    link = reset_link(client, careful)
    form = client.get(link, follow=True).redirect_chain[-1][0]

    client.post(form, {"password1": "一条新的长密码 2026", "password2": "一条新的长密码 2026"})
    response = sign_in(careful.email, "一条新的长密码 2026")

    assert response.url == "/account/2fa/authenticate/"
    assert not is_in(client)


def test_a_reset_link_works_once(client, operator):
    link = reset_link(client, operator)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "一条新的长密码 2026", "password2": "一条新的长密码 2026"})

    again = Client().get(link, follow=True)

    assert again.context["token_fail"]


def test_asking_to_reset_an_unknown_address_sends_nothing_and_tells_nothing(client, operator):
    known = client.post("/account/password/reset/", {"email": operator.email})
    unknown = client.post("/account/password/reset/", {"email": "nobody@weilu.example"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("password", ["short", "password123", "1234567890", "linxiao@weilu"])
def test_a_weak_password_is_refused(client, operator, sign_in, password):
    sign_in(operator.email)

    client.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )

    operator.refresh_from_db()
    assert operator.check_password(PASSWORD)


def test_a_changed_password_signs_other_browsers_out(client, operator, sign_in):
    other = Client()
    other.post("/account/login/", {"login": operator.email, "password": PASSWORD})
    sign_in(operator.email)

    client.post(
        "/account/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "另一条长密码 2026",
            "password2": "另一条长密码 2026",
        },
    )

    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_another_browser_can_be_signed_out(client, operator, sign_in):
    other = Client()
    other.post("/account/login/", {"login": operator.email, "password": PASSWORD})
    sign_in(operator.email)
    theirs = UserSession.objects.get(session_key=other.session.session_key)

    client.post(f"/account/sessions/{theirs.pk}/end/")

    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_browser_of_somebody_else_cannot_be_signed_out(client, operator, sign_in):
    stranger = OperatorFactory(with_password=True)
    other = Client()
    other.post("/account/login/", {"login": stranger.email, "password": PASSWORD})
    theirs = UserSession.objects.get(user=stranger)
    sign_in(operator.email)

    assert client.post(f"/account/sessions/{theirs.pk}/end/").status_code == 404
    assert other.get("/account/").status_code == 200


def test_the_second_factor_cannot_be_switched_off_without_the_password(client, careful):
    client.force_login(careful)

    response = client.post("/account/2fa/totp/deactivate/")

    assert response.url.startswith(("/account/reauthenticate/", "/account/2fa/reauthenticate/"))
    assert Authenticator.objects.filter(user=careful, type="totp").exists()


def test_sign_ins_and_failures_are_audited(operator, sign_in):
    sign_in(operator.email, "wrong")
    sign_in(operator.email)

    acts = AuditEntry.objects.order_by("pk").values_list("act", "actor__email")

    assert list(acts) == [("sign_in_failed", None), ("signed_in", operator.email)]
