"""What is missing in the data of a group, sentence by sentence."""

from dataclasses import replace

import pytest
from django.utils import translation

from weilu.desk.blocks.quality import BLOCKS, REMEDIES, TITLES, sentence
from weilu.insight.quality import Held, Missing, missing, touching

TODAY = 20_500


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


WHOLE = Held(
    group_id=1,
    messages=900,
    first_day=TODAY - 100,
    last_day=TODAY - 1,
    active_days=95,
    gap_days=2,
    gap_from=TODAY - 50,
    starts=200,
    replies=400,
    joins=40,
    reactions=60,
    listed=80,
    records=1000,
    imports=1,
    newest_import_day=TODAY - 1,
)


def codes(held):
    return [each.code for each in missing(held, today=TODAY)]


def only(held):
    (found,) = missing(held, today=TODAY)
    return found


def test_nothing_is_missing_in_a_whole_history():
    assert codes(WHOLE) == []


def test_a_group_without_messages_is_not_judged():
    assert codes(Held(group_id=1)) == []


@pytest.mark.parametrize(
    ("change", "code", "facts"),
    [
        (
            {"gap_days": 9, "active_days": 85},
            "days_without_data",
            {"days": 9, "first": TODAY - 50, "last": TODAY - 42},
        ),
        ({"last_day": TODAY - 8}, "old", {"age": 8, "imported": 1}),
        ({"unreadable": 3}, "unreadable", {"n": 3, "records": 1000}),
        ({"zones_assumed": 1}, "zone_assumed", {"n": 1}),
        ({"inferred": 400}, "no_replies", {}),
        ({"inferred": 30}, "inferred_replies", {"percent": 8}),
        ({"joins": 0}, "no_joins", {}),
        ({"listed": 0}, "no_members", {}),
        ({"starts_without_id": 100}, "no_ids", {"percent": 50}),
        ({"reactions": 0}, "no_reactions", {}),
    ],
)
def test_each_thing_that_is_missing_is_told_with_its_numbers(change, code, facts):
    found = only(replace(WHOLE, **change))

    assert found.code == code
    assert dict(found.facts) == facts
    assert found.touches
    assert set(found.touches) <= BLOCKS.keys()


def test_a_week_old_is_not_old():
    assert codes(replace(WHOLE, last_day=TODAY - 7)) == []


def test_a_group_that_seldom_writes_has_no_gaps():
    assert codes(replace(WHOLE, gap_days=9, active_days=20)) == []


def test_few_messages_do_not_show_what_a_source_leaves_out():
    few = replace(WHOLE, messages=19, reactions=0, starts=5, starts_without_id=5)

    assert codes(few) == []


def test_the_gravest_comes_first():
    lacking = replace(WHOLE, reactions=0, joins=0, last_day=TODAY - 30)

    assert codes(lacking) == ["old", "no_joins", "no_reactions"]


def test_only_what_touches_a_block_stands_beside_it():
    found = missing(replace(WHOLE, zones_assumed=1, joins=0), today=TODAY)

    assert [each.code for each in touching(found, "rhythm")] == ["zone_assumed"]
    assert [each.code for each in touching(found, "retention")] == ["no_joins"]


FACTS = {
    "days_without_data": {"days": 9, "first": TODAY - 50, "last": TODAY - 42},
    "old": {"age": 1200, "imported": 8},
    "unreadable": {"n": 3, "records": 1000},
    "inferred_replies": {"percent": 8},
    "no_ids": {"percent": 50},
}
SAID = {
    "days_without_data": "No message on 9 days in a row, 28 December 2025 to 5 January.",
    "old": "The newest message is 1,200 days old; last import: 8 days ago.",
    "unreadable": "3 places of 1,000 in the files could not be read.",
    "zone_assumed": "The file says no time zone; the one chosen at the import is used.",
    "no_replies": "The source does not say who answers whom: all replies are inferred, "
    "shares and times that rest on them are estimates.",
    "inferred_replies": "About 8% of the replies are inferred; "
    "shares and times that rest on them are estimates.",
    "no_joins": "No join is recorded; the first message stands for it.",
    "no_members": "No file lists the members; who never wrote is not known.",
    "no_ids": "50% of messages have no id; they are told apart by content.",
    "no_reactions": "No reaction is recorded; quiet approval is not seen.",
}


@pytest.mark.parametrize("code", TITLES)
def test_each_sentence_says_it_with_its_numbers(code):
    told = sentence(Missing(code=code, touches=(), facts=FACTS.get(code, {})), today=TODAY)

    assert told == SAID[code]
    assert REMEDIES[code]
