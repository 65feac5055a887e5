"""Whatever an address or a form carries, the answer is a page, never a fault of Weilu."""

import json
from itertools import product
from typing import Any

import pytest
from django.test import Client

from tests.access import world as worlds
from tests.access.world import client_of, text_of, told

pytestmark = pytest.mark.django_db

SENSELESS = (
    *("", "-1", "--5", "²", "١٢", "9" * 18, "-" + "9" * 18, "9" * 5000),
    *("a\x00b", "'; DROP TABLE x; --", "{{ 7 }}%(person)s", "x" * 5000),
    *("0001-01-01", "9999-12-31", "1~1~\x00", "-999999999999999999~1~"),
)
#: Below /c/SLUG/, what is asked for with each of them.
QUERIES = {
    "rows/stickiness/": ("until", "group", "person"),
    "rows/waiting/": ("until",),
    "messages/around/": ("at", "group"),
    "messages/": ("q", "from to", "before", "group person"),
    "people/": ("q",),
    "people/{person_id}/merge/": ("with", "q"),
    "settings/audit/": ("who", "before", "kind"),
    "import/{import_id}/zone/": ("other",),
    "import/{import_id}/": ("zone",),
    "": ("q sort platform need",),
}
FIELDS = ("staff", "bot", "group", "with", "zone", "kind", "email", "name", "timezone", "language")


def _faults(client: Client, method: str, path: str, fields: dict[str, Any]) -> list[str]:
    response = getattr(client, method)(path, fields)
    text_of(response)
    fault = f"{path} {str(fields)[:80]} {told(method, response)}"
    return [fault] if response.status_code >= 500 else []


def test_no_query_breaks_a_page(talking_world):
    client = client_of(talking_world.by_kind["owner"])
    things = talking_world.our_things
    near = {"group": things["group_id"], "at": 0}

    faults = [
        fault
        for page, queries in QUERIES.items()
        for keys, text in product(queries, SENSELESS)
        for fault in _faults(
            client,
            "get",
            f"/c/{talking_world.ours.slug}/{page.format(**things)}",
            near | dict.fromkeys(keys.split(), text),
        )
    ]

    assert faults == []


@pytest.mark.parametrize("text", ["²", "9" * 5000, "a\x00b", "-1"])
def test_no_form_breaks_a_page(talking_world, text):
    client = client_of(talking_world.by_kind["owner"])
    paths = [
        address.path(talking_world.our_things)
        for address in worlds.addresses()
        if address.is_of_a_community and "discard" not in address.route
    ]

    faults = [
        fault
        for path in paths
        for fault in _faults(client, "post", path, dict.fromkeys(FIELDS, text))
    ]

    assert faults == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"[" * 8000,
        b'{"csp-report": []}',
        b"\xff\xfe",
        b'{"csp-report": ' + b'{"a":' * 1500,
    ],
)
def test_a_report_of_the_browser_may_say_anything(client, body):
    client.raise_request_exception = False

    answer = client.post("/csp-report/", body, content_type="application/csp-report")

    assert answer.status_code in {204, 400}


@pytest.mark.parametrize(
    "said",
    [
        "[" * 100_000,
        '{"name": "a", "size": 1e999}',
        '{"name": "a", "size": -1}',
        '{"name": "a", "size": "²"}',
        json.dumps({"name": "\ud800\x00/../x", "size": 3}),
        json.dumps({"name": "\x00" * 400, "size": 3}),
    ],
)
def test_a_file_may_be_announced_in_any_way(talking_world, said):
    client = client_of(talking_world.by_kind["owner"])

    answer = client.post(
        f"/c/{talking_world.ours.slug}/import/upload/begin/",
        said,
        content_type="application/octet-stream",
    )

    assert answer.status_code in {200, 400, 409}, told("post", answer)


@pytest.mark.parametrize("offset", ["", "-1", "²", "1e3", "9" * 40, "٣"])
def test_a_piece_with_a_senseless_place_is_refused(talking_world, offset):
    world = talking_world
    client = client_of(world.by_kind["owner"])
    begin = client.post(
        f"/c/{world.ours.slug}/import/upload/begin/",
        json.dumps({"name": "a.json", "size": 3}),
        content_type="application/octet-stream",
    ).json()

    answer = client.post(
        begin["piece"],
        b"abc",
        content_type="application/octet-stream",
        headers={"X-Offset": offset.encode().decode("latin-1")},
    )

    assert answer.status_code in {400, 409}, told("post", answer)
