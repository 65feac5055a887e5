"""One process at a time works on an import; the lock dies with its process."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from weilu.ingest.errors import AlreadyRunning
from weilu.ingest.models import Import


def folder() -> Path:
    """Return the folder for locks and uploads, made if it is missing."""
    path = Path(settings.WEILU_HOME) / "uploads"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@contextmanager
def working_on(run: Import) -> Iterator[None]:
    """Hold the import. Raises AlreadyRunning when another process does."""
    path = folder() / f"import-{run.pk}.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise AlreadyRunning(file=run.file_name) from busy
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
