"""Taking an import back."""

import pytest

from tests.ingest import toy
from weilu.community.models import Account, Group, Membership, Person
from weilu.ingest import services
from weilu.ingest.models import Import, ListedMember, UnreadableLine
from weilu.warehouse.tables import TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def rows_of_everything(community, facts):
    stored = {
        name: facts(community, f"SELECT count(*) FROM {name}")[0][0]
        for name in TABLES
        if name != "changes"
    }
    models = (Group, Person, Account, Membership, ListedMember, UnreadableLine)
    return stored | {model.__name__: model.objects.count() for model in models}


def test_undoing_the_only_import_leaves_everything_as_it_was(community, bring_in, facts):
    before = rows_of_everything(community, facts)
    run = bring_in(community, toy.history())

    services.undo(run)

    assert rows_of_everything(community, facts) == before
    assert run.state == Import.State.UNDONE


def test_undoing_the_second_import_leaves_the_first_as_it_was(community, bring_in, facts):
    bring_in(community, toy.history())
    before = rows_of_everything(community, facts)
    stays = list(Membership.objects.order_by("pk").values())
    more = [
        toy.GROUP,
        {"group": "g3", "name": "新群"},
        {"move": "leave", "in": "g1", "by": "a", "at": 200},
        {"member": "listed", "in": "g1"},
        toy.said(50, "a", 150),
        toy.said(51, "new", 151, group="g3", mentions=["a"]),
    ]

    services.undo(bring_in(community, more, name="more.jsonl"))

    assert rows_of_everything(community, facts) == before
    assert list(Membership.objects.order_by("pk").values()) == stays


def test_what_a_later_import_needs_stays(community, bring_in, facts):
    first = bring_in(community, toy.history())
    bring_in(community, [toy.GROUP, toy.said(70, "a", 70, mentions=["c"])], name="more.jsonl")

    services.undo(first)

    assert set(Account.objects.values_list("ref", flat=True)) == {"a", "c"}
    assert list(Group.objects.values_list("ref", flat=True)) == ["g1"]
    assert facts(community, "SELECT message_ref FROM messages") == [("70",)]


def test_undoing_both_in_the_order_of_their_coming_leaves_nothing(community, bring_in, facts):
    first = bring_in(community, toy.history())
    second = bring_in(community, [toy.GROUP, toy.said(70, "a", 70)], name="more.jsonl")

    services.undo(first)
    services.undo(second)

    assert not Group.objects.exists()
    assert facts(community, "SELECT count(*) FROM messages") == [(0,)]


def test_undo_can_be_repeated(community, bring_in):
    run = bring_in(community, toy.history())

    services.undo(run)
    services.undo(run)

    assert not Account.objects.exists()


def test_the_same_file_comes_in_again_after_an_undo(community, bring_in):
    services.undo(bring_in(community, toy.history()))

    assert bring_in(community, toy.history()).messages == 6


def test_a_person_with_another_account_stays(community, bring_in):
    run = bring_in(community, toy.history())
    person = Account.objects.get(ref="a").person
    Account.objects.create(
        community=community, person=person, platform="telegram", ref="7", name="阿木"
    )

    services.undo(run)

    assert list(Person.objects.all()) == [person]
