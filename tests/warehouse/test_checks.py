from tests.factories.warehouse import messages, rows
from weilu.warehouse import parquet
from weilu.warehouse.store import Warehouse
from weilu.warehouse.tables import TABLES


def codes(warehouse: Warehouse) -> set[tuple[str, str]]:
    return {(problem.table, problem.code) for problem in warehouse.check()}


def test_a_sound_warehouse_has_no_problem(warehouse):
    assert warehouse.check() == []
    warehouse.append("messages", messages("a", "b"), stream="s", sequence=0)

    assert warehouse.check() == []


def test_rows_that_stand_there_twice_are_found(warehouse):
    warehouse.append("messages", messages("a"), stream="s", sequence=0)
    held = warehouse.tables["messages"]
    by_hand = messages("a").set_column(2, "year", [[2026]]).cast(TABLES["messages"].schema)
    held.commit(added=parquet.write_parts(held.path, held.kind, by_hand))

    problems = warehouse.check()

    assert codes(warehouse) == {("messages", "warehouse.repeated_rows")}
    assert str(problems[0]) == "messages holds 1 rows twice."


def test_a_file_that_is_gone_is_found(warehouse):
    warehouse.append("messages", messages("a"), stream="s", sequence=0)
    next((warehouse.root / "messages").rglob("*.parquet")).unlink()

    assert codes(warehouse) == {
        ("messages", "warehouse.files_missing"),
        ("messages", "warehouse.unreadable"),
    }


def test_derived_rows_of_groups_without_messages_are_found(warehouse):
    warehouse.append("messages", messages("a"), stream="s", sequence=0)
    warehouse.replace("days", rows("days", [{"group_id": 9}]), community_id=1, group_ids=[9])

    assert codes(warehouse) == {("days", "warehouse.strange_groups")}


def test_a_log_that_cannot_be_read_is_a_problem_and_no_crash(warehouse):
    warehouse.append("messages", messages("a"), stream="s", sequence=0)
    first = min((warehouse.root / "messages" / "_delta_log").glob("*.json"))
    first.write_text("not a log")

    assert ("messages", "warehouse.unreadable") in codes(Warehouse(warehouse.root))
