"""An answer is asked once while the files stay the same, and anew when they have changed."""

import pyarrow as pa
import pytest

from weilu.warehouse.store import Warehouse
from weilu.warehouse.tables import TABLES

COUNT = "SELECT count(*) FROM messages"


def message(ref: str) -> pa.Table:
    row = {
        "community_id": 1,
        "group_id": 1,
        "year": 2026,
        "account_id": 1,
        "message_ref": ref,
        "kind": "text",
        "sent_us": 1_772_409_600_000_000,
        "characters": 2,
        "has_link": False,
        "has_question": False,
        "is_own": False,
        "text": "你好",
        "source": "test",
    }
    return pa.Table.from_pylist([row], schema=TABLES["messages"].schema)


@pytest.fixture
def warehouse(tmp_path):
    found = Warehouse(tmp_path)
    found.append("messages", message("a"), stream="test", sequence=0)
    return found


def test_an_answer_is_remembered_while_the_files_stay_the_same(warehouse):
    with warehouse.reader(1) as reader:
        first = reader.recall(COUNT)
        assert reader.scene.answers

    with warehouse.reader(1) as reader:
        assert reader.recall(COUNT) == first == [(1,)]


def test_new_messages_are_counted_at_once(warehouse):
    with warehouse.reader(1) as reader:
        reader.recall(COUNT)

    warehouse.append("messages", message("b"), stream="test", sequence=1)

    with warehouse.reader(1) as reader:
        assert reader.recall(COUNT) == [(2,)]


def test_what_a_page_does_to_its_answer_stays_with_the_page(warehouse):
    with warehouse.reader(1) as reader:
        reader.recall(COUNT).clear()

        assert reader.recall(COUNT) == [(1,)]


def test_the_newest_moment_is_known_without_reading(warehouse):
    with warehouse.reader(1) as reader:
        assert reader.newest_us() == 1_772_409_600_000_000
