from unittest import mock

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.warehouse import MORNING_US, messages, rows
from weilu.kernel.time import DAY_US
from weilu.warehouse import words
from weilu.warehouse.finding import Wanted
from weilu.warehouse.store import Warehouse


def refs(found) -> list[str]:
    return [message.message_ref for message in found]


@pytest.fixture
def talk(warehouse: Warehouse) -> Warehouse:
    said = [
        ("1", 1, 1, "今晚围炉夜话"),
        ("2", 1, 2, "Weilu is warm"),
        ("3", 2, 1, "圍爐夜話開始了"),
        ("4", 2, 3, None),
        ("5", 1, 3, "夜里围着火炉"),
        ("6", 1, 2, "WEILU 夜话"),
    ]
    facts = [
        {"message_ref": ref, "group_id": group, "account_id": account, "text": text,
         "sent_us": MORNING_US + int(ref) * DAY_US}
        for ref, group, account, text in said
    ]  # fmt: skip
    for n, fact in enumerate(facts):
        warehouse.append("messages", rows("messages", [fact]), stream="s", sequence=n)
    people = [{"account_id": 1, "person_id": 10}, {"account_id": 2, "person_id": 20}]
    warehouse.publish("accounts", rows("accounts", people), community_id=1)
    return warehouse


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param(Wanted(), "654321", id="everything, newest first"),
        pytest.param(Wanted(group_id=2), "43", id="one group"),
        pytest.param(Wanted(person_id=20), "62", id="one person"),
        pytest.param(Wanted(person_id=-3), "54", id="an account without a person"),
        pytest.param(Wanted(words=(("夜话",),)), "61", id="Chinese without spaces"),
        pytest.param(Wanted(words=(("围炉", "圍爐"),)), "31", id="either script"),
        pytest.param(Wanted(words=(("夜话",), ("weilu",))), "6", id="all words"),
        pytest.param(Wanted(words=(("wEiLu",),)), "62", id="whatever the case"),
        pytest.param(Wanted(words=(("话圍",),)), "", id="never across two messages"),
        pytest.param(Wanted(words=(("夜",),), group_id=1), "651", id="a word in a group"),
        pytest.param(Wanted(words=(("夜",),), person_id=10), "31", id="a word by a person"),
        pytest.param(Wanted(first_us=MORNING_US + 3 * DAY_US), "6543", id="from a moment on"),
        pytest.param(Wanted(until_us=MORNING_US + 3 * DAY_US), "21", id="until a moment"),
        pytest.param(
            Wanted(words=(("夜",),), until_us=MORNING_US + 5 * DAY_US), "31", id="a word until"
        ),
    ],
)
def test_the_newest_messages_that_are_wanted(talk, wanted, found):
    with talk.reader(1) as reader:
        assert refs(reader.newest(wanted)) == list(found)


@pytest.mark.parametrize("spelled", [(), (("夜",),)])
def test_a_list_goes_on_where_it_stopped(talk, spelled):
    with talk.reader(1) as reader:
        whole = reader.newest(Wanted(words=spelled))
        pages, before = [], None
        while page := reader.newest(Wanted(words=spelled, before=before), limit=2):
            pages += page
            before = page[-1].place

    assert pages == whole


def test_edits_and_deletions_that_wait_count(talk):
    changes = [
        {"message_ref": "1", "kind": "edit", "text": "没有那个词"},
        {"message_ref": "2", "kind": "edit", "text": "又来夜话"},
        {"message_ref": "6", "kind": "delete"},
    ]
    talk.append("changes", rows("changes", changes), stream="s", sequence=0)

    with talk.reader(1) as reader:
        assert refs(reader.newest(Wanted(words=(("夜话",),)))) == ["2"]
        assert refs(reader.newest(Wanted(group_id=1))) == ["5", "2", "1"]


def test_what_was_said_around_a_moment_is_read_oldest_first(talk):
    with talk.reader(1) as reader:
        found = reader.around(1, MORNING_US + 2 * DAY_US, before=1, after=1)

    assert refs(found) == ["1", "2", "5"]


@pytest.mark.parametrize("spelled", [(), (("a",),)])
def test_messages_of_one_moment_are_neither_lost_nor_shown_twice(warehouse, spelled):
    """Times to the minute are common in exports."""
    facts = [{"message_ref": f"{n:03}", "text": "a"} for n in range(100)]
    for n in range(4):
        part = rows("messages", facts[n::4])
        warehouse.append("messages", part, stream="s", sequence=n)
    with warehouse.reader(1) as reader:
        pages, before = [], None
        while page := reader.newest(Wanted(words=spelled, before=before), limit=7):
            pages += refs(page)
            before = page[-1].place

    assert pages == [f"{n:03}" for n in reversed(range(100))]


@settings(max_examples=200, deadline=None)
@given(
    texts=st.lists(st.none() | st.text("ab围éÉ ", max_size=6), max_size=12),
    word=st.text("ab围éÉ", min_size=1, max_size=3),
    many=st.sampled_from([0, 1_000]),
)
def test_a_word_is_found_exactly_where_it_stands(texts, word, many):
    with mock.patch.object(words, "_MANY", many):  # hits from which on all places are looked at
        found = words.matching(pa.array(texts, pa.string()), [[word]])

    assert list(found) == [
        n for n, text in enumerate(texts) if text is not None and word.lower() in text.lower()
    ]


def test_a_word_in_very_many_messages_is_found_in_each(warehouse):
    texts = pa.array(["好 OK", "不", None] * 5_000)

    assert len(words.matching(texts, [["ok"]])) == 5_000
    assert len(words.matching(texts, [["好"], ["Ok"]])) == 5_000


def test_a_slice_of_texts_is_searched_in_its_own_bounds():
    texts = pa.array(["x", "ab", "c", "ab"])[1:3]

    assert list(words.matching(texts, [["ab"]])) == [0]


def test_searching_an_empty_warehouse_finds_nothing(warehouse):
    with warehouse.reader(1) as reader:
        assert reader.newest(Wanted(words=(("a",),))) == []
        assert reader.newest() == []
        assert reader.around(1, MORNING_US) == []


def test_a_search_goes_on_when_erasing_takes_files_away(talk):
    with talk.reader(1) as reader:
        Warehouse(talk.root).erase_accounts(1, [2])

        assert refs(reader.newest(Wanted(words=(("夜话",),)))) == ["1"]
        assert refs(reader.newest()) == ["5", "4", "3", "1"]


def test_the_last_messages_survive_compaction_in_order(talk):
    with talk.reader(1) as reader:
        before = reader.newest()
    talk.append("messages", messages("1"), stream="t", sequence=0)
    talk.compact(whether_due=False)

    with talk.reader(1) as reader:
        assert reader.newest() == before
