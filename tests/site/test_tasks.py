import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from weilu.jobs import ticks
from weilu.site import tasks


@pytest.mark.django_db
def test_sessions_that_have_ended_are_forgotten():
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now())

    tasks.forget_ended_sessions()

    assert not Session.objects.exists()


def test_the_warehouse_is_tended_by_a_long_tick():
    assert ticks.registered["warehouse.tend"].is_long


def test_tending_an_empty_warehouse_does_no_harm(settings, tmp_path, monkeypatch):
    from weilu.community import facts
    from weilu.warehouse.store import Warehouse

    monkeypatch.setattr(facts, "warehouse", lambda: Warehouse(tmp_path))

    assert tasks.tend_the_warehouse() == 0
