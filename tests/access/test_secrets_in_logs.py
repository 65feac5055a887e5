"""What opens the door must not stand in the log."""

import logging
import logging.config
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.access.conftest import SECRET
from weilu.access import services
from weilu.site.logs import logging_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder into which the server's own logging writes everything, as with WEILU_DEBUG=1."""
    logging.config.dictConfig(logging_to(tmp_path, debug=True))
    yield tmp_path
    logging.config.dictConfig(settings.LOGGING)


def test_signing_in_leaves_no_secret_in_the_log(careful, recovery_codes, code_now, folder):
    password = "a-known-password-2026"
    careful.set_password(password)
    careful.save()
    link = services.sign_in_link(careful)
    secret = link.rstrip("/").rpartition("/")[2]
    code = code_now()
    client = Client(raise_request_exception=False)

    client.post("/account/login/", {"login": careful.email, "password": password})
    client.post("/account/2fa/authenticate/", {"code": code})
    client.post("/account/login/", {"login": careful.email, "password": f"{password}x"})
    for path in (f"/account/link/{secret}/", f"/invitation/{secret}/", f"/account/link/{secret}"):
        client.get(path)
        client.post(path)
    client.get(f"/account/password/reset/key/1-{secret}/")
    logging.getLogger("weilu").warning("Signed in by /account/link/%s/ at %s", secret, time.time())
    logging.getLogger("weilu").warning("Joined by /invitation/%s/", secret)
    logging.getLogger("weilu").warning("Reset by /account/password/reset/key/1-%s/", secret)
    session = client.session.session_key

    written = "".join(file.read_text("utf-8") for file in folder.rglob("*.jsonl*"))
    assert "Signed in by" in written
    for secret_thing in (password, code, secret, SECRET, session, settings.SECRET_KEY):
        assert secret_thing not in written
    assert not any(recovery in written for recovery in recovery_codes)


def test_the_test_above_reads_what_the_server_writes(tmp_path):
    files = [
        Path(handler["filename"])
        for handler in logging_to(tmp_path, debug=False)["handlers"].values()
        if "filename" in handler
    ]

    assert files
    assert all(file.is_relative_to(tmp_path) and ".jsonl" in file.name for file in files)
