import pytest


@pytest.fixture(scope="session")
def with_a_job(cluster, prepared):
    template = cluster.copy(prepared)
    enqueue(template, "add_somebody.enqueue()")
    return template


@pytest.fixture(scope="session")
def with_a_long_job(cluster, prepared):
    template = cluster.copy(prepared)
    enqueue(template, "add_somebody_at_a_checkpoint.enqueue()")
    return template


def enqueue(installation, call):
    installation.shell(f"from tests.jobs import work; work.{call}")
