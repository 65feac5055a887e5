"""Processes that are killed, that write at once, that find the disk full."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.factories.warehouse import messages
from weilu.warehouse.errors import WarehouseFull
from weilu.warehouse.store import Warehouse

WRITER = """
    import sys
    from pathlib import Path
    from tests.factories.warehouse import messages
    from weilu.warehouse.store import Warehouse

    warehouse = Warehouse(Path(sys.argv[1]), memory_mb=128)
    stream, batches = sys.argv[2], int(sys.argv[3])
    for n in range(warehouse.last_sequence("messages", stream) + 1, batches):
        refs = [f"{n}-{i}" for i in range(20)] + [f"{stream}-{n}"]
        warehouse.append("messages", messages(*refs), stream=stream, sequence=n)
"""
COMPACTOR = """
    import sys
    from pathlib import Path
    from weilu.warehouse.store import Warehouse

    warehouse = Warehouse(Path(sys.argv[1]), memory_mb=128)
    for _ in range(int(sys.argv[3])):
        warehouse.compact(whether_due=False)
        warehouse.checkpoint()
        warehouse.vacuum(retention_hours=1)
"""
POINTS = ["locked", "before_write", "before_commit", "after_commit"]


def start(script: str, root: Path, *arguments: str, failpoint: str = "") -> subprocess.Popen:
    environment = {**os.environ, "WEILU_FAILPOINT": failpoint, "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-c", textwrap.dedent(script), str(root), *arguments]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


@pytest.mark.parametrize("point", POINTS)
def test_a_writer_killed_at_any_point_loses_nothing_and_doubles_nothing(warehouse, told, point):
    killed = start(WRITER, warehouse.root, "one", "3", failpoint=f"warehouse.{point}:kill")
    assert killed.wait() == -signal.SIGKILL
    stored = warehouse.last_sequence("messages", "one")
    assert stored == (0 if point == "after_commit" else -1)

    assert start(WRITER, warehouse.root, "one", "3").wait() == 0

    assert told("count(*), count(DISTINCT message_ref)") == [(63, 63)]
    assert warehouse.check() == []


def test_a_killed_compaction_is_begun_anew(warehouse, told):
    for n in range(4):
        warehouse.append("messages", messages(str(n)), stream="s", sequence=n)
    point = "warehouse.before_compaction:kill"
    assert start(COMPACTOR, warehouse.root, "-", "1", failpoint=point).wait() == -signal.SIGKILL

    assert told("count(*)") == [(4,)]
    warehouse.compact(whether_due=False)
    assert told("count(*)") == [(4,)]
    assert warehouse.check() == []


def test_two_writers_a_compactor_and_a_reader_agree(warehouse):
    """Both writers tell the same messages and one of their own for each batch."""
    others = [
        start(WRITER, warehouse.root, "one", "12"),
        start(WRITER, warehouse.root, "two", "12"),
        start(COMPACTOR, warehouse.root, "-", "4"),
    ]
    seen = [0]
    while any(process.poll() is None for process in others):
        with warehouse.reader(1) as reader:
            total, different = reader.rows(
                "SELECT count(*), count(DISTINCT message_ref) FROM messages"
            )[0]
        assert total == different
        assert total >= seen[-1]
        seen.append(total)

    assert [process.returncode for process in others] == [0, 0, 0]
    with warehouse.reader(1) as reader:
        assert reader.rows("SELECT count(*) FROM messages") == [(12 * 20 + 2 * 12,)]
    assert warehouse.check() == []


def test_writing_and_reading_load_no_pandas(tmp_path):
    """It costs a second and 100 MB of every process."""
    script = """
        import sys
        from pathlib import Path
        from weilu.warehouse.store import Warehouse
        from tests.factories.warehouse import messages, rows

        warehouse = Warehouse(Path(sys.argv[1]), memory_mb=128)
        for n in range(2):
            warehouse.append("messages", messages("a", "b", "a"), stream="s", sequence=n)
        warehouse.publish("accounts", rows("accounts", [{}]), community_id=1)
        warehouse.compact(whether_due=False)
        with warehouse.reader(1) as reader:
            reader.arrow("SELECT * FROM messages")
            reader.newest()
        sys.exit("pandas" in sys.modules)
    """
    assert start(script, tmp_path / "warehouse").wait() == 0


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False
        ).returncode
    ):
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_told_in_a_sentence_and_leaves_no_half_rows(small_disk):
    warehouse = Warehouse(small_disk / "warehouse", memory_mb=128)
    warehouse.append("messages", messages("a"), stream="s", sequence=0)
    (small_disk / "ballast").write_bytes(os.urandom(shutil.disk_usage(small_disk).free - 8_192))
    many = messages(*(os.urandom(16).hex() for _ in range(20_000)))

    with pytest.raises(WarehouseFull) as told:
        warehouse.append("messages", many, stream="s", sequence=1)

    assert "messages" in str(told.value)
    assert warehouse.last_sequence("messages", "s") == 0
    (small_disk / "ballast").unlink()
    assert warehouse.check() == []
    few = messages("a", "b")
    assert warehouse.append("messages", few, stream="s", sequence=1) == 1
    assert len(list((warehouse.root / "messages").rglob("*.parquet"))) == 2
