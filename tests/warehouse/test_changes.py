import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.warehouse import MORNING_US, messages, rows
from weilu.kernel.failpoints import FailpointReached
from weilu.warehouse.store import Warehouse


def change(ref: str, kind: str, minutes: int, text: str | None = None) -> dict:
    changed_us = MORNING_US + minutes * 60_000_000
    return {"message_ref": ref, "kind": kind, "changed_us": changed_us, "text": text}


def tell(warehouse: Warehouse, *changes: dict, stream: str = "live", sequence: int = 0) -> int:
    return warehouse.append("changes", rows("changes", changes), stream=stream, sequence=sequence)


@pytest.fixture
def seen(told):
    return lambda: told("message_ref, text")


def test_an_edit_shows_the_newest_text_and_a_deletion_hides_the_message(warehouse, seen):
    warehouse.append("messages", messages("a", "b", "c"), stream="s", sequence=0)
    tell(warehouse, change("a", "edit", 2, "二"), change("a", "edit", 1, "一"))
    tell(warehouse, change("b", "delete", 1), sequence=1)

    assert seen() == [("a", "二"), ("c", "第c条")]


def test_an_edit_may_take_the_text_away(warehouse, seen):
    warehouse.append("messages", messages("a"), stream="s", sequence=0)
    tell(warehouse, change("a", "edit", 1, None))

    assert seen() == [("a", None)]


def test_carrying_changes_out_changes_nothing_that_is_seen(warehouse, seen):
    warehouse.append("messages", messages("a", "b", "c"), stream="s", sequence=0)
    tell(warehouse, change("a", "edit", 1, "改"), change("b", "delete", 1))
    before = seen()

    assert warehouse.compact(whether_due=False) > 0
    assert seen() == before


def test_what_was_edited_or_deleted_is_no_longer_on_the_disk(warehouse):
    warehouse.append("messages", messages("机密甲", "机密乙", "丙"), stream="s", sequence=0)
    tell(warehouse, change("机密甲", "edit", 1, "公开"), change("机密乙", "delete", 1))
    tell(warehouse, change("丙", "edit", 1, "机密丙"), change("丙", "edit", 2, "公开"), sequence=1)
    warehouse.compact(whether_due=False)
    warehouse.vacuum(retention_hours=0)

    texts = [file for file in warehouse.root.rglob("*") if file.is_file()]
    assert texts
    for hidden in ("第机密甲条", "第机密乙条", "机密丙"):
        assert not [file for file in texts if hidden.encode() in file.read_bytes()]


def test_a_deleted_message_does_not_come_back_with_the_next_import(warehouse, seen):
    warehouse.append("messages", messages("a", "b"), stream="s", sequence=0)
    tell(warehouse, change("a", "delete", 1))
    warehouse.compact(whether_due=False)

    assert warehouse.append("messages", messages("a", "b"), stream="again", sequence=0) == 0
    assert seen() == [("b", "第b条")]


def test_an_older_edit_that_arrives_later_does_not_win(warehouse, seen):
    warehouse.append("messages", messages("a"), stream="s", sequence=0)
    tell(warehouse, change("a", "edit", 5, "新"))
    warehouse.compact(whether_due=False)

    assert tell(warehouse, change("a", "edit", 3, "旧"), sequence=1) == 0
    assert seen() == [("a", "新")]


def test_a_change_that_is_told_twice_is_stored_once_even_when_carried_out(warehouse):
    warehouse.append("messages", messages("a"), stream="s", sequence=0)
    assert tell(warehouse, change("a", "edit", 1, "改")) == 1
    assert tell(warehouse, change("a", "edit", 1, "改"), stream="other") == 0
    warehouse.compact(whether_due=False)

    assert tell(warehouse, change("a", "edit", 1, "改"), stream="third") == 0


def test_an_edit_waits_for_its_message(warehouse, seen):
    tell(warehouse, change("a", "edit", 1, "改"), change("b", "delete", 1))
    warehouse.compact(whether_due=False)
    warehouse.append("messages", messages("a", "b"), stream="s", sequence=0)

    assert seen() == [("a", "改")]


def test_changes_are_carried_out_when_due_only(warehouse):
    warehouse.append("messages", messages("a"), stream="s", sequence=0)
    tell(warehouse, change("a", "delete", 1))

    assert warehouse.compact() == 0
    many = [change(str(n), "edit", 1, "改") for n in range(5_000)]
    tell(warehouse, *many, sequence=1)
    assert warehouse.compact() > 0


def test_a_crash_between_messages_and_changes_is_made_good(warehouse, seen, monkeypatch):
    warehouse.append("messages", messages("a", "b", "c"), stream="s", sequence=0)
    tell(warehouse, change("a", "edit", 1, "改"), change("b", "delete", 1))
    before = seen()
    monkeypatch.setenv("WEILU_FAILPOINT", "warehouse.between_changes:raise")
    with pytest.raises(FailpointReached):
        warehouse.compact(whether_due=False)
    assert seen() == before

    monkeypatch.delenv("WEILU_FAILPOINT")
    warehouse.compact(whether_due=False)
    assert seen() == before


STORY = [
    ("message", "a"),
    ("message", "b"),
    ("change", change("a", "edit", 1, "一")),
    ("change", change("a", "edit", 2, "二")),
    ("change", change("b", "edit", 1, "三")),
    ("change", change("b", "delete", 2)),
]


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(STORY), compactions=st.sets(st.integers(0, 5), max_size=2))
def test_the_order_in_which_things_arrive_does_not_matter(order, compactions, tmp_path_factory):
    warehouse = Warehouse(tmp_path_factory.mktemp("order"), memory_mb=128)
    sequence = itertools.count()
    for place, (kind, what) in enumerate(order):
        if kind == "message":
            warehouse.append("messages", messages(what), stream="s", sequence=next(sequence))
        else:
            tell(warehouse, what, sequence=next(sequence))
        if place in compactions:
            warehouse.compact(whether_due=False)

    with warehouse.reader(1) as reader:
        assert reader.rows("SELECT message_ref, text FROM messages") == [("a", "二")]
