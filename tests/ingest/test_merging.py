"""Several accounts, one person: merged by an operator, split again exactly."""

import random

import pytest

from tests.factories.community import (
    AccountFactory,
    CommunityFactory,
    MembershipFactory,
    PersonFactory,
)
from tests.ingest import toy
from weilu.access.models import AuditEntry
from weilu.community.facts import facts_of
from weilu.community.models import Account, Merge, Person, Suggestion
from weilu.ingest import erasure, merging, services
from weilu.ingest.errors import MergedAlready, OnePersonOnly, SplitAlready, StaffAndMember
from weilu.insight.services import refresh
from weilu.jobs.models import Lease

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def people(community):
    """Return five people of two accounts each."""
    found = [PersonFactory(community=community, name=f"书友{n}") for n in "甲乙丙丁戊"]
    for person in found:
        AccountFactory.create_batch(2, community=community, person=person)
    return found


def owners(community):
    return dict(Account.objects.filter(community=community).values_list("pk", "person_id"))


def standing(community):
    return sorted(
        Person.objects.filter(community=community).values_list("pk", "name", "merged_into_id")
    )


def test_the_accounts_of_one_become_those_of_the_other(community, people):
    one, other = people[:2]

    done = merging.merge(one, other)

    assert other.accounts.count() == 4
    assert len(done.accounts) == 2
    assert list(community.people.themselves()) == people[1:]


def test_a_merge_is_taken_back_exactly(community, people):
    before = owners(community), standing(community)
    done = merging.merge(people[0], people[1])

    merging.split(done)

    assert (owners(community), standing(community)) == before
    assert not Account.objects.exclude(origin=None).exists()


def test_an_earlier_merge_is_taken_back_after_a_later_one(community, people):
    one, two, three = people[:3]
    before = owners(community)
    first = merging.merge(one, two)
    second = merging.merge(two, three)

    merging.split(first)

    kept = owners(community)
    assert {pk for pk, who in kept.items() if who == one.pk} == {
        pk for pk, who in before.items() if who == one.pk
    }
    assert three.accounts.count() == 4
    merging.split(second)
    assert owners(community) == before


@pytest.mark.parametrize("seed", range(12))
def test_any_order_of_merges_and_splits_leaves_what_the_standing_merges_say(
    community, people, seed
):
    chance = random.Random(seed)  # noqa: S311  # a reproducible order
    before = owners(community)
    for _ in range(14):
        roots = list(community.people.themselves())
        alive = list(community.merges.filter(undone_at=None))
        if alive and (len(roots) == 1 or chance.random() < 0.4):
            merging.split(chance.choice(alive))
        else:
            merging.merge(*chance.sample(roots, 2))
        edges = dict(community.merges.filter(undone_at=None).values_list("source_id", "target_id"))
        assert owners(community) == {pk: end_of(edges, who) for pk, who in before.items()}
    for done in community.merges.filter(undone_at=None):
        merging.split(done)
    assert owners(community) == before


def end_of(edges, person):
    while person in edges:
        person = edges[person]
    return person


def test_a_person_merged_already_is_not_merged_again(people):
    merging.merge(people[0], people[1])

    with pytest.raises(MergedAlready):
        merging.merge(people[0], people[2])
    with pytest.raises(MergedAlready):
        merging.merge(people[2], people[0])


def test_nobody_is_merged_with_themselves(people):
    with pytest.raises(OnePersonOnly):
        merging.merge(people[0], people[0])


def test_staff_and_a_member_are_not_merged(people):
    Person.objects.filter(pk=people[0].pk).update(is_staff=True)

    with pytest.raises(StaffAndMember):
        merging.merge(people[0], people[1])


def test_a_merge_is_taken_back_once(people):
    done = merging.merge(people[0], people[1])
    merging.split(done)

    with pytest.raises(SplitAlready):
        merging.split(done)


def test_a_person_of_another_community_is_not_merged(people):
    with pytest.raises(Person.DoesNotExist):
        merging.merge(PersonFactory(community=CommunityFactory()), people[0])


def test_who_has_more_accounts_stays(community, people):
    AccountFactory(community=community, person=people[3])

    assert merging.survivor(people[0], people[3]) == (people[0], people[3])
    assert merging.survivor(people[1], people[0]) == (people[1], people[0])


def test_merging_and_splitting_are_written_down_without_names(community, people):
    done = merging.merge(people[0], people[1])
    merging.split(done)

    entries = AuditEntry.objects.filter(act__in=["people_merged", "people_split"])
    assert {entry.act for entry in entries} == {"people_merged", "people_split"}
    assert all(entry.community_id == community.pk for entry in entries)
    assert not any("书友" in str(entry.additional_data) for entry in entries)


def test_a_merge_has_the_numbers_of_its_groups_worked_out_anew(people):
    membership = MembershipFactory(account=people[0].accounts.first())

    merging.merge(people[0], people[1])

    work = Lease.objects.get(task__endswith="follow_people")
    assert work.arguments["args"][1] == [membership.group_id]


def test_a_renamed_account_renames_the_person_it_came_from(community, bring_in):
    bring_in(community, toy.history())
    one, other = community.people.order_by("pk")[:2]
    account = one.accounts.get()
    merging.merge(one, other)

    bring_in(
        community, [{"account": account.ref, "name": "新名字"}, *toy.history()], name="later.jsonl"
    )

    one.refresh_from_db()
    assert community.people.get(pk=other.pk).name == other.name
    assert one.name in {account.name, "新名字"}
    assert one.name == Account.objects.get(pk=account.pk).name


def person_count(community):
    with facts_of(community) as reader:
        return reader.rows(
            "SELECT count(DISTINCT person_id) FROM messages WHERE NOT is_bot AND NOT is_staff"
        )[0][0]


@pytest.mark.django_db(transaction=True)
def test_the_numbers_follow_a_merge_and_its_undoing(community, bring_in):
    bring_in(community, toy.history())
    services.measure_waiting(community)
    people = speakers(community)
    before = person_count(community)

    done = merging.merge(*people[:2])

    assert person_count(community) == before - 1
    assert refresh(community)
    merging.split(done)
    assert person_count(community) == before
    assert refresh(community)


def speakers(community):
    with facts_of(community) as reader:
        ids = [row[0] for row in reader.rows("SELECT DISTINCT person_id FROM messages ORDER BY 1")]
    return [community.people.get(pk=pk) for pk in ids]


@pytest.mark.django_db(transaction=True)
def test_erasing_a_person_erases_whoever_was_merged_into_them(community, bring_in):
    bring_in(community, toy.history())
    one, other = speakers(community)[:2]
    merging.merge(one, other)

    erasure.erase(other)

    assert not Person.objects.filter(pk__in=[one.pk, other.pk]).exists()
    assert not Merge.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_number_of_a_merged_person_erases_the_whole_person(community, people):
    merging.merge(people[0], people[1])

    assert erasure.find_person(community, str(people[0].pk)) == people[1]


@pytest.mark.django_db(transaction=True)
def test_undoing_an_import_leaves_nobody_without_an_account(community, bring_in):
    run = bring_in(community, toy.history())
    one, other = speakers(community)[:2]
    merging.merge(one, other)

    services.undo(run)

    assert not community.people.exists()
    assert not Suggestion.objects.exists()
