import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        pytest.param("zh-CN", "zh-Hans", id="mainland"),
        pytest.param("zh-SG", "zh-Hans", id="Singapore"),
        pytest.param("zh-TW", "zh-Hant", id="Taiwan"),
        pytest.param("zh-HK,zh;q=0.9,en;q=0.8", "zh-Hant", id="Hong Kong"),
        pytest.param("zh-MO", "zh-Hant", id="Macau"),
        pytest.param("zh-Hant-TW", "zh-Hant", id="script and region"),
        pytest.param("zh", "zh-Hans", id="Chinese"),
        pytest.param("en-GB,en;q=0.9", "en", id="English"),
    ],
)
def test_the_browser_is_answered_in_its_language(client, accepts, language):
    page = client.get("/account/login/", headers={"Accept-Language": accepts})

    assert f'<html lang="{language}"' in page.content.decode()


def test_a_choice_before_signing_in_is_kept_by_the_browser(client):
    client.post("/account/language/", {"language": "zh-hant", "next": "/account/login/"})

    page = client.get("/account/login/", headers={"Accept-Language": "en"})

    assert "登入" in page.content.decode()


def test_a_choice_after_signing_in_follows_the_operator(client, operator):
    client.force_login(operator)
    client.post("/account/language/", {"language": "en"})
    elsewhere = Client()
    elsewhere.force_login(operator)

    page = elsewhere.get("/account/", headers={"Accept-Language": "zh-CN"})

    assert "My settings" in page.content.decode()


def test_an_unknown_language_changes_nothing(client, operator):
    client.force_login(operator)

    client.post("/account/language/", {"language": "tlh"})

    operator.refresh_from_db()
    assert operator.language == "zh-hans"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_switching_the_language_does_not_lead_away(client, target):
    response = client.post("/account/language/", {"language": "en", "next": target})

    assert response.url == "/"
