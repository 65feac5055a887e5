import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from tests.jobs import work

from weilu.access.models import Operator
from weilu.jobs import leases, queries, services
from weilu.jobs.errors import LeaseLost, NoSuchJob
from weilu.jobs.leases import Lane
from weilu.jobs.models import Lease
from weilu.jobs.worker import Worker

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at_once(*functions):
    """Run the functions in threads, each with its own connection; give back what they return."""
    found, broken = [], []

    def run(function):
        try:
            found.append(function())
        except Exception as error:  # noqa: BLE001  shown by the assertion below
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return found


def test_a_job_is_there_when_its_callers_transaction_commits_and_never_else():
    with transaction.atomic():
        work.add_somebody.enqueue()
        transaction.set_rollback(True)

    assert Lease.objects.count() == 0

    with transaction.atomic():
        work.add_somebody.enqueue()

    assert Lease.objects.count() == 1


def test_a_job_runs_and_its_result_can_be_asked_for():
    asked = work.add_somebody.enqueue()

    Worker().drain()
    asked.refresh()

    assert asked.return_value == Operator.objects.get().email


def test_every_job_goes_to_one_of_many_workers():
    for _ in range(60):
        work.add_somebody.enqueue()

    tried = at_once(*[lambda: Worker().drain() for _ in range(6)])

    assert sum(tried) == 60
    assert Operator.objects.count() == 60
    assert set(Lease.objects.values_list("state", "attempts")) == {("done", 1)}


def test_many_writers_at_once_are_never_told_that_the_database_is_locked():
    def write():
        for _ in range(25):
            with transaction.atomic():
                work.add_somebody.enqueue()
        return 25

    assert sum(at_once(*[write] * 8)) == Lease.objects.count() == 200


def test_whoever_lost_the_lease_cannot_complete_and_its_effect_is_undone():
    work.add_somebody.enqueue()
    now = Lease.objects.get().due_at
    _, first = leases.claim(owner="first", now=now, lasts=MINUTE)
    _, second = leases.claim(owner="second", now=now + 2 * MINUTE, lasts=MINUTE)

    with pytest.raises(LeaseLost):
        add_and_complete(first, now=now + 3 * MINUTE)
    leases.complete(second, now=now + 3 * MINUTE, result=None)

    assert not Operator.objects.exists()
    assert Lease.objects.get().state == "done"


@transaction.atomic
def add_and_complete(held, *, now):
    Operator.objects.create(email="late@example.org")
    leases.complete(held, now=now, result=None)


def test_a_lease_that_is_held_is_not_given_to_another():
    work.add_somebody.enqueue()
    now = Lease.objects.get().due_at
    _, held = leases.claim(owner="first", now=now, lasts=MINUTE)
    leases.hold(held, now=now + MINUTE, lasts=MINUTE)

    assert leases.claim(owner="second", now=now + timedelta(seconds=90), lasts=MINUTE) is None


def test_a_job_that_stumbles_is_tried_again_later_and_leaves_nothing_behind():
    work.stumble.enqueue()

    Worker().drain()

    lease = Lease.objects.get()
    assert lease.state == "waiting"
    assert lease.attempts == 1
    assert lease.due_at - lease.attempted_at > timedelta(seconds=4)
    assert not Operator.objects.exists()


def test_a_job_is_given_up_after_its_last_attempt_and_listed():
    work.stumble.enqueue()

    for _ in range(5):
        Lease.objects.update(due_at=NOON)
        Worker().drain()

    assert [(job.task, job.attempts) for job in queries.failed()] == [
        ("tests.jobs.work.stumble", 5)
    ]


def test_the_words_of_a_foreign_error_are_not_kept():
    work.stumble.enqueue()

    Worker().drain()

    error = Lease.objects.get().error
    assert error["kind"] == "ValueError"
    assert any("work.py" in place for place in error["places"])
    assert "私密" not in str(error)


def test_what_a_person_must_mend_is_not_tried_again():
    work.refuse.enqueue()

    Worker().drain()

    lease = Lease.objects.get()
    assert lease.state == "failed"
    assert lease.error["sentence"] == "There is no failed job 7."


def test_a_failed_job_can_be_tried_again_by_hand():
    work.refuse.enqueue()
    Worker().drain()

    services.retry(job=Lease.objects.get().pk, now=NOON)

    assert queries.counts() == {"waiting": 1, "running": 0, "done": 0, "failed": 0}
    with pytest.raises(NoSuchJob):
        services.retry(job=Lease.objects.get().pk, now=NOON)


def test_a_job_that_ends_its_worker_every_time_is_given_up():
    work.add_somebody.enqueue()
    Lease.objects.update(
        state="running", owner="elsewhere/1/a", until=NOON, attempts=5, max_attempts=5
    )

    leases.bury_the_poisonous(now=NOON + MINUTE)

    assert Lease.objects.get().error["kind"] == "WorkerDied"


def test_a_lane_takes_only_its_own_kind_of_work():
    work.add_somebody_at_a_checkpoint.enqueue()
    now = Lease.objects.get().due_at

    assert leases.claim(owner="short", now=now, lasts=MINUTE, lane=Lane.SHORT) is None
    assert leases.claim(owner="long", now=now, lasts=MINUTE, lane=Lane.LONG) is not None


def test_an_idle_worker_takes_no_write_lock():
    with connection.execute_wrapper(refuse_writing):
        assert leases.claim(owner="idle", now=NOON, lasts=MINUTE) is None


def refuse_writing(execute, sql, params, many, context):
    assert "UPDATE" not in sql
    return execute(sql, params, many, context)
