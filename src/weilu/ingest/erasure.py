"""Erasing a person: from the warehouse, the database, the lists of imports, the audit."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from weilu.access import audit
from weilu.access import services as access
from weilu.access.models import Operator
from weilu.community.facts import warehouse
from weilu.community.models import Account, Community, Group, Membership, Person
from weilu.ingest import handlers, merging, roster, tasks
from weilu.ingest.errors import NoSuchPerson, SeveralPeople
from weilu.ingest.locks import working_on
from weilu.ingest.models import Import, ImportedGroup, UnreadableLine, Upload
from weilu.jobs.services import forget_words
from weilu.kernel.failpoints import failpoint
from weilu.kernel.text import whole_number

#: What stands where a name stood.
NAMELESS = gettext_noop("Private chat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What went with a person."""

    person: str
    accounts: int
    facts: int


def find_person(community: Community, told: str) -> Person:
    """Find the one person of a number, a name or a platform's id.

    Raises NoSuchPerson or SeveralPeople: nobody is erased by guess.
    """
    people = Person.objects.filter(community=community)
    wanted = Q(name=told) | Q(accounts__ref=told) | Q(accounts__name=told)
    number = whole_number(told)
    if number is not None:
        numbered = people.filter(pk=number).first()
        if numbered is not None:
            return merging.root_of(numbered)
    found = list(people.filter(wanted).distinct().order_by("pk")[:50])
    if not found:
        raise NoSuchPerson(person=told, community=community.slug)
    if len(found) > 1:
        numbers = ", ".join(str(person.pk) for person in found)
        raise SeveralPeople(count=len(found), person=told, numbers=numbers)
    return found[0]


def erase(person: Person, *, operator: Operator | None = None) -> Erased:
    """Leave no readable copy of a person and all their accounts. Cannot be undone.

    Messages of others that speak of the person are the others' and stay. Can be repeated
    after a crash: the person's row goes last. Raises AlreadyRunning while a file of the
    community is being read, which would bring the person back.
    """
    with _imports_held(person.community):
        return _erased(person, operator)


@contextmanager
def _imports_held(community: Community) -> Iterator[None]:
    state = Import.State
    at_work = [state.SURVEYING, state.RUNNING, state.PAUSED, state.UNDOING]
    with ExitStack() as held:
        for run in Import.objects.filter(community=community, state__in=at_work):
            held.enter_context(working_on(run))
        yield


def _erased(person: Person, operator: Operator | None) -> Erased:
    community, name = person.community, person.name
    accounts = list(person.accounts.all())
    people = Person.objects.filter(pk__in=merging.family(person))
    ids = [account.pk for account in accounts]
    groups = list(
        Membership.objects.filter(account__in=ids).values_list("group_id", flat=True).distinct()
    )
    names = (
        {each.name for each in people}
        | {account.name for account in accounts}
        | {account.ref for account in accounts}
    )
    _remember(community, accounts)
    _discard_waiting_files(community)
    facts = warehouse().erase_accounts(community.pk, ids)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
    with transaction.atomic():
        _scrub(community, names)
        access.forget(Account, ids)
        access.forget(Person, [each.pk for each in people])
        audit.record(
            "person_erased",
            subject=community,
            actor=operator,
            community_id=community.pk,
            facts={"person": person.pk, "accounts": len(ids)},
        )
        Account.objects.filter(pk__in=ids).delete()
        people.delete()
        tasks.follow_people.enqueue(community.pk, groups)  # publishes, too, should we die before
    failpoint("erasure.forgotten")
    roster.publish(community)
    handlers.tell(community, groups)
    tidy_database()
    return Erased(person=name, accounts=len(ids), facts=facts)


def _scrub(community: Community, names: Iterable[str]) -> None:
    """Take names out of what imports keep beside the facts."""
    told = [name for name in names if name]
    lines = UnreadableLine.objects.filter(run__community=community)
    lines.exclude(excerpt="").update(excerpt="")
    for name in told:
        lines.filter(place__contains=name).update(place="")
    forget_words(told)
    for run in Import.objects.filter(community=community):
        kept = run.error["facts"].values() if run.error else ()
        texts = (run.file_name, run.path, run.group_name, run.suggested_name, *map(str, kept))
        if any(name in text for name in told for text in texts):
            run.file_name, run.path, run.error = run.importer, "", None
            run.group_name = run.suggested_name = ""
            run.save()
            access.forget(Import, [run.pk])
    named = Q(name__in=told) | Q(ref__in=told)
    chats = ImportedGroup.objects.filter(run__community=community)
    private = [
        chat
        for chat in chats.filter(is_private=True)
        if any(name in text for name in told for text in (chat.name, chat.ref))
    ]
    theirs = Q(pk__in=[chat.target_id for chat in private if chat.target_id])
    chats.filter(named | Q(pk__in=[chat.pk for chat in private])).delete()
    for group in Group.objects.filter(named | theirs, community=community):
        group.name, group.ref = NAMELESS, f"erased-{group.pk}"
        group.save(update_fields=["name", "ref"])
        access.forget(Group, [group.pk])


def _discard_waiting_files(community: Community) -> None:
    """Delete uploads that wait for a choice: who is in them cannot be taken out of a file."""
    from weilu.ingest.services import discard_file
    from weilu.ingest.uploads import discard

    for upload in Upload.objects.filter(community=community):
        discard(upload)
    for run in Import.objects.filter(community=community, is_upload=True).exclude(path=""):
        discard_file(run)
        state = Import.State
        if run.state in {state.COLUMNS, state.SURVEYING, state.CHOOSING}:
            run.delete()
    # These hold lines of their file, for somebody to say which way they read right.
    Import.objects.filter(community=community, state=Import.State.ASKING).delete()


def tidy_database() -> None:
    """Rewrite the database file, so that freed pages hold nothing readable."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _list_of_erased() -> Path:
    return Path(settings.WEILU_HOME) / "erased.jsonl"


def _mark(community: Community, account: Account) -> str:
    """Return what an erased account is known by without telling who it was."""
    told = f"{community.slug}|{account.platform}|{account.ref}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).hexdigest()


def _remember(community: Community, accounts: Sequence[Account]) -> None:
    with _list_of_erased().open("a", encoding="ascii") as file:
        for account in accounts:
            line: dict[str, Any] = {"community": community.slug, "is": _mark(community, account)}
            file.write(json.dumps(line) + "\n")


def erase_again() -> int:
    """Erase anew whom a restored backup has brought back; return how many people that were."""
    path = _list_of_erased()
    if not path.exists():
        return 0
    marks = {json.loads(line)["is"] for line in path.read_text("ascii").splitlines() if line}
    found = {
        account.person_id: account.person
        for account in Account.objects.select_related("person__community", "community")
        if _mark(account.community, account) in marks
    }
    for person in found.values():
        erase(person)
    return len(found)
