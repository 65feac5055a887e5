from datetime import UTC, datetime, timedelta

import pytest
from tests.jobs.test_leases import at_once

from weilu.jobs import services, ticks
from weilu.jobs.models import Lease

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def nightly():
    """Stands for the work of a tick."""


@pytest.fixture(autouse=True)
def _one_tick(monkeypatch):
    monkeypatch.setattr(ticks, "registered", {})
    ticks.every("test.nightly", minutes=60)(nightly)


def finish():
    Lease.objects.update(state="done", finished_at=NOON)


def test_an_occurrence_is_planned_once_however_many_workers_plan():
    planned = at_once(*[lambda: ticks.plan(NOON)] * 8)

    assert len(planned) == 8
    assert Lease.objects.count() == 1


def test_each_period_has_its_occurrence():
    for hour in range(5):
        ticks.plan(NOON + timedelta(hours=hour))
        finish()

    assert Lease.objects.count() == 5


def test_within_one_period_nothing_new_is_planned():
    ticks.plan(NOON)
    finish()

    assert ticks.plan(NOON) == 0


def test_occurrences_missed_while_no_worker_ran_are_not_made_up_for():
    ticks.plan(NOON)
    finish()

    assert ticks.plan(NOON + timedelta(days=3)) == 1


def test_a_tick_that_is_still_open_waits_for_the_next_period():
    ticks.plan(NOON)

    assert ticks.plan(NOON + timedelta(hours=1)) == 0


def test_a_clock_put_back_an_hour_fires_nothing_twice():
    for hour in (0, 1, 0, 1):
        ticks.plan(NOON + timedelta(hours=hour))
        finish()

    assert Lease.objects.count() == 2


def test_a_clock_ten_years_ahead_plans_one_occurrence_and_no_storm():
    assert ticks.plan(NOON + timedelta(days=3650)) == 1


def test_two_ticks_may_not_share_a_name():
    with pytest.raises(ValueError, match=r"test\.nightly"):
        ticks.every("test.nightly", minutes=5)(finish)


def test_done_work_is_forgotten_after_its_time_and_failed_work_is_not():
    ticks.plan(NOON)
    finish()
    Lease.objects.create(task="a.b", state="failed", finished_at=NOON)
    Lease.objects.create(task="a.b", state="done", finished_at=NOON)

    services.tidy(now=NOON + timedelta(days=3))
    after_three_days = Lease.objects.count()
    services.tidy(now=NOON + timedelta(days=8))

    assert after_three_days == 2
    assert Lease.objects.get().state == "failed"
