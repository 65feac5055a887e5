import itertools
import os
import time

import pytest

from tests.factories.warehouse import MORNING_US, messages, rows
from weilu.kernel.failpoints import FailpointReached
from weilu.kernel.time import DAY_US
from weilu.warehouse import upkeep
from weilu.warehouse.store import Warehouse


def scatter(warehouse: Warehouse, batches: int = 12) -> None:
    """Append small batches that interleave two groups over a year."""
    for n in range(batches):
        for group in (1, 2):
            warehouse.append(
                "messages",
                messages(
                    f"{n}-1", f"{n}-2", f"{n}-3",
                    group_id=group,
                    sent_us=MORNING_US + ((n * 7) % 12) * 20 * DAY_US,
                    apart_us=DAY_US,
                ),
                stream="s",
                sequence=n * 2 + group,
            )  # fmt: skip


def test_compaction_keeps_every_row_and_leaves_few_files(warehouse, told):
    scatter(warehouse)
    before = told("*")
    assert len(warehouse.tables["messages"].files()) == 24

    warehouse.compact(whether_due=False)

    assert told("*") == before
    assert len(warehouse.tables["messages"].files()) == 1
    assert warehouse.check() == []


def test_compacted_files_are_sorted_by_group_and_time(warehouse, monkeypatch):
    monkeypatch.setattr(upkeep, "FACT_FILE_ROWS", 20)
    scatter(warehouse)
    warehouse.compact(whether_due=False)

    held = warehouse.tables["messages"]
    assert len(held.files()) > 2
    spans = sorted(file.ranges["sent_us"] for file in held.files())
    assert all(later[0] > earlier[1] for earlier, later in itertools.pairwise(spans))
    for file in held.files():
        with warehouse.writer() as connection:
            found = connection.execute(
                f"SELECT group_id, sent_us FROM read_parquet('{held.path / file.path}')"
            ).fetchall()
        assert found == sorted(found)


def test_a_tidy_partition_is_left_alone(warehouse):
    scatter(warehouse)
    warehouse.compact(whether_due=False)
    before = warehouse.tables["messages"].version

    assert warehouse.compact() == 0
    assert warehouse.tables["messages"].version == before


def test_many_small_files_are_a_reason_to_compact(warehouse, monkeypatch):
    scatter(warehouse, batches=1)
    warehouse.compact(whether_due=False)
    monkeypatch.setattr(upkeep, "MUCH_NEW", 2.0)
    monkeypatch.setattr(upkeep, "MANY_FILES", 5)

    for n in range(5):
        assert warehouse.compact() == 0
        warehouse.append("messages", messages(f"x{n}"), stream="t", sequence=n)
    assert warehouse.compact() == 1


def test_compaction_cut_short_leaves_the_old_files_in_force(warehouse, told, monkeypatch):
    scatter(warehouse)
    before = told("*")
    monkeypatch.setenv("WEILU_FAILPOINT", "warehouse.before_compaction:raise")
    with pytest.raises(FailpointReached):
        warehouse.compact(whether_due=False)

    assert told("*") == before
    on_disk = list((warehouse.root / "messages").rglob("part-*.parquet"))
    assert len(on_disk) == len(warehouse.tables["messages"].files())


def test_streams_and_rows_outlive_a_checkpoint(warehouse, told):
    scatter(warehouse, batches=3)
    warehouse.checkpoint()
    again = Warehouse(warehouse.root)

    assert list(warehouse.root.glob("messages/_delta_log/*.checkpoint.parquet"))
    assert again.last_sequence("messages", "s") == 6
    with again.reader(1) as reader:
        assert reader.rows("SELECT count(*) FROM messages") == [(18,)]


def test_vacuum_takes_old_and_forgotten_files_and_spares_young_ones(warehouse):
    scatter(warehouse)
    warehouse.compact(whether_due=False)
    folder = next((warehouse.root / "messages").rglob("sorted-*")).parent
    forgotten = folder / "part-forgotten.parquet"
    forgotten.write_bytes(b"half a file")

    assert warehouse.vacuum(retention_hours=1) == 0
    two_hours_ago = time.time() - 7_200
    os.utime(forgotten, (two_hours_ago, two_hours_ago))
    warehouse.vacuum(retention_hours=1)
    assert not forgotten.exists()

    warehouse.vacuum(retention_hours=0)
    assert len(list(folder.glob("*.parquet"))) == 1


def test_the_folder_of_temporary_files_of_a_dead_process_is_removed(warehouse):
    dead = warehouse.root / ".spill" / "dead"
    dead.mkdir(parents=True)
    (dead / "owner.lock").touch()
    (dead / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"somebody's words")

    with warehouse.reader(1):
        warehouse.vacuum()
        living = list((warehouse.root / ".spill").iterdir())

    assert not dead.exists()
    assert living


def test_derived_tables_are_tidied_too(warehouse, told):
    for group in range(60):
        warehouse.replace(
            "days", rows("days", [{"group_id": group}]), community_id=1, group_ids=[group]
        )

    assert warehouse.compact() == 1
    assert len(warehouse.tables["days"].files()) == 1
    assert told("count(*)", view="days") == [(60,)]


def test_a_commit_that_a_power_cut_left_empty_is_taken_back(warehouse, told):
    warehouse.append("messages", messages("a"), stream="s", sequence=0)
    warehouse.append("messages", messages("b"), stream="s", sequence=1)
    newest = max((warehouse.root / "messages" / "_delta_log").glob("*.json"))
    newest.write_bytes(b"")

    again = Warehouse(warehouse.root)
    assert again.append("messages", messages("b"), stream="s", sequence=1) == 1
    assert told() == [(1, "a"), (1, "b")]
