"""Messages of two communities lie in the same files; no page may show those of the other."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.access import world as worlds
from tests.access.world import MARK, World, client_of, text_of
from tests.factories.warehouse import MORNING_US
from weilu.insight.rows import EXPLAINED

pytestmark = pytest.mark.django_db


def _questions(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    theirs = world.their_things
    ids = {"group": theirs["group_id"], "person": theirs["person_id"], "at": MORNING_US}
    for address in worlds.addresses():
        if address.is_of_a_community:
            path = address.path(world.our_things)
            yield path, {}
            yield path, {"q": MARK}
            yield path, ids
    for metric in EXPLAINED:
        for query in ({}, ids, {"group": world.our_things["group_id"]}):
            yield f"/c/{world.ours.slug}/rows/{metric}/", query


def _seen(client: Client, path: str, query: dict[str, Any]) -> str:
    """Return the page with and without its tags: a found word stands between two of them."""
    raw = text_of(client.get(path, query))
    text = raw + strip_tags(raw)
    return text.replace(f'value="{MARK}"', "").replace(f"「{MARK}」", "")  # the question itself


def test_the_own_messages_are_found(talking_world):
    client = client_of(talking_world.by_kind["viewer"])

    assert "今天读到第三章" in _seen(
        client, f"/c/{talking_world.ours.slug}/messages/", {"q": "第三章"}
    )


def test_their_own_operator_finds_theirs(talking_world):
    client = client_of(talking_world.outsider)

    assert f"{MARK} 7" in _seen(client, f"/c/{talking_world.theirs.slug}/messages/", {"q": "7"})


def test_no_page_shows_facts_of_another_community(talking_world):
    client = client_of(talking_world.by_kind["owner"])

    leaks = [
        (path, query)
        for path, query in _questions(talking_world)
        if MARK in _seen(client, path, query)
    ]

    assert leaks == []
