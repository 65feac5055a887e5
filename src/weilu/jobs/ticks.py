"""Recurring work: each occurrence is one row that can exist only once, however many ask for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from zlib import crc32

from django.db import transaction

from weilu.jobs.models import Lease
from weilu.kernel.time import EPOCH

Function = TypeVar("Function", bound=Callable[[], object])


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One recurring piece of work (定时任务)."""

    name: str
    period: timedelta
    task: str
    is_long: bool
    attempts: int

    def occurrence(self, moment: datetime) -> str:
        """Name the period that ``moment`` falls into.

        Ticks of equal period begin at different seconds, taken from their names, so that they
        do not all start at once.
        """
        shift = timedelta(seconds=crc32(self.name.encode()) % int(self.period.total_seconds()))
        return f"{self.name}@{(moment - EPOCH - shift) // self.period}"


registered: dict[str, Tick] = {}


def every(
    name: str, *, minutes: float, long: bool = False, attempts: int = 2
) -> Callable[[Function], Function]:
    """Run the function (no arguments) once in every ``minutes``, as soon as a worker is free.

    An occurrence that was missed while no worker ran is not made up for. Short by default: the
    function runs in one transaction with its completion; see LeaseTask for ``long``.
    """

    def register(function: Function) -> Function:
        path = f"{function.__module__}.{function.__qualname__}"
        known = registered.get(name)
        if known is not None and known.task != path:
            raise ValueError(f"Two ticks are called {name}: {known.task} and {path}")
        period = timedelta(minutes=minutes)
        registered[name] = Tick(
            name=name, period=period, task=path, is_long=long, attempts=attempts
        )
        return function

    return register


def plan(now: datetime) -> int:
    """Make the rows of the occurrences that have begun; return how many are new.

    A tick whose earlier occurrence is still open waits for the next period.
    """
    wanted = {tick.occurrence(now): tick for tick in registered.values()}
    known = set(Lease.objects.filter(occurrence__in=wanted).values_list("occurrence", flat=True))
    if known == wanted.keys():
        return 0
    with transaction.atomic():
        busy = set(
            Lease.objects.filter(
                occurrence__isnull=False, state__in=[Lease.State.WAITING, Lease.State.RUNNING]
            ).values_list("task", flat=True)
        )
        new = [
            Lease(
                task=tick.task,
                arguments={"args": [], "kwargs": {}},
                occurrence=occurrence,
                is_long=tick.is_long,
                max_attempts=tick.attempts,
                due_at=now,
            )
            for occurrence, tick in wanted.items()
            if occurrence not in known and tick.task not in busy
        ]
        # The unique occurrence decides between two workers that plan at the same moment.
        Lease.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
