"""What every test gets: a home of its own (tests/settings.py) and no network but loopback."""

import socket
from functools import partialmethod
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
from hypothesis import settings

from tests.installations import Cluster

# No test measures time: on a busy machine any example may be late.
settings.register_profile("weilu", deadline=None)
settings.load_profile("weilu")

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class NetworkUsed(AssertionError):
    """A test reached for another machine."""


@pytest.fixture(autouse=True, scope="session")
def _only_loopback() -> Any:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOOPBACK:
            raise NetworkUsed(f"A test wanted to connect to {address[0]}.")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _language_of_the_settings() -> Any:
    """Begin every test in the same language: a request leaves its own behind."""
    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def _flush_every_table() -> Any:
    """Let the tests' flush reach tables of no model.

    auditlog's migrations make a table that Weilu's own audit entries replace. It points to
    others, and PostgreSQL empties those only together with it.
    """
    patch = pytest.MonkeyPatch()
    patch.setattr(
        DatabaseOperations, "sql_flush", partialmethod(_sql_flush, DatabaseOperations.sql_flush)
    )
    yield
    patch.undo()


def _sql_flush(self: Any, flush: Any, *args: Any, **options: Any) -> Any:
    return flush(self, *args, **{**options, "allow_cascade": True})


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    return Cluster(tmp_path_factory.mktemp("installations"))


@pytest.fixture(scope="session")
def prepared(cluster):
    """An installation that is made and migrated, to be copied and never used."""
    template = cluster.empty()
    assert template.run("prepare").returncode == 0
    return template


@pytest.fixture
def installation(cluster, prepared):
    return cluster.copy(prepared)
