"""Data quality, from facts and imports to the pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories.community import CommunityFactory, GroupFactory, OperatorRoleFactory
from tests.ingest import toy
from weilu.community.facts import facts_of
from weilu.desk.views.quality import today_of
from weilu.ingest import recognise, services
from weilu.insight.queries.quality import held
from weilu.insight.services import refresh

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def community():
    return CommunityFactory(slug="reading")


@pytest.fixture
def run(community, monkeypatch, tmp_path):
    """Import the toy history, whose file writes no zone and lists one member."""
    found = {"toy": toy.WallClockToy()}
    monkeypatch.setattr(recognise, "importers", lambda: found)
    monkeypatch.setattr(services, "importers", lambda: found)
    path = toy.write(tmp_path / "toy.jsonl", toy.history())
    run = services.open_import(community=community, path=path)
    services.run(run)
    refresh(community)
    return run


@pytest.fixture
def browser(client, community):
    role = OperatorRoleFactory(community=community, kind="viewer", operator__language="en")
    client.force_login(role.operator)
    return client


def page(browser, name, *args):
    return browser.get(reverse(f"desk:{name}", args=["reading", *args])).content.decode()


def test_what_is_held_is_counted_from_facts_and_imports(community, run):
    with facts_of(community) as reader:
        found = held(reader, community)
    first = found[community.groups.get(name="夜读打卡营").pk]
    second = found[community.groups.get(name="古籍抄读").pk]

    assert (first.messages, first.joins, first.reactions, first.listed) == (4, 1, 2, 1)
    assert (second.messages, second.joins, second.reactions, second.listed) == (2, 0, 0, 0)
    assert first.zones_assumed == first.unreadable == first.imports == 1
    assert first.starts_without_id == 0


def test_the_page_of_a_group_names_what_is_missing_and_what_it_touches(browser, community, run):
    group = community.groups.get(name="古籍抄读")

    said = page(browser, "quality_of", group.pk)

    assert "No join is recorded; the first message stands for it." in said
    assert "waiting newcomers, retention, the three standards" in said
    assert "An export with the list of members makes shares exact." in said


def test_the_same_sentence_stands_beside_the_numbers(browser, community, run):
    group = community.groups.get(name="古籍抄读")

    said = page(browser, "group", group.pk)

    assert "No join is recorded; the first message stands for it." in said
    assert reverse("desk:quality_of", args=["reading", group.pk]) in said


def test_the_page_of_the_community_lists_its_groups(browser, run):
    said = page(browser, "quality")

    assert "The data of all 2 groups have gaps" in said
    assert "古籍抄读" in said


def test_without_messages_it_says_when_there_will_be_something(browser, community):
    group = GroupFactory(community=community)

    assert "No messages yet, so nothing to judge" in page(browser, "quality")
    assert "No messages yet, so nothing to judge" in page(browser, "quality_of", group.pk)


def test_a_demo_is_as_old_as_its_own_clock_says(community):
    community.is_demo = True

    assert date(1970, 1, 1) + timedelta(days=today_of(community)) == date(2026, 11, 20)
