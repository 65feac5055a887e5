"""What is wrong with this installation, each finding with its remedy."""

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from weilu.jobs import queries
from weilu.jobs.models import Lease
from weilu.site.home import Home
from weilu.site.static_files import is_gathered

LITTLE_DISK = 2_000_000_000
TOO_LITTLE_DISK = 200_000_000
OLDEST_SQLITE = (3, 35, 0)
#: Due work that nobody has taken for so long means that no worker runs.
OVERDUE = timedelta(minutes=5)


class State(StrEnum):
    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the doctor's report; sentence and remedy are translated where it is shown."""

    topic: str
    state: State = State.GOOD
    sentence: str
    remedy: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def told(self) -> dict[str, str]:
        remedy = gettext(self.remedy) % self.facts if self.remedy else ""
        sentence = gettext(self.sentence) % self.facts
        return {
            "topic": self.topic,
            "state": self.state.value,
            "sentence": sentence,
            "remedy": remedy,
        }


def examine() -> Iterator[Finding]:
    """Look at every part, the cheap way. A part that cannot be looked at is a finding itself."""
    parts: tuple[Callable[[], Iterator[Finding]], ...] = (
        _python,
        _home,
        _disk,
        _database,
        _migrations,
        _shared_cache,
        _background_work,
        _static_files,
        _languages,
        _memory,
        _address,
    )
    for part in parts:
        try:
            yield from part()
        except (OSError, DatabaseError) as error:
            yield Finding(
                topic=part.__name__.lstrip("_"),
                state=State.BAD,
                sentence=gettext_noop("This part could not be examined: %(error)s."),
                remedy=gettext_noop("Mend what stands above first, then ask again: weilu doctor"),
                facts={"error": type(error).__name__},
            )


def _python() -> Iterator[Finding]:
    yield Finding(
        topic="python",
        sentence=gettext_noop("Python %(python)s, SQLite %(sqlite)s."),
        facts={"python": sys.version.split()[0], "sqlite": sqlite3.sqlite_version},
    )
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield Finding(
            topic="python",
            state=State.BAD,
            sentence=gettext_noop("SQLite %(sqlite)s is too old; Weilu needs 3.35."),
            remedy=gettext_noop("Use a Python that was built with a newer SQLite, or PostgreSQL."),
            facts={"sqlite": sqlite3.sqlite_version},
        )


def _home() -> Iterator[Finding]:
    home = Path(settings.WEILU_HOME)
    facts = {"home": str(home)}
    if not os.access(home, os.W_OK | os.X_OK):
        yield Finding(
            topic="home",
            state=State.BAD,
            sentence=gettext_noop("Weilu may not write in %(home)s."),
            remedy=gettext_noop("Give it to the user who runs Weilu: chown -R USER %(home)s"),
            facts=facts,
        )
        return
    open_ones = [p for p in (home, home / "secret.key") if p.exists() and _is_open_to_others(p)]
    if open_ones:
        yield Finding(
            topic="home",
            state=State.BAD,
            sentence=gettext_noop("Other users of this machine can read %(path)s."),
            remedy=gettext_noop("Close it to them: chmod go-rwx %(path)s"),
            facts={"path": str(open_ones[0])},
        )
        return
    yield Finding(
        topic="home", sentence=gettext_noop("%(home)s is closed to other users."), facts=facts
    )


def _is_open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.WEILU_HOME).free
    facts = {"free": f"{free / 1e9:.1f} GB"}
    if free > LITTLE_DISK:
        yield Finding(topic="disk", sentence=gettext_noop("%(free)s are free."), facts=facts)
        return
    yield Finding(
        topic="disk",
        state=State.NOTE if free > TOO_LITTLE_DISK else State.BAD,
        sentence=gettext_noop("Only %(free)s are free on the disk of WEILU_HOME."),
        remedy=gettext_noop("Make room, or stop Weilu and move WEILU_HOME to a larger disk."),
        facts=facts,
    )


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            verdict = cursor.fetchone()[0]
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()[0]
        else:
            cursor.execute("SHOW server_version")
            verdict, mode = "ok", f"PostgreSQL {cursor.fetchone()[0]}"
    if verdict != "ok":
        yield Finding(
            topic="database",
            state=State.BAD,
            sentence=gettext_noop("The database file is damaged."),
            remedy=gettext_noop("Stop Weilu and restore the last backup: weilu restore"),
        )
        return
    name = f"SQLite ({mode})" if connection.vendor == "sqlite" else mode
    yield Finding(
        topic="database",
        sentence=gettext_noop("%(name)s answers and is whole."),
        facts={"name": name},
    )


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield Finding(
            topic="migrations",
            state=State.BAD,
            sentence=gettext_noop("%(count)d migrations have not been applied."),
            remedy=gettext_noop("Stop Weilu and run: weilu migrate"),
            facts={"count": len(missing)},
        )
        return
    yield Finding(topic="migrations", sentence=gettext_noop("The database fits this version."))


def _shared_cache() -> Iterator[Finding]:
    cache.set("doctor", 1, 10)
    if cache.get("doctor") == 1:
        yield Finding(topic="cache", sentence=gettext_noop("The shared cache answers."))
        return
    yield Finding(
        topic="cache",
        state=State.BAD,
        sentence=gettext_noop("The shared cache does not answer: limits on sign-in do not hold."),
        remedy=gettext_noop("Make its table: weilu createcachetable"),
    )


def _background_work() -> Iterator[Finding]:
    counts = queries.counts()
    overdue = Lease.objects.filter(
        state=Lease.State.WAITING, due_at__lt=timezone.now() - OVERDUE
    ).count()
    if overdue:
        yield Finding(
            topic="jobs",
            state=State.BAD,
            sentence=gettext_noop("%(count)d jobs wait for a worker that does not come."),
            remedy=gettext_noop("Start one: weilu serve, or weilu worker."),
            facts={"count": overdue},
        )
    if counts["failed"]:
        yield Finding(
            topic="jobs",
            state=State.NOTE,
            sentence=gettext_noop("%(count)d jobs failed."),
            remedy=gettext_noop("See why, and try again: weilu jobs --failed"),
            facts={"count": counts["failed"]},
        )
    if not overdue and not counts["failed"]:
        yield Finding(topic="jobs", sentence=gettext_noop("No job waits too long or has failed."))


def _static_files() -> Iterator[Finding]:
    if is_gathered(Home(settings.WEILU_HOME)):
        yield Finding(topic="pages", sentence=gettext_noop("The pages' files are up to date."))
        return
    yield Finding(
        topic="pages",
        state=State.NOTE,
        sentence=gettext_noop("The pages' files are not gathered yet."),
        remedy=gettext_noop("weilu serve does it at its start; by hand: weilu prepare"),
    )


def _languages() -> Iterator[Finding]:
    from weilu.site.languages import uncompiled

    if not uncompiled():
        yield Finding(topic="languages", sentence=gettext_noop("All languages are complete."))
        return
    yield Finding(
        topic="languages",
        state=State.NOTE,
        sentence=gettext_noop("The translations are not compiled; pages appear in English."),
        remedy=gettext_noop("In a checkout run: make setup"),
    )


def _memory() -> Iterator[Finding]:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    wanted = settings.WAREHOUSE_MEMORY_MB * 1_000_000 * 3
    facts = {"total": f"{total / 1e9:.1f} GB", "limit": settings.WAREHOUSE_MEMORY_MB}
    if total >= wanted:
        yield Finding(
            topic="memory",
            sentence=gettext_noop("%(total)s of memory; the warehouse may use %(limit)d MB."),
            facts=facts,
        )
        return
    yield Finding(
        topic="memory",
        state=State.NOTE,
        sentence=gettext_noop("%(total)s of memory is little for a limit of %(limit)d MB."),
        remedy=gettext_noop("Lower WEILU_MEMORY_MB to a quarter of the memory."),
        facts=facts,
    )


def _address() -> Iterator[Finding]:
    host = urlsplit(settings.WEILU_URL).hostname or ""
    is_local = host in {"localhost", "127.0.0.1", "::1"}
    if settings.DEBUG and not is_local:
        yield Finding(
            topic="address",
            state=State.BAD,
            sentence=gettext_noop("WEILU_DEBUG is on: error pages show the server's insides."),
            remedy=gettext_noop("Unset WEILU_DEBUG and start again."),
        )
    if not is_local and not settings.WEILU_URL.startswith("https://"):
        yield Finding(
            topic="address",
            state=State.BAD,
            sentence=gettext_noop("%(url)s is not encrypted: passwords travel in the clear."),
            remedy=gettext_noop(
                "Put a proxy with a certificate in front and set WEILU_URL to https://…"
            ),
            facts={"url": settings.WEILU_URL},
        )
        return
    yield Finding(
        topic="address",
        sentence=gettext_noop("Links begin with %(url)s."),
        facts={"url": settings.WEILU_URL},
    )


def examine_warehouse() -> Iterator[Finding]:
    """Read every table of the record of facts: thorough, and slow on a large one."""
    from weilu.community.facts import warehouse

    problems = warehouse().check()
    for problem in problems:
        yield Finding(
            topic="warehouse",
            state=State.BAD,
            sentence=problem.sentence,
            remedy=gettext_noop("Derive anew: weilu rebuild. For facts: weilu restore."),
            facts={"table": problem.table, **problem.facts},
        )
    if not problems:
        yield Finding(
            topic="warehouse",
            sentence=gettext_noop("The record of facts is whole, nothing stands twice."),
        )
