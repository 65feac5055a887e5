from collections.abc import Callable
from pathlib import Path

import pytest

from weilu.warehouse.store import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "warehouse", memory_mb=256)


@pytest.fixture
def told(warehouse: Warehouse) -> Callable[..., list[tuple]]:
    """Read columns of a view of community 1, in order."""

    def read(columns: str = "group_id, message_ref", view: str = "messages", community: int = 1):
        with warehouse.reader(community) as reader:
            return reader.rows(f"SELECT {columns} FROM {view} ORDER BY ALL")

    return read
