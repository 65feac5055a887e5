from collections.abc import Iterator

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.warehouse import MORNING_US, rows
from weilu.warehouse import parquet, rewrite
from weilu.warehouse.errors import WrongShape
from weilu.warehouse.tables import TABLES

MINUTE_US = 60_000_000


def starts(*groups: int, first: int = 0) -> pa.Table:
    """Return one start for each group named, a minute apart."""
    return rows(
        "starts",
        [
            {
                "group_id": group,
                "message_ref": str(first + n),
                "sent_us": MORNING_US + (first + n) * MINUTE_US,
            }
            for n, group in enumerate(groups)
        ],
    )


@given(sizes=st.lists(st.integers(0, 25), max_size=20))
def test_of_a_stream_no_more_than_one_row_group_waits_in_memory(sizes):
    pulled = 0

    def stream() -> Iterator[pa.RecordBatch]:
        nonlocal pulled
        for size in sizes:
            for batch in starts(*[1] * size, first=pulled).to_batches():
                pulled += batch.num_rows
                yield batch

    given_on = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "ROW_GROUP_ROWS", 10)
        reader = pa.RecordBatchReader.from_batches(TABLES["starts"].schema, stream())
        for chunk in rewrite.in_sorted_chunks(reader, ("group_id", "sent_us")):
            given_on += chunk.num_rows
            assert chunk.num_rows <= 10
            assert pulled - given_on <= 25  # the batch that came last

    assert given_on == sum(sizes)


def test_what_replaces_a_group_is_cut_into_files_that_are_quick_to_rewrite(
    warehouse, told, monkeypatch
):
    monkeypatch.setattr(parquet, "ROW_GROUP_ROWS", 10)
    monkeypatch.setattr(rewrite, "DERIVED_FILE_ROWS", 25)

    warehouse.replace("starts", starts(*[1] * 47), community_id=1, group_ids=[1])

    assert len(warehouse.tables["starts"].files()) == 3
    assert told("count(*)", view="starts") == [(47,)]


def test_a_stray_row_late_in_the_stream_leaves_all_as_it_was(warehouse, told, monkeypatch):
    monkeypatch.setattr(parquet, "ROW_GROUP_ROWS", 10)
    monkeypatch.setattr(rewrite, "DERIVED_FILE_ROWS", 10)
    warehouse.replace("starts", starts(1), community_id=1, group_ids=[1])
    files = set((warehouse.root / "starts").rglob("*.parquet"))

    with pytest.raises(WrongShape):
        warehouse.replace("starts", starts(*[1] * 40, 2), community_id=1, group_ids=[1])

    assert told("message_ref", view="starts") == [("0",)]
    assert set((warehouse.root / "starts").rglob("*.parquet")) == files
