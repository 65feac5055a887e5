import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.warehouse import MORNING_US, messages, rows
from weilu.kernel.time import HOUR_US
from weilu.warehouse.errors import WarehouseBusy, WrongShape
from weilu.warehouse.locks import writing
from weilu.warehouse.store import Warehouse
from weilu.warehouse.tables import TABLES


def test_new_messages_are_stored_and_counted(warehouse, told):
    assert warehouse.append("messages", messages("a", "b"), stream="import-1", sequence=0) == 2

    assert told() == [(1, "a"), (1, "b")]


def test_the_same_sequence_of_a_stream_adds_nothing(warehouse, told):
    warehouse.append("messages", messages("a"), stream="import-1", sequence=3)

    assert warehouse.append("messages", messages("b"), stream="import-1", sequence=3) == 0
    assert warehouse.append("messages", messages("c"), stream="import-1", sequence=2) == 0
    assert told() == [(1, "a")]


def test_the_last_sequence_is_known_to_another_process(warehouse):
    assert warehouse.last_sequence("messages", "import-1") == -1

    warehouse.append("messages", messages("a"), stream="import-1", sequence=7)

    assert Warehouse(warehouse.root).last_sequence("messages", "import-1") == 7
    assert warehouse.last_sequence("messages", "import-2") == -1


def test_a_batch_without_anything_new_still_moves_the_sequence(warehouse):
    warehouse.append("messages", messages("a"), stream="import-1", sequence=0)
    warehouse.append("messages", messages("a"), stream="import-1", sequence=1)

    assert warehouse.last_sequence("messages", "import-1") == 1


def test_a_message_held_already_is_not_stored_again(warehouse, told):
    warehouse.append("messages", messages("a", "b"), stream="import-1", sequence=0)

    assert warehouse.append("messages", messages("b", "c"), stream="import-2", sequence=0) == 1
    assert told() == [(1, "a"), (1, "b"), (1, "c")]


def test_a_message_twice_in_one_batch_is_stored_once(warehouse, told):
    twice = messages("a", "b", "a", "a")

    assert warehouse.append("messages", twice, stream="import-1", sequence=0) == 2
    assert told() == [(1, "a"), (1, "b")]


def test_the_same_ref_in_another_group_or_community_is_another_message(warehouse):
    for place, community, group in ((0, 1, 1), (1, 1, 2), (2, 2, 1)):
        added = warehouse.append(
            "messages",
            messages("a", community_id=community, group_id=group),
            stream="import-1",
            sequence=place,
        )
        assert added == 1


def test_a_file_read_in_another_time_zone_is_recognised(warehouse):
    """A wall clock read in the wrong zone is moved by up to 26 hours, even over New Year."""
    new_year_us = MORNING_US - 60 * 24 * HOUR_US
    first = messages("a", "b", sent_us=new_year_us)
    moved = messages("a", "b", sent_us=new_year_us - 26 * HOUR_US)
    warehouse.append("messages", first, stream="import-1", sequence=0)

    assert warehouse.append("messages", moved, stream="import-2", sequence=0) == 0


def test_the_year_is_that_of_the_moment_whatever_the_rows_say(warehouse, told):
    wrong = rows("messages", [{"message_ref": "a", "year": 1970, "sent_us": MORNING_US}])
    warehouse.append("messages", wrong, stream="import-1", sequence=0)

    assert told("year") == [(2026,)]


def test_reactions_of_unknown_people_are_kept_once_for_each_emoji(warehouse):
    counted = rows(
        "reactions",
        [
            {"message_ref": "a", "emoji": "👍", "account_id": None, "count": 12},
            {"message_ref": "a", "emoji": "🔥", "account_id": None, "count": 3},
            {"message_ref": "a", "emoji": "👍", "account_id": 5},
        ],
    )
    assert warehouse.append("reactions", counted, stream="import-1", sequence=0) == 3
    assert warehouse.append("reactions", counted, stream="import-2", sequence=0) == 0


def test_a_reaction_is_recognised_when_another_source_gives_another_time(warehouse):
    one = {"message_ref": "a", "sent_us": MORNING_US}
    other = {"message_ref": "a", "sent_us": MORNING_US + 400 * 24 * HOUR_US}
    warehouse.append("reactions", rows("reactions", [one]), stream="import-1", sequence=0)

    assert warehouse.append("reactions", rows("reactions", [other]), stream="live", sequence=0) == 0


def test_a_missing_column_and_an_empty_required_value_are_refused(warehouse):
    with pytest.raises(WrongShape):
        warehouse.append("messages", messages("a").drop_columns(["text"]), stream="s", sequence=0)
    empty = rows("moves", [{"kind": None}])
    with pytest.raises(WrongShape, match="'kind' with null"):
        warehouse.append("moves", empty, stream="s", sequence=0)


def test_who_waits_too_long_for_the_writers_place_is_told(tmp_path):
    with (
        writing(tmp_path, "messages"),
        pytest.raises(WarehouseBusy) as told,
        writing(tmp_path, "messages", patience=0.05),
    ):
        pass

    assert told.value.remedy


def test_the_log_keeps_no_text_and_no_name(warehouse):
    secret = messages("秘密编号", kind="绝密", source="内线")
    warehouse.append("messages", secret, stream="import-1", sequence=0)
    warehouse.checkpoint()

    for file in (warehouse.root / "messages" / "_delta_log").iterdir():
        content = file.read_bytes()
        for word in ("秘密编号", "绝密", "内线"):
            assert word.encode() not in content


#: (message, community's group, day): few enough to collide often.
_FACTS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 3), st.integers(0, 3)), min_size=1, max_size=25
)


@settings(max_examples=15, deadline=None)
@given(facts=_FACTS, data=st.data())
def test_any_split_repetition_and_order_gives_the_same_messages(facts, data, tmp_path_factory):
    def sent_us(ref: int, group: int) -> int:
        return MORNING_US + (ref * 97 + group) * 24 * HOUR_US  # the ref fixes the moment

    def batch(chosen):
        return rows(
            "messages",
            [
                {"message_ref": str(ref), "group_id": group, "sent_us": sent_us(ref, group)}
                for ref, group, _ in chosen
            ],
        )

    warehouse = Warehouse(tmp_path_factory.mktemp("any"), memory_mb=128)
    told = data.draw(st.permutations(facts + facts[: len(facts) // 2]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(told)), max_size=4)))
    added = 0
    for sequence, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(told)], strict=True)):
        stream = data.draw(st.sampled_from(["one", "two"]))
        rows_ = batch(told[start:end])
        added += warehouse.append("messages", rows_, stream=stream, sequence=sequence)
        assert warehouse.append("messages", rows_, stream=stream, sequence=sequence) == 0
        if data.draw(st.booleans()):
            warehouse.compact(whether_due=False)

    with warehouse.reader(1) as reader:
        found = reader.rows("SELECT group_id, message_ref, sent_us FROM messages")
    assert added == len(found) == len(set(found))
    assert set(found) == {(group, str(ref), sent_us(ref, group)) for ref, group, _ in facts}
    assert warehouse.check() == []


def test_every_fact_has_a_key_and_every_other_table_none():
    facts = {"messages", "reactions", "moves", "changes"}

    assert {name for name, kind in TABLES.items() if kind.key} == facts
