import pytest
from django.db import DatabaseError

from weilu.site import health


@pytest.fixture(autouse=True)
def _prepared(monkeypatch):
    monkeypatch.setattr(health, "is_prepared", lambda *_: True)


@pytest.mark.django_db
def test_a_server_that_can_answer_says_so_to_anybody(client):
    answer = client.get("/health")

    assert answer.status_code == 200
    assert answer.json()["ready"] is True


@pytest.mark.django_db
def test_without_its_database_it_lives_but_is_not_ready(client, monkeypatch):
    def broken():
        raise DatabaseError

    monkeypatch.setattr(health.connection, "cursor", broken)

    answer = client.get("/health")

    assert answer.status_code == 503
    assert answer.json() | {"version": ""} == {
        "live": True, "ready": False, "database": False, "migrations": True, "version": ""
    }  # fmt: skip


@pytest.mark.django_db
def test_it_names_nothing_of_the_installation(client, settings):
    assert str(settings.WEILU_HOME) not in client.get("/health").content.decode()
