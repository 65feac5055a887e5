"""What a job may ask while it runs. Outside of a worker all of it says: go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event

from django.db import connection

from weilu.jobs.errors import LeaseLost, WorkerStopping
from weilu.jobs.leases import Held

_current: ContextVar[tuple[Held, Event] | None] = ContextVar("weilu_job", default=None)


@contextmanager
def holding(held: Held, stopping: Event) -> Iterator[None]:
    token = _current.set((held, stopping))
    try:
        yield
    finally:
        _current.reset(token)


def ensure_held() -> None:
    """Raise LeaseLost when another worker took over, WorkerStopping when the server stops.

    A long job calls it at each of its checkpoints. Inside a transaction the lease is locked
    until that ends, so what a checkpoint writes is kept only by its holder.
    """
    current = _current.get()
    if current is None:
        return
    held, stopping = current
    if stopping.is_set():
        raise WorkerStopping(job=held.pk)
    query = held.still()
    if connection.in_atomic_block:
        query = query.select_for_update()
    if not query.values_list("pk").first():
        raise LeaseLost(job=held.pk)


def job_id() -> int | None:
    """Return the number of the job that runs here, None outside of a worker."""
    current = _current.get()
    return current[0].pk if current else None
