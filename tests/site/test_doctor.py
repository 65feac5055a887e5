import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from weilu.jobs.models import Lease
from weilu.site import doctor
from weilu.site.doctor import State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    tmp_path.chmod(0o700)
    settings.WEILU_HOME = tmp_path
    return tmp_path


def bad():
    return {finding.topic for finding in doctor.examine() if finding.state is State.BAD}


def test_a_healthy_installation_has_nothing_bad():
    assert bad() == set()


def test_a_home_that_others_can_read_is_bad(home):
    home.chmod(0o755)

    assert bad() == {"home"}


def test_a_key_that_others_can_read_is_bad(home):
    (home / "secret.key").write_text("x")
    (home / "secret.key").chmod(0o644)

    assert bad() == {"home"}


def test_a_full_disk_is_bad(monkeypatch):
    monkeypatch.setattr(doctor, "TOO_LITTLE_DISK", 10**18)
    monkeypatch.setattr(doctor, "LITTLE_DISK", 10**18)

    assert bad() == {"disk"}


def test_work_that_nobody_takes_is_bad():
    Lease.objects.create(task="a.b", due_at=timezone.now() - timedelta(minutes=6))

    assert bad() == {"jobs"}


def test_failed_work_is_noted():
    Lease.objects.create(task="a.b", state="failed", finished_at=timezone.now())

    notes = [f for f in doctor.examine() if f.state is State.NOTE and f.topic == "jobs"]
    assert notes[0].sentence % notes[0].facts == "1 jobs failed."


def test_an_address_without_encryption_is_bad(settings):
    settings.WEILU_URL = "http://weilu.example.org"

    assert bad() == {"address"}


def test_a_part_that_cannot_be_examined_is_a_finding(monkeypatch):
    def broken(_path):
        raise OSError("gone")

    monkeypatch.setattr(doctor.shutil, "disk_usage", broken)

    assert bad() == {"disk"}


def test_the_command_ends_with_one_when_something_is_bad(home):
    home.chmod(0o755)
    out = io.StringIO()

    with pytest.raises(CommandError):
        call_command("doctor", "--json", stdout=out)

    told = json.loads(out.getvalue())
    assert told["well"] is False
    assert all(f["remedy"] for f in told["findings"] if f["state"] == "bad")
