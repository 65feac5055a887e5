"""Files from the browser: in pieces, continued after a break, never trusted."""

import io
import json
from datetime import timedelta

import pytest

from tests.factories.community import OperatorRoleFactory
from tests.ingest.browser import send
from weilu.ingest import uploads
from weilu.ingest.models import Import, Upload

pytestmark = pytest.mark.django_db


def test_an_upload_goes_on_where_it_broke_off(browser, address, importer, file):
    told = browser.post(
        address("upload_begin"),
        json.dumps({"name": "toy.jsonl", "size": len(file)}),
        content_type="application/octet-stream",
    ).json()
    browser.post(
        told["piece"],
        file[:500],
        content_type="application/octet-stream",
        headers={"X-Offset": "0"},
    )

    again = browser.post(
        address("upload_begin"),
        json.dumps({"name": "toy.jsonl", "size": len(file)}),
        content_type="application/octet-stream",
    ).json()

    assert again["received"] == 500
    assert again["piece"] == told["piece"]


def test_a_piece_that_leaves_a_gap_is_refused(browser, address, importer, file):
    told = browser.post(
        address("upload_begin"),
        json.dumps({"name": "toy.jsonl", "size": len(file)}),
        content_type="application/octet-stream",
    ).json()
    answer = browser.post(
        told["piece"], b"x", content_type="application/octet-stream", headers={"X-Offset": "9"}
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "ingest.wrong_place"


def test_more_than_was_announced_is_refused(browser, address, importer):
    told = browser.post(
        address("upload_begin"),
        json.dumps({"name": "toy.jsonl", "size": 5}),
        content_type="application/octet-stream",
    ).json()
    answer = browser.post(
        told["piece"], b"123456", content_type="application/octet-stream", headers={"X-Offset": "0"}
    )

    assert answer.json()["code"] == "ingest.too_large"


def test_a_file_above_the_limit_is_refused_before_it_is_sent(browser, address, settings):
    settings.UPLOAD_MB = 1
    answer = browser.post(
        address("upload_begin"),
        json.dumps({"name": "big.zip", "size": 2**21}),
        content_type="application/octet-stream",
    )

    assert answer.json()["code"] == "ingest.too_large"
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", ".hidden", "a\x00b.json", "文" * 300],
)
def test_a_name_is_never_a_path(community, role, home, name):
    upload = uploads.begin(community=community, operator=role.operator, file_name=name, size=1)
    path = uploads.path_of(upload)

    assert path.exists()
    assert path.parent.parent == home / "uploads"
    assert not path.name.startswith(".")


def test_without_scripts_a_plain_form_sends_the_file(browser, address, importer, file):
    sent = io.BytesIO(file)
    sent.name = "toy.jsonl"
    answer = browser.post(address("upload"), {"file": sent})

    assert answer.url == address("one", Import.objects.get().pk)


def test_a_file_that_nobody_recognises_is_deleted(browser, address, importer, home):
    answer = send(browser, address, b"nothing of interest")

    assert answer["code"] == "connect.unknown_export"
    assert not any(path.is_file() for path in (home / "uploads").rglob("*"))


def test_an_upload_of_another_operator_does_not_exist(browser, address, community):
    other = OperatorRoleFactory(community=community).operator
    upload = uploads.begin(community=community, operator=other, file_name="a.json", size=1)

    assert browser.post(address("upload_done", upload.token)).status_code == 404


def test_an_upload_that_nobody_goes_on_with_is_deleted_after_a_week(community, role):
    upload = uploads.begin(community=community, operator=role.operator, file_name="a", size=9)
    path = uploads.path_of(upload)

    assert uploads.tidy(upload.created_at + timedelta(days=6)) == 0
    assert uploads.tidy(upload.created_at + timedelta(days=8)) == 1
    assert not path.exists()
