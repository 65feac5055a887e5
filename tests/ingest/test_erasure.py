"""A person leaves, and no readable copy stays behind."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.factories.ingest import ImportFactory
from tests.ingest import toy
from weilu.community.models import Account, Group, Person
from weilu.ingest import erasure, services
from weilu.ingest.errors import AlreadyRunning, NoSuchPerson, OnlyPrivateChats, SeveralPeople
from weilu.ingest.locks import working_on
from weilu.ingest.models import Import
from weilu.jobs.models import Lease

MARKER, WORDS, REF = "温如雪不可寻", "雪夜独行的旧信笺", "ref-of-the-erased-4711"


def history():
    return [
        toy.GROUP,
        {"account": REF, "name": MARKER},
        toy.said(1, "a", 1),
        *(toy.said(n, REF, n, text=f"{WORDS} {n}", liked_by=["a"]) for n in range(2, 40)),
        toy.said(90, "a", 90, mentions=[REF], liked_by=[REF]),
        {"move": "leave", "in": "g1", "by": REF, "at": 95},
        "{" + f' "from": "{MARKER}", "text": "{WORDS}" ',
    ]


def readable_copies(home: Path) -> list[Path]:
    wanted = [text.encode() for text in (MARKER, WORDS, REF)]
    return [
        path
        for path in home.rglob("*")
        if path.is_file() and any(text in content(path) for text in wanted)
    ]


def content(path: Path) -> bytes:
    """Return a file as it can be read: Parquet packs its text."""
    if path.suffix == ".parquet":
        return repr(pq.ParquetFile(path).read().to_pylist()).encode() + path.read_bytes()
    return path.read_bytes()


@pytest.fixture
def sqlite_file(settings):
    path = Path(settings.DATABASES["default"]["NAME"])
    if not path.exists():
        pytest.skip("the database is no file below the home")
    return path


@pytest.mark.django_db(transaction=True)
def test_no_readable_copy_of_an_erased_person_is_left(
    community, bring_in, importer, home, tmp_path, sqlite_file, facts
):
    path = toy.write(tmp_path / f"{MARKER}.jsonl", history())
    run = services.open_import(community=community, path=path)
    services.run(run)
    person = erasure.find_person(community, MARKER)
    assert facts(community, "SELECT count(*) FROM messages") == [(40,)]
    assert readable_copies(home)

    done = erasure.erase(person)

    assert done.accounts == 1
    assert readable_copies(home) == []
    assert readable_copies(sqlite_file.parent) == []
    assert facts(community, "SELECT count(*), count(DISTINCT account_id) FROM messages") == [(2, 1)]
    assert not Account.objects.filter(ref=REF).exists()


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_does_not_bring_an_erased_person_back(community, bring_in):
    bring_in(community, history())
    erasure.erase(erasure.find_person(community, MARKER))
    bring_in(community, history(), name="from-the-backup.jsonl")
    assert Person.objects.filter(name=MARKER).exists()

    assert erasure.erase_again() == 1

    assert not Person.objects.filter(name=MARKER).exists()


@pytest.mark.django_db
def test_a_person_is_found_by_name_by_reference_and_by_number(community, bring_in):
    bring_in(community, history())
    person = Person.objects.get(name=MARKER)

    for told in (MARKER, REF, str(person.pk)):
        assert erasure.find_person(community, told) == person


@pytest.mark.django_db
def test_nobody_is_erased_by_guess(community, bring_in):
    bring_in(community, history())
    Person.objects.create(community=community, name=MARKER)

    with pytest.raises(SeveralPeople):
        erasure.find_person(community, MARKER)
    with pytest.raises(NoSuchPerson):
        erasure.find_person(community, "nobody")


@pytest.mark.django_db(transaction=True)
def test_no_copy_is_left_where_an_import_or_a_job_spoke_of_somebody(
    community, bring_in, home, tmp_path, sqlite_file
):
    chat = {"group": "dm", "name": f"林晓, {MARKER}", "private": True}
    lines = [*history(), chat, toy.said(200, REF, 200, group="dm")]
    run = bring_in(community, lines)
    line = run.lines.get()
    line.place = f"WhatsApp Chat with {MARKER}.txt line 7"
    line.save()
    quarrel = OnlyPrivateChats(file="x.zip", found=MARKER)
    services._keep_error(run, quarrel, Import.State.FAILED)
    Lease.objects.create(
        task="a.b", state="failed", error={"kind": "OnlyPrivateChats", "sentence": str(quarrel)}
    )
    found = run.groups.get(ref="dm")
    found.is_chosen, found.target = (
        True,
        Group.objects.create(
            community=community, platform="toy", ref=f"dm-{MARKER}", name=chat["name"]
        ),
    )
    found.save()

    erasure.erase(erasure.find_person(community, REF))

    assert readable_copies(home) == []
    assert readable_copies(sqlite_file.parent) == []


@pytest.mark.django_db(transaction=True)
def test_nobody_is_erased_while_a_file_is_read_that_may_bring_them_back(community, bring_in):
    bring_in(community, history())
    person = erasure.find_person(community, MARKER)
    run = ImportFactory(community=community, state=Import.State.RUNNING)

    with working_on(run), pytest.raises(AlreadyRunning):
        erasure.erase(person)

    assert Person.objects.filter(pk=person.pk).exists()
    erasure.erase(person)
    assert not Person.objects.filter(pk=person.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_died_after_forgetting_is_followed_by_a_job(
    community, bring_in, monkeypatch
):
    bring_in(community, history())
    monkeypatch.setattr(erasure, "failpoint", lambda name: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        erasure.erase(erasure.find_person(community, MARKER))

    (job,) = Lease.objects.filter(task="weilu.ingest.tasks.follow_people")
    assert job.arguments["args"][0] == community.pk
