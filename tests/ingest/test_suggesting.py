"""Accounts that may be one person, found after an import."""

from datetime import UTC, datetime

import pytest

from tests.factories.community import AccountFactory, GroupFactory, MembershipFactory
from weilu.community.models import Suggestion
from weilu.ingest import merging, roster, suggesting

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
State = Suggestion.State


@pytest.fixture
def pair(community):
    return (
        AccountFactory(community=community, platform="telegram", name="北京-顾南之"),
        AccountFactory(community=community, platform="wechat", name="顧南之"),
    )


def test_one_name_on_two_platforms_is_suggested(community, pair):
    assert suggesting.suggest(community) == 1

    found = Suggestion.objects.get()
    assert (found.one, found.other) == pair
    assert [code for code, _points, _facts in found.evidence] == ["same_nickname"]


def test_two_people_called_mumu_are_not_merged_nor_suggested(community):
    AccountFactory(community=community, platform="telegram", name="木木")
    AccountFactory(community=community, platform="wechat", name="木木")

    assert suggesting.suggest(community) == 0
    assert community.people.themselves().count() == 2


def test_two_people_are_suggested_once_however_many_accounts_they_have(community, pair):
    AccountFactory(community=community, platform="qq", name="顾南之", person=pair[0].person)

    assert suggesting.suggest(community) == 1


def test_looking_again_suggests_nothing_twice(community, pair):
    suggesting.suggest(community)

    assert suggesting.suggest(community) == 1
    assert Suggestion.objects.count() == 1


def test_refused_is_never_suggested_again(community, pair):
    suggesting.suggest(community)
    merging.refuse(Suggestion.objects.get())

    assert suggesting.suggest(community) == 0


def test_refused_holds_for_other_accounts_of_the_two(community, pair):
    suggesting.suggest(community)
    merging.refuse(Suggestion.objects.get())
    AccountFactory(community=community, platform="qq", name="顾南之", person=pair[0].person)

    assert suggesting.suggest(community) == 0


def test_a_merge_answers_the_suggestion_and_a_split_refuses_it(community, pair):
    suggesting.suggest(community)
    done = merging.merge(pair[1].person, pair[0].person)
    assert Suggestion.objects.get().state == State.ACCEPTED
    assert suggesting.suggest(community) == 0

    merging.split(done)

    assert suggesting.suggest(community) == 0
    assert Suggestion.objects.get().state == State.REFUSED


def test_a_suggestion_goes_when_its_reason_goes(community, pair):
    suggesting.suggest(community)
    pair[0].name = "叶知秋"
    pair[0].save()

    assert suggesting.suggest(community) == 0
    assert not Suggestion.objects.exists()


def test_bots_are_nobody(community, pair):
    pair[0].is_bot = True
    pair[0].save()

    assert suggesting.suggest(community) == 0


def test_the_same_group_on_two_platforms_is_evidence(community, pair):
    for account in pair:
        group = GroupFactory(community=community, platform=account.platform, name="共读一群")
        MembershipFactory(group=group, account=account)

    suggesting.suggest(community)

    codes = {code for code, _points, _facts in Suggestion.objects.get().evidence}
    assert codes == {"same_nickname", "shared_groups"}


def together(community, bring_in, name, other, minutes):
    """Have two accounts write, each at its minutes."""
    lines = [
        {"group": "g1", "name": "一群"},
        {"account": "a1", "name": name},
        {"account": "b1", "name": other},
    ]
    lines += [
        {"in": "g1", "by": who, "id": f"{who}{at}", "at": at, "text": "在"}
        for who, times in minutes.items()
        for at in times
    ]
    bring_in(community, sorted(lines, key=lambda line: line.get("at", -1)))


@pytest.mark.django_db(transaction=True)
def test_talking_within_minutes_and_being_there_at_once_speak_against(community, bring_in):
    together(community, bring_in, "顾南之", "顧南之", {"a1": [0, 60, 120], "b1": [1, 61, 121]})

    assert suggesting.suggest(community) == 0
    one, other = community.accounts.order_by("pk")
    found = {e.code: e for e in suggesting.compare(community, [one], [other]).evidence}
    assert found["talked"].facts["n"] == 3
    assert found["stayed"].facts["n"] == 1


@pytest.mark.django_db(transaction=True)
def test_an_old_account_that_fell_silent_does_not_contradict_its_successor(community, bring_in):
    together(community, bring_in, "顾南之", "顧南之", {"a1": [0, 60], "b1": [9000, 9060]})

    suggesting.suggest(community)

    codes = {code for code, _points, _facts in Suggestion.objects.get().evidence}
    assert codes == {"same_name"}


def test_two_stays_at_different_times_do_not_speak_against(community, pair):
    group = GroupFactory(community=community)
    for account, year in zip(pair, (2024, 2026), strict=True):
        MembershipFactory(
            group=group,
            account=account,
            joined_at=datetime(year, 1, 1, tzinfo=UTC),
            left_at=datetime(year, 6, 1, tzinfo=UTC),
        )
    roster.publish(community)

    suggesting.suggest(community)

    codes = {code for code, _points, _facts in Suggestion.objects.get().evidence}
    assert "stayed" not in codes


def test_two_stays_that_overlap_speak_against(community, pair):
    group = GroupFactory(community=community)
    for account, month in zip(pair, (1, 2), strict=True):
        MembershipFactory(
            group=group,
            account=account,
            joined_at=datetime(2026, month, 1, tzinfo=UTC),
            left_at=datetime(2026, 6, 1, tzinfo=UTC),
        )
    roster.publish(community)

    found = {e.code: e.points for e in suggesting.compare(community, pair[:1], pair[1:]).evidence}
    assert found["stayed"] == -30
