"""The drill: a backup is taken, lost things come back, damaged ones are refused."""

import hashlib
import io
import json
import shutil
import signal
import sqlite3
import tarfile
from pathlib import Path

import pyarrow as pa
import pytest
from tests.installations import Installation

#: What is written to and read from the database; refusals look at the archive alone.
both_databases = pytest.mark.both_databases

FILL = """
from datetime import datetime, UTC
from tests.factories.warehouse import messages, rows
from weilu.access.models import Operator
from weilu.community.facts import warehouse
from weilu.community.models import Account, Community, Group, Person

club = Community.objects.create(slug="club", name="读书会")
Operator.objects.create_user(email="keeper@example.org")
Operator.objects.update(last_login=datetime.now(UTC))
group = Group.objects.create(community=club, platform="telegram", ref="1", name="一群")
people = []
for name in ("南枝", "老周"):
    person = Person.objects.create(community=club, name=name)
    people.append(Account.objects.create(
        community=club, person=person, platform="telegram", ref=name, name=name))
for n, account in enumerate(people):
    warehouse().append(
        "messages",
        messages(f"a{n}", f"b{n}", community_id=club.pk, group_id=group.pk, account_id=account.pk),
        stream="s", sequence=n)
from pathlib import Path
from django.conf import settings
(Path(settings.WEILU_HOME) / "uploads").mkdir(exist_ok=True)
(Path(settings.WEILU_HOME) / "uploads" / "chat.json").write_text("wait")
"""
SEEN = """
import json
from weilu.access.models import Operator
from weilu.community.facts import facts_of, warehouse
from weilu.community.models import Account, Community, Group, Person

found = {"people": sorted(Person.objects.values_list("name", flat=True)),
         "operators": list(Operator.objects.values_list("email", "password", "joined_at")),
         "groups": list(Group.objects.values_list("pk", "name", "created_at")),
         "problems": [str(p) for p in warehouse().check()]}
for club in Community.objects.all():
    with facts_of(club) as facts:
        found["messages"] = facts.rows(
            "SELECT message_ref, account_id, sent_us, text FROM messages ORDER BY ALL")
    found["known"] = set(
        Account.objects.values_list("pk", flat=True)) >= {row[1] for row in found["messages"]}
found["sequence"] = warehouse().last_sequence("messages", "s")
print(json.dumps(found, default=str, ensure_ascii=False))
"""


def seen(installation) -> dict:
    return json.loads(installation.shell(SEEN))


@pytest.fixture(scope="module")
def filled_once(cluster, prepared):
    template = cluster.copy(prepared)
    template.shell(FILL)
    return template


@pytest.fixture
def filled(cluster, filled_once):
    return cluster.copy(filled_once)


@pytest.fixture
def archive(filled, tmp_path) -> Path:
    path = tmp_path / "backup.tar.zst"
    done = filled.run("backup", str(path), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["messages"] == 4
    return path


@both_databases
def test_all_comes_back_on_another_machine(cluster, filled, archive):
    before = seen(filled)
    other = cluster.empty()

    done = other.run("restore", str(archive), "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["communities"] == 1
    assert seen(other) == before
    assert before["people"] == ["南枝", "老周"]
    assert (other.home / "uploads" / "chat.json").read_text() == "wait"
    assert (other.home / "secret.key").read_text() == (filled.home / "secret.key").read_text()
    again = other.run("doctor", "--warehouse", "--json")
    told = json.loads(again.stdout)["findings"]
    assert {f["state"] for f in told if f["topic"] in {"database", "warehouse", "migrations"}} == {
        "good"
    }


@both_databases
def test_a_restored_installation_goes_on_counting_where_it_stood(cluster, filled, archive):
    """A new row must not meet the number of an old one."""
    other = cluster.empty()
    other.run("restore", str(archive))

    made = other.shell(
        "from weilu.community.models import Community;"
        "print(Community.objects.create(slug='next', name='n').pk)"
    )
    assert int(made) == 2


@both_databases
def test_a_backup_moves_from_one_database_to_the_other_and_back(cluster, filled, archive, tmp_path):
    if not filled.database_url:
        pytest.skip("runs where the suite has PostgreSQL")
    before = seen(filled)
    elsewhere = cluster.empty()
    small = Installation(elsewhere.home, "")
    done = small.run("restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert seen(small) == before

    small.run("backup", str(tmp_path / "second"))
    back = cluster.empty()
    done = back.run("restore", str(tmp_path / "second.tar.zst"))
    assert done.returncode == 0, done.stderr
    assert seen(back) == before


@both_databases
def test_what_happened_after_the_backup_is_gone_when_all_is_replaced(filled, archive):
    before = seen(filled)
    filled.shell(
        "from weilu.community.models import Community, Person;"
        "Person.objects.create(community=Community.objects.get(), name='later')"
    )

    done = filled.run("restore", str(archive), "--replace")

    assert done.returncode == 0, done.stderr
    assert seen(filled) == before
    assert not list(filled.home.glob(".restore-*"))


def test_an_installation_in_use_is_not_overwritten_by_accident(filled, archive):
    before = seen(filled)

    refused = filled.run("restore", str(archive), WEILU_LANGUAGE="en")

    assert refused.returncode == 1
    assert "already holds 1 communities" in refused.stderr
    assert "--replace" in refused.stderr
    assert seen(filled) == before


@both_databases
def test_who_was_erased_after_the_backup_does_not_come_back(filled, archive):
    assert filled.run("erase", "老周", "--community", "club").returncode == 0

    done = filled.run("restore", str(archive), "--replace", "--json")

    assert json.loads(done.stdout)["erased_again"] == 1
    now = seen(filled)
    assert now["people"] == ["南枝"]
    assert len(now["messages"]) == 2


def test_the_list_of_erased_people_can_be_brought_from_elsewhere(
    cluster, filled, archive, tmp_path
):
    filled.run("erase", "老周", "--community", "club")
    saved = tmp_path / "saved.jsonl"
    shutil.copy(filled.home / "erased.jsonl", saved)
    assert "老周" not in saved.read_text()
    other = cluster.empty()

    done = other.run("restore", str(archive), "--erased", str(saved), "--json")

    assert json.loads(done.stdout)["erased_again"] == 1
    assert seen(other)["people"] == ["南枝"]
    assert (other.home / "erased.jsonl").exists()


def damaged(archive: Path, how: str) -> None:
    content = bytearray(archive.read_bytes())
    if how == "cut short":
        archive.write_bytes(content[: len(content) // 2])
    elif how == "a byte changed":
        repack(archive, lambda name, data: data[:-1] + b"x" if name.endswith(".parquet") else data)
    elif how == "a file missing":
        repack(archive, lambda name, data: None if name.endswith(".parquet") else data)
    elif how == "a file too many":
        repack(archive, lambda name, data: data, extra={"warehouse/strange": b"x"})
    else:
        repack(archive, lambda name, data: data, extra={"../../escaped": b"x"})


def repack(archive: Path, change, extra: dict[str, bytes] | None = None) -> None:
    with (
        pa.CompressedInputStream(pa.OSFile(str(archive)), "zstd") as stream,
        tarfile.open(fileobj=stream, mode="r|") as entries,
    ):
        found = [(entry.name, entries.extractfile(entry).read()) for entry in entries]
    with (
        pa.CompressedOutputStream(pa.OSFile(str(archive), "wb"), "zstd") as stream,
        tarfile.open(fileobj=stream, mode="w|") as entries,
    ):
        for name, data in [*(extra or {}).items(), *found]:
            content = change(name, data)
            if content is not None:
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                entries.addfile(entry, io.BytesIO(content))


@pytest.mark.parametrize(
    "how", ["cut short", "a byte changed", "a file missing", "a file too many", "a way out"]
)
def test_a_damaged_backup_is_refused_and_changes_nothing(filled, archive, how):
    before = seen(filled)
    damaged(archive, how)

    refused = filled.run("restore", str(archive), "--replace", WEILU_LANGUAGE="en")

    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert "Nothing was changed" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert seen(filled) == before
    assert not (filled.home.parent.parent / "escaped").exists()


@pytest.mark.parametrize(
    "content", [b"", b"not an archive", pa.compress(b"words" * 500, "zstd", asbytes=True)]
)
def test_another_file_is_not_taken_for_a_backup(filled, tmp_path, content):
    strange = tmp_path / "strange.tar.zst"
    strange.write_bytes(content)

    refused = filled.run("restore", str(strange), "--replace", WEILU_LANGUAGE="en")

    assert refused.returncode == 1
    assert "is not a backup of Weilu" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_archive_is_for_its_owner_only_and_appears_when_it_is_whole(filled, tmp_path):
    path = tmp_path / "daily"
    killed = filled.start("backup", str(path), WEILU_FAILPOINT="backup.image_taken:kill")
    assert killed.wait() == -signal.SIGKILL
    assert not list(tmp_path.glob("daily*"))

    filled.run("backup", str(path))

    written = tmp_path / "daily.tar.zst"
    assert written.stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_told_in_a_sentence(filled, tmp_path):
    refused = filled.run("backup", str(tmp_path / "no" / "where"), WEILU_LANGUAGE="en")

    assert refused.returncode == 1
    assert "could not be written" in refused.stderr


@both_databases
def test_a_backup_during_an_import_holds_no_fact_without_its_author(cluster, filled, tmp_path):
    """Writers go on while it is taken; accounts always stand before their facts."""
    writer = filled.start(
        "shell", "-v0", "-c",
        "from tests.factories.warehouse import messages;"
        "from weilu.community.facts import warehouse;"
        "from weilu.community.models import *\n"
        "club = Community.objects.get(); group = Group.objects.get()\n"
        "for n in range(2, 30):\n"
        "    person = Person.objects.create(community=club, name=f'{n:03}')\n"
        "    account = Account.objects.create(community=club, person=person, platform='telegram',"
        " ref=str(n), name=str(n))\n"
        "    warehouse().append('messages', messages(f'm{n}', community_id=club.pk,"
        " group_id=group.pk, account_id=account.pk), stream='s', sequence=n)\n",
    )  # fmt: skip
    archives = []
    while writer.poll() is None or not archives:
        archives.append(tmp_path / f"{len(archives)}.tar.zst")
        assert filled.run("backup", str(archives[-1])).returncode == 0
    assert writer.returncode == 0

    other = cluster.empty()
    done = other.run("restore", str(archives[0]))
    assert done.returncode == 0, done.stderr
    found = seen(other)
    assert found["known"]
    assert found["problems"] == []
    assert len(found["messages"]) == 4 + (found["sequence"] - 1)


@both_databases
def test_an_older_backup_is_brought_up_to_this_version(cluster, filled, archive, tmp_path):
    """A database that lacks the newest migrations of a table comes back with them."""
    if filled.database_url:
        pytest.skip("a backup from PostgreSQL holds rows, not tables")
    old = tmp_path / "old.sqlite3"

    def age(name: str, data: bytes) -> bytes:
        if name != "database.sqlite3":
            return data
        old.write_bytes(data)
        with sqlite3.connect(old) as database:
            database.execute("DROP TABLE weilu_cache")
        return old.read_bytes()

    repack_with_manifest(archive, age)
    other = cluster.empty()

    assert other.run("restore", str(archive)).returncode == 0
    assert other.rows("SELECT count(*) FROM weilu_cache") == [(0,)]


def repack_with_manifest(archive: Path, change) -> None:
    hashes: dict[str, str] = {}

    def also(name: str, data: bytes) -> bytes:
        if name == "manifest.json":
            told = json.loads(data)
            told["files"] = hashes
            return json.dumps(told).encode()
        data = change(name, data)
        hashes[name] = hashlib.sha256(data).hexdigest()
        return data

    repack(archive, also)


def test_a_backup_from_a_newer_version_is_refused(cluster, archive):
    def newer(name: str, data: bytes) -> bytes:
        if name != "manifest.json":
            return data
        return json.dumps({**json.loads(data), "format": 99, "weilu": "9.0"}).encode()

    repack(archive, newer)
    refused = cluster.empty().run("restore", str(archive), WEILU_LANGUAGE="en")

    assert refused.returncode == 1
    assert "Weilu 9.0" in refused.stderr
