import duckdb
import pytest

from tests.factories.warehouse import MORNING_US, rows
from weilu.kernel.failpoints import FailpointReached
from weilu.kernel.time import DAY_US
from weilu.warehouse.store import Warehouse

SECRET = "只有她说过的话"


def copies(warehouse: Warehouse, text: str = SECRET) -> list[str]:
    """Name every file of the whole data folder in which ``text`` can still be read."""
    return [
        str(file)
        for file in warehouse.root.parent.rglob("*")
        if file.is_file() and text.encode() in file.read_bytes()
    ]


@pytest.fixture
def peopled(warehouse: Warehouse) -> Warehouse:
    """Two people in two groups over two years; person 2 has left traces in every table."""
    facts = [
        {
            "message_ref": f"{account}-{group}-{year}",
            "account_id": account,
            "group_id": group,
            "sent_us": MORNING_US - year * 366 * DAY_US,
            "text": f"{SECRET} {group} {year}" if account == 2 else "早安",
            "mentions": [2, 3] if account == 1 else None,
            "import_id": account,
        }
        for account in (1, 2)
        for group in (1, 2)
        for year in (0, 1)
    ]
    warehouse.append("messages", rows("messages", facts), stream="s", sequence=0)
    her = {"account_id": 2, "import_id": 2}
    warehouse.append(
        "reactions",
        rows(
            "reactions",
            [{**her, "message_ref": "1-1-0"}, {"message_ref": "1-1-0", "account_id": 1}],
        ),
        stream="s",
        sequence=0,
    )
    moves = [
        {**her, "kind": "rename", "name": f"她的名字 {SECRET}"},
        {"account_id": 1, "kind": "join", "inviter_id": 2},
    ]
    warehouse.append("moves", rows("moves", moves), stream="s", sequence=0)
    edit = {"message_ref": "2-1-0", "kind": "edit", "text": f"改过的{SECRET}", "import_id": 2}
    warehouse.append("changes", rows("changes", [edit]), stream="s", sequence=0)
    both = [{"account_id": 1}, {"account_id": 2}]
    warehouse.publish("accounts", rows("accounts", both), community_id=1)
    warehouse.publish(
        "memberships",
        rows("memberships", [*both, {"account_id": 3, "inviter_id": 2}]),
        community_id=1,
    )
    warehouse.replace("days", rows("days", both), community_id=1, group_ids=[1])
    replies = [
        {"child_account_id": 1, "parent_account_id": 2, "child_ref": "a"},
        {"child_account_id": 2, "parent_account_id": 1, "child_ref": "b"},
        {"child_account_id": 1, "parent_account_id": 3, "child_ref": "c"},
    ]
    warehouse.replace("replies", rows("replies", replies), community_id=1, group_ids=[1])
    starts = [{"account_id": 2}, {"account_id": 1, "answered_by": 2, "answered_us": MORNING_US}]
    warehouse.replace("starts", rows("starts", starts), community_id=1, group_ids=[1])
    return warehouse


def test_nothing_of_an_erased_person_is_left_in_any_table(peopled, told):
    assert peopled.erase_accounts(1, [2]) == 4 + 1 + 1

    assert told("DISTINCT account_id, mentions") == [(1, [3])]
    assert told("account_id", view="reactions") == [(1,)]
    assert told("account_id, inviter_id", view="moves") == [(1, None)]
    assert told("account_id", view="accounts") == [(1,)]
    assert told("account_id, inviter_id", view="memberships") == [(1, None), (3, None)]
    assert told("account_id", view="days") == [(1,)]
    assert told("child_ref", view="replies") == [("c",)]
    assert told("account_id, answered_by, answered_us", view="starts") == [(1, None, None)]
    with peopled.reader(1) as reader:
        assert reader.rows("SELECT count(*) FROM _changes") == [(0,)]
    assert peopled.check() == []


def test_no_readable_copy_of_an_erased_person_is_left_in_the_folder(peopled):
    unpacked_before = unpacked(peopled)
    assert SECRET in unpacked_before

    peopled.erase_accounts(1, [2])

    assert SECRET not in unpacked(peopled)
    assert copies(peopled) == []


def unpacked(warehouse: Warehouse) -> str:
    """Return all that stands in Parquet files on the disk, in the log or not."""
    return "\n".join(
        str(duckdb.execute(f"FROM read_parquet('{file}')").fetchall())
        for file in warehouse.root.rglob("*.parquet")
    )


def test_files_of_a_writer_that_was_killed_are_erased_too(peopled, monkeypatch):
    later = rows("messages", [{"message_ref": "x", "account_id": 2, "text": SECRET}])
    monkeypatch.setenv("WEILU_FAILPOINT", "warehouse.before_commit:raise")
    with pytest.raises(FailpointReached):
        peopled.append("messages", later, stream="t", sequence=0)
    monkeypatch.delenv("WEILU_FAILPOINT")
    assert SECRET in unpacked(peopled)

    peopled.erase_accounts(1, [2])

    assert SECRET not in unpacked(peopled)


@pytest.mark.parametrize("point", ["warehouse.before_erasure", "warehouse.before_vacuum"])
def test_an_erasure_that_was_cut_short_is_finished_by_the_next(peopled, monkeypatch, point):
    monkeypatch.setenv("WEILU_FAILPOINT", f"{point}:raise")
    with pytest.raises(FailpointReached):
        peopled.erase_accounts(1, [2])
    monkeypatch.delenv("WEILU_FAILPOINT")

    peopled.erase_accounts(1, [2])

    assert SECRET not in unpacked(peopled)
    assert peopled.check() == []


def test_a_reader_opened_before_an_erasure_goes_on_without_the_erased(peopled):
    with peopled.reader(1) as reader:
        assert reader.rows("SELECT count(*) FROM messages") == [(8,)]
        Warehouse(peopled.root).erase_accounts(1, [2])

        assert reader.rows("SELECT count(*), count(DISTINCT account_id) FROM messages") == [(4, 1)]
        assert reader.arrow("SELECT * FROM moves").num_rows == 1


def test_erasing_people_who_said_nothing_changes_nothing(peopled, told):
    before = told("*")

    assert peopled.erase_accounts(1, []) == 0
    assert peopled.erase_accounts(1, [99]) == 0
    assert told("*") == before


def test_an_import_is_undone_as_a_whole(peopled, told):
    assert peopled.erase_import(1, 2) == 4 + 1 + 1

    assert told("DISTINCT import_id") == [(1,)]
    assert SECRET not in unpacked(peopled)


def test_an_undone_import_can_be_imported_again(peopled, told):
    again = rows("messages", [{"message_ref": "2-1-0", "account_id": 2, "import_id": 9}])
    peopled.erase_import(1, 2)

    assert peopled.append("messages", again, stream="import-9", sequence=0) == 1


def test_another_community_is_not_touched(peopled, told):
    other = rows(
        "messages", [{"message_ref": "x", "account_id": 2, "import_id": 2, "community_id": 5}]
    )
    peopled.append("messages", other, stream="s", sequence=1)

    peopled.erase_accounts(1, [2])
    peopled.erase_import(1, 2)
    peopled.erase_community(1)

    assert told(community=5) == [(1, "x")]
    assert told() == []
    assert not list(peopled.root.rglob("community_id=1/**/*.parquet"))
