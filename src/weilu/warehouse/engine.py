"""DuckDB, bounded: how much memory it may take, and where it may spill."""

import os
import shutil
import uuid
from pathlib import Path

import duckdb

from weilu.warehouse import locks

_OWNER = "owner.lock"


def open_engine(
    root: Path, *, memory_mb: int, keeps_files_cached: bool
) -> duckdb.DuckDBPyConnection:
    """Open an empty DuckDB whose temporary files lie below ``root`` and die with the process."""
    engine = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": f"{memory_mb}MB",
            "threads": min(os.cpu_count() or 1, 8),
            "temp_directory": str(_spill_folder(root)),
            "enable_external_file_cache": keeps_files_cached,
            "autoinstall_known_extensions": False,
        },
    )
    engine.execute("SET TimeZone = 'UTC'")
    return engine


def sweep_spills(root: Path) -> int:
    """Remove what processes that ended badly left behind; return how many folders."""
    swept = 0
    for owner in (root / ".spill").glob(f"*/{_OWNER}"):
        if not locks.is_taken(owner):
            shutil.rmtree(owner.parent, ignore_errors=True)
            swept += 1
    return swept


def _spill_folder(root: Path) -> Path:
    folder = root / ".spill" / uuid.uuid4().hex
    folder.mkdir(mode=0o700, parents=True)
    locks.hold(folder / _OWNER)
    return folder


def quoted(text: str) -> str:
    """Return ``text`` as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
