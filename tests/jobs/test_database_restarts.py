"""PostgreSQL goes down under load: workers come back by themselves, nothing is lost or doubled."""

import signal
import time

import pytest
from tests.installations import Installation
from tests.postgres import Postgres

JOBS = 60


@pytest.fixture
def postgres():
    server = Postgres()
    server.start()
    yield server
    server.remove()


def test_workers_survive_a_database_that_crashes_under_load(tmp_path, postgres):
    installation = Installation(tmp_path, postgres.url())
    installation.shell(
        f"from tests.jobs import work\nfor _ in range({JOBS}): work.add_somebody.enqueue()"
    )
    workers = [installation.start("worker") for _ in range(2)]
    wait_for(lambda: count(installation, "done") > 5)

    for _ in range(2):
        postgres.stop(signal.SIGQUIT)
        postgres.start()
        time.sleep(0.3)
    wait_for(lambda: count(installation, "done") == JOBS)
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=30)

    assert [worker.returncode for worker in workers] == [0, 0]
    assert installation.count("access_operator") == JOBS
    assert count(installation, "done") == JOBS


def count(installation, state):
    query = f"SELECT count(*) FROM jobs_lease WHERE state = '{state}' AND occurrence IS NULL"
    return installation.rows(query)[0][0]


def wait_for(is_so, seconds=60):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never came to pass"
        time.sleep(0.02)
