import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db


def policy(client) -> dict[str, list[str]]:
    header = client.get("/account/login/").headers["Content-Security-Policy"]
    parts = (part.strip().split(" ") for part in header.split(";"))
    return {name: sources for name, *sources in parts}


def test_the_policy_lets_only_own_files_in(client):
    found = policy(client)

    assert found["default-src"] == ["'self'"]
    assert found["object-src"] == found["base-uri"] == found["frame-ancestors"] == ["'none'"]
    assert found["form-action"] == ["'self'"]
    assert found["report-uri"] == ["/csp-report/"]
    scripts = found["script-src"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:"} & {*scripts}
    assert "'unsafe-inline'" not in found["style-src"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_every_page_carries(client, header, value):
    assert client.get("/account/login/").headers[header] == value


def test_no_cache_keeps_a_page(client, operator):
    client.force_login(operator)

    assert client.get("/account/").headers["Cache-Control"] == "private, no-store"


def test_pages_ask_for_no_device(client):
    allowed = client.get("/account/login/").headers["Permissions-Policy"]

    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(allowed.split(", "))


SECURE = """
import django; django.setup()
from django.conf import settings
from django.test import Client
seen = Client().get("/account/login/", secure=True, headers={"host": "weilu.example"})
print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_NAME)
print(seen.headers.get("Strict-Transport-Security"))
print(seen.cookies.output())
"""


def test_https_turns_on_hsts_and_host_cookies(tmp_path):
    home = {"WEILU_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment = {**home, "WEILU_URL": "https://weilu.example", "PATH": "/usr/bin:/bin"}

    run = subprocess.run(
        [sys.executable, "-c", SECURE],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    names, hsts, cookies = run.stdout.splitlines()[0], run.stdout.splitlines()[1], run.stdout
    assert names == "__Host-weilu True __Host-weilu-csrf"
    assert hsts == "max-age=31536000"
    assert "__Host-weilu-csrf=" in cookies
    assert "Secure" in cookies
    assert "Domain" not in cookies


def report(client, body: str):
    return client.post("/csp-report/", body, content_type="application/csp-report")


def test_a_report_is_counted_without_the_words_in_its_address(client, caplog):
    told = {
        "document-uri": "http://localhost/c/reading/messages/?q=悄悄话",
        "effective-directive": "script-src",
        "blocked-uri": "inline",
    }

    with caplog.at_level(logging.WARNING, logger="weilu.access.views"):
        response = report(client, json.dumps({"csp-report": told}))

    assert response.status_code == 204
    assert "script-src on http://localhost/c/reading/messages/ (inline)" in caplog.text
    assert "悄悄话" not in caplog.text


@pytest.mark.parametrize("body", ["", "[]", "{}garbage", '{"csp-report": 7}', "\x00"])
def test_a_broken_report_is_refused(client, body):
    assert report(client, body).status_code == 400


def test_reports_cannot_fill_the_log(client, caplog):
    body = json.dumps({"csp-report": {"effective-directive": "img-src"}})

    with caplog.at_level(logging.WARNING, logger="weilu.access.views"):
        for _ in range(110):
            report(client, body)

    assert caplog.text.count("refused img-src") == 100
