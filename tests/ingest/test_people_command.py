"""weilu people: list, merge, split, refuse."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.community import AccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(community):
    return [
        AccountFactory(community=community, platform="telegram", name="北京-顾南之"),
        AccountFactory(community=community, platform="wechat", name="顧南之"),
    ]


def told(*arguments):
    out = StringIO()
    call_command("people", *arguments, "--community", "reading", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_it_lists_merges_and_splits(community, pair):
    (found,) = told()["suggestions"]
    assert found["evidence"] == {"same_nickname": 40}

    done = told("merge", "顧南之", "北京-顾南之")
    assert community.people.themselves().count() == 1
    assert [each["merge"] for each in told()["merges"]] == [done["merge"]]

    told("split", str(done["merge"]))
    assert community.people.themselves().count() == 2


def test_it_refuses(community, pair):
    (found,) = told()["suggestions"]

    told("refuse", str(found["suggestion"]))

    assert told()["suggestions"] == []


@pytest.mark.parametrize(
    "arguments", [("merge", "甲"), ("split",), ("split", "999"), ("refuse", "x")]
)
def test_a_wrong_question_is_answered_with_a_remedy(community, arguments):
    with pytest.raises(CommandError, match="weilu people"):
        told(*arguments)
