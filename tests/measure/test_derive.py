import random
from collections import Counter
from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.measure.facts import Account, Facts, Message, Reaction, connect
from tests.measure.histories import START_US, histories
from tests.measure.plain_replies import replies_and_starts
from weilu.kernel.time import HOUR_US
from weilu.measure import derive as derive_module
from weilu.measure.derive import RULE_VERSION, derive, portions
from weilu.warehouse.tables import TABLES

MINUTE_US = 60_000_000


def derived(
    connection: duckdb.DuckDBPyConnection, groups: Sequence[int]
) -> dict[str, list[dict[str, object]]]:
    return {name: rows.read_all().to_pylist() for name, rows in derive(connection, 9, groups)}


def of(*messages: Message, **accounts: Account) -> Facts:
    return Facts(messages=list(messages), accounts={int(k[1:]): a for k, a in accounts.items()})


def say(ref: str, account: int, minute: float, **more: object) -> Message:
    return Message(ref=ref, account=account, us=START_US + int(minute * MINUTE_US), **more)


def links(facts: Facts) -> list[tuple[object, object, object]]:
    rows = derived(connect(facts), facts.groups())["replies"]
    return [(r["child_ref"], r["parent_ref"], r["is_inferred"]) for r in rows]


def starts(facts: Facts) -> dict[object, object]:
    rows = derived(connect(facts), facts.groups())["starts"]
    return {r["message_ref"]: r["answered_by"] for r in rows}


@settings(max_examples=examples(20), deadline=None)
@given(histories())
def test_the_set_based_rule_and_the_plain_one_agree_on_any_history(facts):
    rows = derived(connect(facts), facts.groups() or [1])
    replies, openings = replies_and_starts(facts)

    assert Counter(
        (r["group_id"], r["child_ref"], r["parent_ref"], r["is_inferred"]) for r in rows["replies"]
    ) == Counter((r.group, r.child.ref, r.parent.ref, r.is_inferred) for r in replies)
    assert Counter(
        (s["group_id"], s["message_ref"], s["answered_us"], s["answered_by"])
        for s in rows["starts"]
    ) == Counter(
        (
            s.group,
            s.message.ref,
            s.answer.us if s.answer else None,
            s.answer.account if s.answer else None,
        )
        for s in openings
    )


@settings(max_examples=examples(8), deadline=None)
@given(histories(days=3))
def test_days_count_each_message_and_reaction_once_on_its_local_day(facts):
    rows = derived(connect(facts), facts.groups() or [1])["days"]

    spoken = Counter((m.group, m.account, facts.day(m.group, m.us)) for m in facts.messages)
    reacted = Counter(
        (r.group, r.account, facts.day(r.group, r.us)) for r in facts.reactions if r.account
    )
    key = ("group_id", "account_id", "local_day")
    assert {tuple(r[k] for k in key): r["messages"] for r in rows if r["messages"]} == dict(spoken)
    assert {tuple(r[k] for k in key): r["reactions"] for r in rows if r["reactions"]} == dict(
        reacted
    )
    hours = Counter((m.group, facts.hour(m.group, m.us)) for m in facts.messages)
    for group in facts.groups():
        own = [r["hours"] for r in rows if r["group_id"] == group]
        assert [sum(h) for h in zip(*own, strict=True)] == [hours[group, h] for h in range(24)] or (
            not own
        )


@settings(max_examples=examples(6), deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_rows_in_the_record_changes_nothing(facts, chance: random.Random):
    before = derived(connect(facts), facts.groups() or [1])
    chance.shuffle(facts.messages)
    chance.shuffle(facts.reactions)

    assert derived(connect(facts), facts.groups() or [1]) == before


@settings(max_examples=examples(6), deadline=None)
@given(histories())
def test_groups_taken_one_by_one_give_the_same_rows_as_all_at_once(facts):
    connection = connect(facts)
    groups = facts.groups() or [1]
    apart = [derived(connection, [group]) for group in groups]

    for name, rows in derived(connection, groups).items():
        assert [row for part in apart for row in part[name]] == rows


def test_rows_have_the_shapes_of_the_warehouse():
    facts = of(say("1", 1, 0), say("2", 2, 1, answers="1"))
    for name, reader in derive(connect(facts), 9, [1]):
        rows: pa.Table = reader.read_all()
        assert rows.schema == TABLES[name].schema
        assert set(rows["community_id"].to_pylist()) == {9}
    assert RULE_VERSION == 2


#: Three who are no newcomers talk; nobody is called by name.
TALK = (
    *[say(f"0{n}", n, 1000 * n - 20_000) for n in (1, 2, 3, 10)],
    *[say("1", 1, 0), say("2", 2, 1), say("3", 3, 2)],
)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        pytest.param([say("4", 1, 3)], "3", id="the last words are another's: it answers them"),
        pytest.param([say("4", 1, 16.99)], "3", id="as long as the talk lasts, 15 minutes"),
        pytest.param([say("4", 1, 17)], "start", id="after 15 minutes: a new start"),
        pytest.param([say("4", 3, 16)], None, id="the last words are its author's: it goes on"),
        pytest.param([say("4", 3, 17)], "start", id="after 15 minutes nobody goes on"),
        pytest.param([say("4", 1, 2)], "3", id="of equal times the later number is the last"),
        pytest.param([say("4", 5, 3)], "start", id="a newcomer's first words start"),
        pytest.param(
            [say("4", 5, 3), say("5", 1, 4)], "3", id="…and who follows goes on with the talk"
        ),
        pytest.param([say("4", 5, 3), say("5", 5, 4)], None, id="…and the newcomer with its own"),
        pytest.param(
            [say("4", 5, 16), say("5", 5, 30)], None, id="…also when the talk is over by then"
        ),
        pytest.param(
            [say("4", 5, 3), say("5", 5, 4), say("6", 1, 5)], "5", id="…and is then in the talk"
        ),
        pytest.param([say("4", 5, 17), say("5", 1, 18)], "4", id="first words after a silence too"),
        pytest.param(
            [say("4", 5, 3, answers="2"), say("5", 1, 4)], "4", id="…and those that answer somebody"
        ),
        pytest.param(
            [say("4", 1, 3, mentions=(5,)), say("5", 5, 4), say("6", 2, 5)],
            "5",
            id="…and those of somebody called by name",
        ),
        pytest.param([say("4", 8, 3), say("5", 1, 4)], "3", id="a bot between changes nothing"),
        pytest.param(
            [say("4", 1, 3, mentions=(2,)), say("5", 3, 4), say("6", 2, 5)],
            "4",
            id="who was called by name less than 15 minutes ago answers the call",
        ),
        pytest.param(
            [say("4", 1, 3, answers="2"), say("5", 3, 4)], "4", id="told answers are words too"
        ),
        pytest.param(
            [say("4", 10, 3)],
            None,
            id="nobody answers a second account of the same person, nor starts after it",
        ),
        pytest.param(
            [say("4", 1, 3, mentions=(2,)), say("5", 3, 60)],
            "start",
            id="a call to somebody else does not prolong a talk",
        ),
    ],
)
def test_where_hardly_anybody_is_called_by_name_words_answer_the_last_words(said, found):
    facts = of(
        *TALK,
        *said,
        *[say(f"9{n}", 4, 9000 + n) for n in range(9)],
        a8=Account(person=8, is_bot=True),
        a3=Account(person=3),
        a10=Account(person=3),
    )
    last = said[-1].ref

    parents = {child: parent for child, parent, _ in links(facts)}
    assert parents.get(last, "start" if last in starts(facts) else None) == found


@pytest.mark.parametrize(
    ("calls", "told", "is_link"),
    [
        pytest.param(0, 0, True, id="nobody says whom he means: order tells"),
        pytest.param(2, 0, True, id="fewer than one message in five calls by name"),
        pytest.param(3, 0, False, id="one in five calls by name: order says nothing"),
        pytest.param(0, 5, True, id="the platform tells of fewer than half"),
        pytest.param(0, 6, False, id="the platform tells of half: what it leaves out starts"),
    ],
)
def test_order_tells_nothing_where_people_say_whom_they_mean(calls, told, is_link):
    said = [say(f"0{n}", n, 1000 * n) for n in range(1, 11 - calls - told)]
    said += [say(f"1{n}", 20 + n, 20_000 + 1000 * n, mentions=(99,)) for n in range(calls)]
    said += [say(f"2{n}", 30 + n, 30_000 + 1000 * n, answers="01") for n in range(told)]
    facts = of(*said, say("3", 1, 90_000), say("4", 2, 90_001))

    assert (("4", "3", True) in links(facts)) is is_link
    assert ("4" in starts(facts)) is not is_link


def test_where_people_are_called_by_name_who_spoke_less_than_five_minutes_ago_goes_on():
    calls = [say(f"0{n}", 7, -100 + n, mentions=(99,)) for n in range(9)]
    facts = of(*calls, say("1", 1, 0), say("2", 2, 1), say("3", 1, 4.99), say("4", 1, 9.99))

    assert links(facts) == []
    assert {"1", "2", "3", "4"} & set(starts(facts)) == {"1", "2", "4"}


@settings(max_examples=examples(20), deadline=None)
@given(histories())
def test_every_answer_looks_back_and_to_somebody_else_and_is_no_start(facts):
    rows = derived(connect(facts), facts.groups() or [1])
    order = {
        (m.group, m.ref): place
        for place, m in enumerate(sorted(facts.messages, key=lambda m: (m.us, len(m.ref), m.ref)))
    }

    for row in rows["replies"]:
        child, parent = ((row["group_id"], row[f"{who}_ref"]) for who in ("child", "parent"))
        assert row["parent_us"] <= row["child_us"]
        assert order[parent] < order[child] or not row["is_inferred"]
        people = [facts.account(row[f"{who}_account_id"]).person for who in ("child", "parent")]
        assert people[0] != people[1]
    answers = [(r["group_id"], r["child_ref"]) for r in rows["replies"]]
    assert len(answers) == len(set(answers))
    assert not set(answers) & {(s["group_id"], s["message_ref"]) for s in rows["starts"]}


@pytest.mark.parametrize(
    ("minute", "is_answer"),
    [
        pytest.param(14.99, True, id="less than 15 minutes after being addressed: an answer"),
        pytest.param(15, False, id="15 minutes after: a new start"),
    ],
)
def test_who_was_addressed_shortly_before_is_taken_to_answer(minute, is_answer):
    facts = of(say("0", 2, -60), say("1", 1, 0, mentions=(2,)), say("2", 2, minute))

    assert (("2", "1", True) in links(facts)) is is_answer
    assert ("2" in starts(facts)) is not is_answer


def test_a_mention_answers_the_last_words_of_the_one_mentioned_however_old():
    facts = of(say("1", 1, 0), say("2", 1, 1), say("3", 2, 3000, mentions=(1,)))

    assert links(facts) == [("3", "2", True)]


def test_a_mention_of_somebody_who_never_spoke_is_no_answer():
    facts = of(say("1", 1, 0), say("2", 2, 30, mentions=(5,)))

    assert links(facts) == []
    assert starts(facts) == {"1": None, "2": None}


def test_an_answer_to_what_the_author_added_answers_the_start():
    facts = of(say("1", 1, 0), say("2", 1, 1), say("3", 2, 8, answers="2"))

    assert starts(facts) == {"1": 2}


def test_what_the_platform_says_comes_before_the_rule():
    facts = of(say("1", 1, 0), say("2", 3, 1), say("3", 2, 2, answers="1", mentions=(3,)))

    assert links(facts) == [("3", "1", False)]


def test_an_answer_to_an_unknown_message_is_no_start_and_has_no_row():
    facts = of(say("1", 1, 0), say("2", 2, 60, answers="lost"))

    assert links(facts) == []
    assert starts(facts) == {"1": None}


def test_a_reply_never_points_forward():
    facts = of(say("1", 1, 0, answers="2"), say("2", 2, 60))

    assert links(facts) == []


def test_a_bot_neither_starts_nor_answers():
    facts = of(
        say("1", 1, 0),
        say("2", 8, 1, answers="1"),
        say("3", 8, 90),
        a8=Account(person=8, is_bot=True),
    )

    assert starts(facts) == {"1": None}


def test_two_accounts_of_one_person_do_not_answer_each_other():
    facts = of(
        say("1", 1, 0), say("2", 2, 60, answers="1"), a1=Account(person=1), a2=Account(person=1)
    )

    assert links(facts) == []
    assert starts(facts) == {"1": None}


def test_equal_times_are_told_apart_by_their_numbers():
    facts = of(say("9", 1, 0), say("10", 2, 0, mentions=(1,)))

    assert links(facts) == [("10", "9", True)]


def test_the_local_hour_is_the_groups_own():
    facts = of(say("1", 1, 0))
    facts.offset_us = {1: -5 * HOUR_US}
    [row] = derived(connect(facts), [1])["days"]

    assert row["hours"].index(1) == 19


def test_a_day_with_reactions_only_has_no_messages():
    facts = of(say("1", 1, 0))
    facts.reactions = [Reaction(account=2, ref="1", us=START_US, count=3)]
    rows = derived(connect(facts), [1])["days"]

    assert [(r["account_id"], r["messages"], r["reactions"]) for r in rows] == [
        (1, 1, 0),
        (2, 0, 3),
    ]


@settings(max_examples=examples(4), deadline=None)
@given(histories(days=2), st.integers(1, 7))
def test_rows_handed_on_slice_by_slice_are_the_same_rows(facts, size):
    groups = facts.groups() or [1]
    whole = derived(connect(facts), groups)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(derive_module, "SLICE", size)
        for name, rows in derive(connect(facts), 9, groups):
            batches = list(rows)
            assert pa.Table.from_batches(batches, rows.schema).to_pylist() == whole[name]
            assert name == "days" or all(batch.num_rows <= size for batch in batches)


def test_portions_never_cut_a_group():
    facts = of(*[say(str(n), 1, n, group=n % 3 + 1) for n in range(9)])

    assert list(portions(connect(facts), [1, 2, 3, 4], size=6)) == [[1, 2], [3, 4]]
    assert list(portions(connect(facts), [1, 2, 3], size=1)) == [[1], [2], [3]]
