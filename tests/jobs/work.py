"""Jobs for the tests. They stand in a module, since workers in other processes import them."""

import os
import secrets
import time
from pathlib import Path

from django.db import transaction
from django_tasks import task

from weilu.access.models import Operator
from weilu.jobs.errors import NoSuchJob
from weilu.jobs.running import ensure_held


@task()
def add_somebody() -> str:
    """Leave one operator behind at each run: two of them are two runs."""
    return _add()


@task(long=True)
def add_somebody_at_a_checkpoint() -> str:
    """The same for long work: its own transaction, kept only by the holder of the lease."""
    with transaction.atomic():
        ensure_held()
        if Operator.objects.exists():
            return "already there"
        return _add()


@task(long=True)
def sleep_then_add(seconds: float) -> str:
    """Say that it runs (to a file the test names), sleep, and then write."""
    _tell_that_it_runs()
    time.sleep(seconds)
    with transaction.atomic():
        ensure_held()
        return _add()


@task(long=True)
def go_on_until_stopped() -> None:
    _tell_that_it_runs()
    while True:
        ensure_held()
        time.sleep(0.05)


@task()
def stumble() -> None:
    _add()
    raise ValueError("私密的话")


@task()
def refuse() -> None:
    raise NoSuchJob(job=7)


@task(long=True)
def wait_for_the_short_one() -> bool:
    """Say whether somebody was added while this one ran."""
    for _ in range(400):
        if Operator.objects.exists():
            return True
        time.sleep(0.05)
    return False


def _tell_that_it_runs() -> None:
    with Path(os.environ["STARTED_FILE"]).open("a") as told:
        told.write(f"{os.getpid()}\n")


def _add() -> str:
    return Operator.objects.create(email=f"{secrets.token_hex(6)}@example.org").email
