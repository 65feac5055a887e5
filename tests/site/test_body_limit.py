"""Nobody fills the disk with one request, whoever they are."""

import asyncio

import pytest

from weilu.site.body_limit import bounded, limit_of

FORM, PIECE = "/account/login/", "/c/reading/import/upload/abc/"


async def _takes(scope, receive, send):
    """Take the body as Django does: to its end, or until the browser is gone."""
    taken = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        taken += len(message["body"])
        if not message.get("more_body"):
            await send({"type": "http.response.start", "status": 200, "taken": taken})
            return


def ask(path, *, size, announced=None):
    """Return the status of the answer (None: there was none), and how much was sent."""
    block, sent, answers = 2**20, 0, []

    async def receive():
        nonlocal sent
        sent += block
        return {"type": "http.request", "body": bytes(block), "more_body": sent < size}

    async def send(message):
        answers.append(message)

    headers = [] if announced is None else [(b"content-length", str(announced).encode())]
    scope = {"type": "http", "path": path, "headers": headers}
    asyncio.run(bounded(_takes)(scope, receive, send))
    return next((a["status"] for a in answers if "status" in a), None), sent


@pytest.mark.parametrize("path", [FORM, PIECE])
def test_what_fits_is_taken(path):
    assert ask(path, size=limit_of(path))[0] == 200


def test_what_announces_too_much_is_refused_unread():
    assert ask(FORM, size=2**30, announced=2**30) == (413, 0)


def test_what_sends_more_than_it_announced_is_cut_off():
    status, sent = ask(FORM, size=2**30, announced=10)

    assert status is None
    assert sent <= limit_of(FORM) + 2**20


def test_pieces_of_files_may_be_larger_than_forms():
    assert limit_of(FORM) < limit_of(PIECE) < limit_of("/c/reading/import/upload/")


@pytest.mark.parametrize("length", [b"-1", b"1e9", b"9" * 40, b""])
def test_a_senseless_length_is_no_announcement(length):
    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    answers = []

    async def send(message):
        answers.append(message)

    scope = {"type": "http", "path": FORM, "headers": [(b"content-length", length)]}
    asyncio.run(bounded(_takes)(scope, receive, send))

    assert answers[0]["status"] == 200
