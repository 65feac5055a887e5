"""One writer at a time: a lock that the system gives back when its process dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from weilu.warehouse.errors import WarehouseBusy

#: Longer than any compaction; only a hung process keeps a table that long.
PATIENCE_SECONDS = 900.0


@contextmanager
def writing(root: Path, table: str, *, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the one writer's place of ``table``. Threads exclude each other too."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(root / f"{table}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait_for(descriptor, table, patience)
        yield
    finally:
        os.close(descriptor)


def is_taken(path: Path) -> bool:
    """Say whether a living process holds the lock file ``path``."""
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        return not _take(descriptor)
    finally:
        os.close(descriptor)


def hold(path: Path) -> int:
    """Lock ``path`` for the life of this process and return the open descriptor."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for(descriptor: int, table: str, patience: float) -> None:
    began = time.monotonic()
    pause = 0.002
    while not _take(descriptor):
        if time.monotonic() - began > patience:
            raise WarehouseBusy(table=table, seconds=int(patience))
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)
