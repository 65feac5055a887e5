"""A home is made and migrated by whatever command comes first, and then left alone."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from weilu.site.home import Home

MARKER = "prepared"
#: Packages of others that bring tables, besides Weilu's own.
OTHERS_WITH_TABLES = ("allauth", "auditlog", "django")
#: Any number, the same in all processes: who holds it may migrate PostgreSQL.
ADVISORY_LOCK = 7_203_685


def fingerprint(database_url: str) -> str:
    """Return a hash that changes with the database and with the set of migrations.

    It lists folders only: it must cost next to nothing, since every command asks for it.
    """
    names = sorted(_migration_names())
    return hashlib.sha256("\n".join([database_url, *names]).encode()).hexdigest()


def _migration_names() -> Iterator[str]:
    ours = Path(__file__).resolve().parent.parent
    for folder in ours.glob("*/migrations"):
        yield from (f"{folder.parent.name}/{file.name}" for file in folder.glob("0*.py"))
    for package in OTHERS_WITH_TABLES:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            continue
        root = Path(spec.origin).parent
        for pattern in ("migrations/0*.py", "*/migrations/0*.py", "contrib/*/migrations/0*.py"):
            yield from (f"{package}/{file.relative_to(root)}" for file in root.glob(pattern))


def is_prepared(home: Home, database_url: str) -> bool:
    """Tell, without opening the database, whether it has every table of this version."""
    try:
        marked = (home.path / MARKER).read_text("ascii")
    except FileNotFoundError:
        return False
    if marked != fingerprint(database_url):
        return False
    return bool(database_url) or (home.path / "weilu.sqlite3").exists()


def prepare(home: Home, database_url: str) -> None:
    """Create what is missing. Many processes may ask at once: one works, the others wait."""
    if is_prepared(home, database_url):
        return
    with exclusively(home.path / "prepare.lock"):
        if is_prepared(home, database_url):
            return
        _migrate()
        marker = home.path / f"{MARKER}.{os.getpid()}"
        marker.write_text(fingerprint(database_url), "ascii")
        marker.replace(home.path / MARKER)


@contextmanager
def exclusively(file: Path) -> Iterator[None]:
    """Hold the lock on ``file``; the system lets go of it when the process dies."""
    with file.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate() -> None:
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Another machine may be preparing the same database: its file lock is not ours.
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        call_command("createcachetable", verbosity=0)
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
