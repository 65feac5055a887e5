"""A worker may die at any line: what its job does to the database happens exactly once."""

import signal
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.both_databases

POINTS = ["jobs.claimed", "jobs.started", "jobs.worked", "jobs.completed", "jobs.committed"]


@pytest.mark.parametrize("point", POINTS)
def test_a_job_killed_at_this_point_has_its_effect_exactly_once(cluster, with_a_job, point):
    installation = cluster.copy(with_a_job)

    killed = installation.run("worker", "--drain", WEILU_FAILPOINT=f"{point}:kill")
    after_the_kill = installation.count("access_operator")
    again = installation.run("worker", "--drain")

    assert killed.returncode == -signal.SIGKILL
    assert after_the_kill == (1 if point == "jobs.committed" else 0)
    assert again.returncode == 0
    assert installation.count("access_operator") == 1
    assert states(installation) == ["done"]


@pytest.mark.parametrize("point", ["jobs.claimed", "jobs.started", "jobs.worked", "jobs.committed"])
def test_a_long_job_killed_at_this_point_goes_on_from_its_checkpoint(
    cluster, with_a_long_job, point
):
    installation = cluster.copy(with_a_long_job)

    killed = installation.run("worker", "--drain", WEILU_FAILPOINT=f"{point}:kill")
    installation.run("worker", "--drain")

    assert killed.returncode == -signal.SIGKILL
    assert installation.count("access_operator") == 1
    assert states(installation) == ["done"]


def test_a_worker_that_slept_through_its_lease_may_not_write(installation):
    enqueue(installation, "sleep_then_add.enqueue(1.0)")
    sleeper = installation.start("worker", "--drain")
    wait_until((installation.home / "started").exists)
    sleeper.send_signal(signal.SIGSTOP)
    time.sleep(2.2)  # longer than its lease of 2 s

    other = installation.run("worker", "--drain")
    sleeper.send_signal(signal.SIGCONT)
    sleeper.communicate(timeout=30)

    assert other.returncode == 0
    assert started(installation.home) == 2
    assert installation.count("access_operator") == 1
    assert states(installation) == ["done"]


def test_a_server_that_stops_puts_its_long_job_back(installation):
    enqueue(installation, "go_on_until_stopped.enqueue()")
    worker = installation.start("worker")
    wait_until((installation.home / "started").exists)

    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=30)

    assert worker.returncode == 0
    job = "SELECT state, attempts FROM jobs_lease WHERE task LIKE '%go_on_until_stopped'"
    assert installation.rows(job) == [("waiting", 0)]


def test_a_long_job_does_not_hold_up_a_short_one(installation):
    enqueue(installation, "wait_for_the_short_one.enqueue()")
    worker = installation.start("worker")
    long_job = "SELECT state FROM jobs_lease WHERE task LIKE '%wait_for_the_short_one'"
    wait_until(lambda: installation.rows(long_job) == [("running",)])

    enqueue(installation, "add_somebody.enqueue()")
    wait_until(lambda: installation.rows(long_job) == [("done",)])
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=30)

    result = "SELECT result FROM jobs_lease WHERE task LIKE '%wait_for_the_short_one'"
    assert str(installation.rows(result)[0][0]).lower() == "true"


def states(installation):
    return [state for (state,) in installation.rows("SELECT state FROM jobs_lease ORDER BY id")]


def enqueue(installation, call):
    installation.shell(f"from tests.jobs import work; work.{call}")


def wait_until(is_so, seconds=30):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never came to pass"
        time.sleep(0.05)


def started(home: Path) -> int:
    return len((home / "started").read_text().split())
