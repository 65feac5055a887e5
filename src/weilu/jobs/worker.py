"""The worker: takes open leases and runs them, until it is told to stop."""

import logging
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
    transaction,
)
from django.utils import timezone
from django_tasks.base import TaskContext
from django_tasks.utils import get_module_path, normalize_json

from weilu.jobs import leases, ticks
from weilu.jobs.backend import find_task
from weilu.jobs.errors import LeaseLost, WorkerStopping
from weilu.jobs.leases import Held, Lane
from weilu.jobs.models import Lease
from weilu.jobs.running import holding
from weilu.kernel.errors import WeiluError
from weilu.kernel.failpoints import failpoint

logger = logging.getLogger("weilu.jobs")

#: The database is gone, not the work: wait and ask again.
UNREACHABLE = (OperationalError, InterfaceError)
#: What a process of long work may take to stop, less than the supervisor gives the worker.
GRACE = 8.0


class Worker:
    """Runs short work itself, and long work in a process of its own that ends with it.

    So an import of an hour keeps no small job waiting, and the libraries and the memory that it
    needs are gone when it is done.
    """

    #: A server that starts has other things to do than its recurring work.
    WARM_UP = 30.0

    def __init__(
        self,
        *,
        lease: timedelta = timedelta(seconds=60),
        idle: timedelta = timedelta(seconds=0.5),
        queue: str = "default",
        lane: Lane = Lane.BOTH,
    ) -> None:
        self.owner = leases.new_owner()
        self.stopping = threading.Event()
        self._lease = lease
        self._idle = idle.total_seconds()
        self._queue = queue
        self._lane = lane
        self._broken: Exception | None = None

    def run(self) -> None:
        """Work until ``stop`` is called; survive a database that restarts.

        Raises what ended a lane unexpectedly: the supervisor starts the worker anew.
        """
        begun = time.monotonic()

        def short_work() -> bool:
            self._see_to_the_dead()
            if time.monotonic() - begun > self.WARM_UP:
                ticks.plan(timezone.now())
            return self.step(Lane.SHORT)

        long_lane = threading.Thread(target=self._repeat, args=[self._long_work], name="long")
        long_lane.start()
        try:
            self._repeat(short_work)
        finally:
            self.stop()
            long_lane.join()
        if self._broken is not None:
            raise self._broken

    def stop(self) -> None:
        self.stopping.set()

    def drain(self) -> int:
        """Run what is due now, in this process; return how many pieces of work were tried."""
        self._see_to_the_dead()
        done = 0
        while not self.stopping.is_set() and self.step(self._lane):
            done += 1
        return done

    def _repeat(self, work: Callable[[], bool]) -> None:
        """Call ``work`` until told to stop, at once again as long as it did something."""
        waits = self._idle
        while not self.stopping.is_set():
            worked = False
            try:
                worked = work()
                waits = self._idle
            except UNREACHABLE as error:
                logger.warning("The database does not answer: %s", type(error).__name__)
                _drop_connection()
                waits = min(waits * 2, 5.0)
            except Exception as error:
                logger.exception("a lane of the worker broke")
                self._broken = error
                self.stop()
            if not worked:
                self.stopping.wait(waits)
        connections.close_all()

    def _long_work(self) -> bool:
        """Let a process of its own do the long work that is due."""
        close_old_connections()
        if not leases.is_due(now=timezone.now(), lane=Lane.LONG, queue=self._queue):
            return False
        command = [sys.executable, "-m", "weilu", "worker", "--drain", "--long"]
        with subprocess.Popen([*command, "--queue", self._queue]) as apart:
            while apart.poll() is None:
                if self.stopping.wait(0.1):
                    _end(apart)
        return apart.returncode == 0

    def _see_to_the_dead(self) -> None:
        leases.free_leases_of_the_dead(now=timezone.now())
        leases.bury_the_poisonous(now=timezone.now())

    def step(self, lane: Lane = Lane.BOTH) -> bool:
        """Claim one piece of work and try it; False when nothing is due."""
        close_old_connections()
        claimed = leases.claim(
            owner=self.owner,
            now=timezone.now(),
            lasts=self._lease,
            lane=lane,
            queue=self._queue,
        )
        if claimed is None:
            return False
        failpoint("jobs.claimed")
        lease, held = claimed
        with self._heartbeat(lease, held), holding(held, self.stopping):
            self._try(lease, held)
        return True

    def _try(self, lease: Lease, held: Held) -> None:
        facts = {"job": lease.pk, "task": lease.task, "attempt": lease.attempts}
        try:
            work = self._work(lease)
            if lease.is_long:
                failpoint("jobs.started")
                result = work()
                failpoint("jobs.worked")
                leases.complete(held, now=timezone.now(), result=normalize_json(result))
            else:
                with transaction.atomic():
                    failpoint("jobs.started")
                    result = work()
                    failpoint("jobs.worked")
                    leases.complete(held, now=timezone.now(), result=normalize_json(result))
                    failpoint("jobs.completed")
            failpoint("jobs.committed")
            logger.info("job done", extra=facts)
        except LeaseLost:
            logger.warning("job taken over by another worker; undone here", extra=facts)
        except WorkerStopping:
            leases.give_back(held, now=timezone.now())
        except Exception as error:
            if isinstance(error, UNREACHABLE) and not _answers():
                self._give_back_or_leave(held)
                raise
            logger.exception("job failed", extra=facts)
            self._record(held, error)

    def _work(self, lease: Lease) -> Callable[[], Any]:
        task = find_task(lease.task)
        args, kwargs = lease.arguments["args"], lease.arguments["kwargs"]
        if task.takes_context:
            context = TaskContext(task_result=task.get_backend().get_result(str(lease.pk)))
            return lambda: task.call(context, *args, **kwargs)
        return lambda: task.call(*args, **kwargs)

    def _record(self, held: Held, error: Exception) -> None:
        """Keep what helps to mend it. Words of foreign errors may quote messages: not kept."""
        found: dict[str, Any] = {
            "kind": type(error).__qualname__,
            "path": get_module_path(type(error)),
            "places": [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)
            ],
        }
        if isinstance(error, WeiluError):
            found |= {"code": error.code, "sentence": str(error), "remedy": error.remedy}
        # Weilu's own errors say what a person must do: trying again by itself does not help.
        again = not isinstance(error, WeiluError)
        leases.fail(held, now=timezone.now(), error=found, again=again)

    def _give_back_or_leave(self, held: Held) -> None:
        """Put the work back if the database lets us; else its lease will simply run out."""
        try:
            _drop_connection()
            leases.give_back(held, now=timezone.now())
        except UNREACHABLE:
            _drop_connection()

    @contextmanager
    def _heartbeat(self, lease: Lease, held: Held) -> Iterator[None]:
        """Hold the lease from a thread of its own while the work runs.

        Not for short work on SQLite: its transaction keeps every other writer out, so that
        nobody could take the lease either.
        """
        if connection.vendor == "sqlite" and not lease.is_long:
            yield
            return
        over = threading.Event()
        beat = threading.Thread(target=self._beat, args=(held, over), name="heartbeat")
        beat.daemon = True
        beat.start()
        try:
            yield
        finally:
            over.set()
            beat.join()

    def _beat(self, held: Held, over: threading.Event) -> None:
        while not over.wait(self._lease.total_seconds() / 4):
            try:
                leases.hold(held, now=timezone.now(), lasts=self._lease)
            except LeaseLost:
                break
            except UNREACHABLE:
                _drop_connection()
        connections.close_all()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Give a process the time to put its work back, then kill it: its lease is freed anyway."""
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers() -> bool:
    """Tell a database that is gone from one that refused a statement."""
    return connection.connection is not None and connection.is_usable()


def _drop_connection() -> None:
    """Forget a connection whose other end is gone; the next query opens a new one."""
    if not connection.in_atomic_block:
        connection.close()
