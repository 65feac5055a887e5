import subprocess

import pytest

from weilu.site import prepare
from weilu.site.home import Home


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def test_any_command_on_an_empty_home_makes_and_migrates_it(cluster):
    installation = cluster.empty()

    answered = installation.run("jobs")

    assert answered.returncode == 0, answered.stderr
    assert installation.count("access_operator") == 0
    assert installation.count("weilu_cache") == 0
    assert (installation.home / "prepared").exists()


def test_many_commands_at_once_on_an_empty_home_all_succeed(cluster):
    installation = cluster.empty()

    processes = [installation.start("version") for _ in range(4)]
    ends = [(process.communicate(timeout=60), process.returncode) for process in processes]

    assert [code for _, code in ends] == [0, 0, 0, 0], ends


def test_a_home_that_is_marked_is_left_alone(home, monkeypatch):
    (home.path / "weilu.sqlite3").touch()
    (home.path / "prepared").write_text(prepare.fingerprint(""))
    monkeypatch.setattr(prepare, "_migrate", lambda: pytest.fail("it migrated"))

    prepare.prepare(home, "")


def test_a_new_migration_undoes_the_mark(home, monkeypatch):
    (home.path / "weilu.sqlite3").touch()
    (home.path / "prepared").write_text(prepare.fingerprint(""))
    names = [*prepare._migration_names(), "access/0099_more.py"]
    monkeypatch.setattr(prepare, "_migration_names", lambda: iter(names))

    assert not prepare.is_prepared(home, "")


def test_another_database_undoes_the_mark(home):
    (home.path / "weilu.sqlite3").touch()
    (home.path / "prepared").write_text(prepare.fingerprint(""))

    assert prepare.is_prepared(home, "")
    assert not prepare.is_prepared(home, "postgresql://weilu@127.0.0.1/other")


def test_a_database_file_that_is_gone_undoes_the_mark(home):
    (home.path / "prepared").write_text(prepare.fingerprint(""))

    assert not prepare.is_prepared(home, "")


def test_a_process_that_dies_lets_go_of_the_lock(tmp_path):
    lock = tmp_path / "lock"
    code = (
        "import os, pathlib; from weilu.site.prepare import exclusively\n"
        f"with exclusively(pathlib.Path({str(lock)!r})): os.kill(os.getpid(), 9)"
    )

    subprocess.run(["python", "-c", code], check=False)

    with prepare.exclusively(lock):
        assert lock.exists()
