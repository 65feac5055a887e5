"""Pages of merging: the card, the list, the preview, the way back, and who may."""

import pytest
from django.urls import reverse

from tests.factories.community import (
    AccountFactory,
    CommunityFactory,
    OperatorRoleFactory,
    PersonFactory,
)
from weilu.community.models import Person, Suggestion
from weilu.ingest import merging, suggesting

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return CommunityFactory(slug="reading")


@pytest.fixture
def pair(community):
    found = [
        AccountFactory(community=community, platform="telegram", name="北京-顾南之"),
        AccountFactory(community=community, platform="wechat", name="顧南之"),
    ]
    suggesting.suggest(community)
    return found


@pytest.fixture
def browser(client, community):
    def signed_in(kind="editor"):
        role = OperatorRoleFactory(community=community, kind=kind, operator__language="en")
        client.force_login(role.operator)
        return client

    return signed_in


def address(name, *args):
    return reverse(f"desk:{name}", args=["reading", *args])


def test_the_page_of_a_person_asks_whether_another_account_is_theirs(browser, pair):
    page = browser().get(address("person", pair[0].person_id)).content.decode()

    assert "顧南之" in page
    assert "May be the same person" in page
    assert 'data-press="m"' in page
    assert f"?with={pair[1].person_id}" in page


def test_the_list_shows_pairs_with_their_evidence(browser, pair):
    page = browser().get(address("same")).content.decode()

    assert "1 pair waits for your decision" in page
    assert "without the city or trade before it" in page
    assert "+40" in page


def test_the_list_says_why_it_is_empty(browser, community):
    page = browser().get(address("same")).content.decode()

    assert "No two accounts look like one person now" in page


def test_a_preview_changes_nothing(browser, community, pair):
    page = browser().get(address("merge", pair[0].person_id), {"with": pair[1].person_id})

    assert "has 2 accounts" in page.content.decode()
    assert community.people.themselves().count() == 2


def test_a_confirmed_merge_is_made_and_can_be_split_from_the_page(browser, community, pair):
    client = browser()
    client.post(address("merge", pair[0].person_id), {"with": pair[1].person_id})
    assert community.people.themselves().count() == 1

    page = client.get(address("person", pair[0].person_id)).content.decode()
    assert "Split off again" in page
    client.post(address("split", community.merges.get().pk))

    assert community.people.themselves().count() == 2


def test_the_page_of_somebody_merged_leads_to_who_they_are(browser, pair):
    merging.merge(pair[1].person, pair[0].person)

    answer = browser().get(address("person", pair[1].person_id))

    assert answer.url == address("person", pair[0].person_id)


def test_staff_and_member_are_refused_with_a_remedy(browser, community, pair):
    Person.objects.filter(pk=pair[0].person_id).update(is_staff=True)
    client = browser()

    page = client.post(address("merge", pair[0].person_id), {"with": pair[1].person_id})

    assert "ingest.staff_and_member" in page.content.decode()
    assert "Mark both as staff or neither" in page.content.decode()
    assert community.people.themselves().count() == 2


def test_a_person_of_another_community_cannot_be_merged_in(browser, pair):
    stranger = PersonFactory(community=CommunityFactory())

    for method in ("get", "post"):
        asked = getattr(browser(), method)
        answer = asked(address("merge", pair[0].person_id), {"with": stranger.pk})
        assert answer.status_code == 404


@pytest.mark.parametrize("kind", ["viewer", "analyst"])
def test_who_only_reads_sees_the_question_but_may_not_merge(browser, community, pair, kind):
    client = browser(kind)

    page = client.get(address("person", pair[0].person_id)).content.decode()
    answers = [
        client.post(address("merge", pair[0].person_id), {"with": pair[1].person_id}),
        client.post(address("refuse", Suggestion.objects.get().pk)),
    ]

    assert "May be the same person" in page
    assert "Preview the merge" not in page
    assert [answer.status_code for answer in answers] == [403, 403]
    assert community.people.themselves().count() == 2


def test_a_refused_pair_is_gone_from_the_list(browser, pair):
    client = browser()
    client.post(address("refuse", Suggestion.objects.get().pk))

    assert (
        "No two accounts look like one person now" in client.get(address("same")).content.decode()
    )


def test_a_person_can_be_looked_for_by_name(browser, pair):
    page = browser().get(address("merge", pair[0].person_id), {"q": "顧南"}).content.decode()

    assert f"?with={pair[1].person_id}" in page


def test_a_merged_person_is_counted_once(browser, pair):
    merging.merge(pair[1].person, pair[0].person)

    assert "1 people known" in browser().get(address("people")).content.decode()
