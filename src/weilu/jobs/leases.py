"""Claim, hold, give back: every change of hands of the lease table, in single statements."""

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet

from weilu.jobs.errors import LeaseLost
from weilu.jobs.models import Lease

#: Waits before the second, third … attempt; the last one repeats.
BACK_OFF = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=3),
    timedelta(minutes=20),
)

_OPEN = """
    queue = %(queue)s AND is_long IN (%(from)s, %(to)s) AND (
        (state = 'waiting' AND due_at <= %(now)s) OR (state = 'running' AND until < %(now)s)
    )
"""
_CLAIM = f"""
    UPDATE jobs_lease
    SET state = 'running', owner = %(owner)s, until = %(until)s, fence = fence + 1,
        attempts = attempts + 1, attempted_at = %(now)s,
        started_at = COALESCE(started_at, %(now)s)
    WHERE id = (
        SELECT id FROM jobs_lease WHERE {_OPEN}
        ORDER BY priority DESC, due_at, id LIMIT 1 {{lock}}
    )
    RETURNING id
"""  # noqa: S608  only constants are put in; values are parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A lease in the hands of this process."""

    pk: int
    owner: str
    fence: int

    def still(self) -> QuerySet[Lease]:
        """Return the query for the lease as long as it is in these hands."""
        return Lease.objects.filter(
            pk=self.pk, owner=self.owner, fence=self.fence, state=Lease.State.RUNNING
        )


def new_owner() -> str:
    """Name this process so that another one on the same machine can tell whether it lives."""
    return f"{_machine()}/{os.getpid()}/{secrets.token_hex(4)}"


def _machine() -> str:
    """Tell machines apart, and containers on one machine (a pid means nothing across them)."""
    try:
        space = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        space = 0
    return f"{socket.gethostname()}-{space}"


class Lane(Enum):
    """Which work is taken: values are the least and greatest ``is_long``."""

    SHORT = (False, False)
    LONG = (True, True)
    BOTH = (False, True)


def claim(
    *,
    owner: str,
    now: datetime,
    lasts: timedelta,
    lane: Lane = Lane.BOTH,
    queue: str = "default",
) -> tuple[Lease, Held] | None:
    """Take the most urgent open lease, one whose holder has gone silent included.

    PostgreSQL skips rows that others are taking; SQLite has one writer, and the statement runs
    inside BEGIN IMMEDIATE. A look without a lock comes first: an idle worker locks nothing.
    """
    if not is_due(now=now, lane=lane, queue=queue):
        return None
    values = _values(now, lane, queue) | {"owner": owner, "until": _as_stored(now + lasts)}
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(lock=lock), values)
        row = cursor.fetchone()
        if row is None:
            return None
        lease = Lease.objects.get(pk=row[0])
    return lease, Held(pk=lease.pk, owner=owner, fence=lease.fence)


def is_due(*, now: datetime, lane: Lane = Lane.BOTH, queue: str = "default") -> bool:
    """Tell whether there is something to take, without a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM jobs_lease WHERE {_OPEN} LIMIT 1",  # noqa: S608  constants
            _values(now, lane, queue),
        )
        return cursor.fetchone() is not None


def _values(now: datetime, lane: Lane, queue: str) -> dict[str, Any]:
    least, greatest = lane.value
    return {"now": _as_stored(now), "queue": queue, "from": least, "to": greatest}


def _as_stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def hold(held: Held, *, now: datetime, lasts: timedelta) -> None:
    """Stay the holder for another while. Raises LeaseLost when somebody else took over."""
    if not held.still().update(until=now + lasts):
        raise LeaseLost(job=held.pk)


def complete(held: Held, *, now: datetime, result: Any) -> None:
    """Mark the work done, in the transaction that holds its effect.

    The fence is checked by the same statement: when it fails, the caller's transaction must be
    undone, which is what LeaseLost does.
    """
    done = held.still().update(
        state=Lease.State.DONE, finished_at=now, until=None, result=result, error=None
    )
    if not done:
        raise LeaseLost(job=held.pk)


def give_back(held: Held, *, now: datetime) -> bool:
    """Put the work back as if it had not been taken (the worker stops, the database went)."""
    lease = held.still().first()
    if lease is None:
        return False
    put_back = {"state": Lease.State.WAITING, "due_at": now, "until": None, "owner": ""}
    return bool(held.still().update(**put_back, attempts=lease.attempts - 1))


def fail(held: Held, *, now: datetime, error: dict[str, Any], again: bool) -> bool:
    """Record a failed attempt; plan the next one unless ``again`` is False or all are used."""
    lease = held.still().first()
    if lease is None:
        return False
    if again and lease.attempts < lease.max_attempts:
        wait = BACK_OFF[min(lease.attempts, len(BACK_OFF)) - 1]
        held.still().update(
            state=Lease.State.WAITING, due_at=now + wait, until=None, owner="", error=error
        )
    else:
        held.still().update(
            state=Lease.State.FAILED, finished_at=now, until=None, owner="", error=error
        )
    return True


def bury_the_poisonous(*, now: datetime) -> int:
    """Fail what has ended its worker as often as it may be tried (out of memory, a crash)."""
    return Lease.objects.filter(
        state=Lease.State.RUNNING, until__lt=now, attempts__gte=F("max_attempts")
    ).update(
        state=Lease.State.FAILED,
        finished_at=now,
        until=None,
        owner="",
        error={"kind": "WorkerDied", "places": []},
    )


def free_leases_of_the_dead(*, now: datetime) -> int:
    """End the leases of workers on this machine that are no more, without waiting for their end."""
    machine = _machine()
    freed = 0
    running = Lease.objects.filter(
        state=Lease.State.RUNNING, until__gte=now, owner__startswith=f"{machine}/"
    )
    for pk, owner, fence in running.values_list("pk", "owner", "fence"):
        if not _lives(int(owner.split("/")[1])):
            held = Held(pk=pk, owner=owner, fence=fence)
            freed += held.still().update(until=now - timedelta(seconds=1))
    return freed


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's process: it is there
    return True
