"""Several accounts, one person: merging people, and splitting them again exactly.

A merge is an edge from one person to another. Whose an account is follows from its origin and
the edges that stand, so taking any edge away, in any order, gives back what was before it.
Facts name accounts only and are never rewritten.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from weilu.access import audit
from weilu.access.models import Operator
from weilu.community.models import Account, Community, Membership, Merge, Person, Suggestion
from weilu.ingest import roster, tasks
from weilu.ingest.errors import MergedAlready, OnePersonOnly, SplitAlready, StaffAndMember

State = Suggestion.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a merge would do, before anybody agrees to it."""

    accounts: list[Account]  # would move
    staying: list[Account]
    groups: int  # whose numbers would be worked out anew
    problem: OnePersonOnly | StaffAndMember | MergedAlready | None

    @property
    def together(self) -> int:
        return len(self.accounts) + len(self.staying)


def preview(source: Person, target: Person) -> Preview:
    return Preview(
        accounts=list(source.accounts.order_by("pk")),
        staying=list(target.accounts.order_by("pk")),
        groups=len(_groups_of(source, target)),
        problem=_problem(source, target),
    )


def _problem(
    source: Person, target: Person
) -> OnePersonOnly | StaffAndMember | MergedAlready | None:
    if source.pk == target.pk:
        return OnePersonOnly(person=target.name)
    for person in (source, target):
        if person.merged_into_id is not None:
            return MergedAlready(person=person.name)
    if source.is_staff != target.is_staff:
        staff, member = (source, target) if source.is_staff else (target, source)
        return StaffAndMember(staff=staff.name, member=member.name)
    return None


def merge(source: Person, target: Person, *, operator: Operator | None = None) -> Merge:
    """Make ``source`` and ``target`` one person, called as ``target`` is.

    Raises a WeiluError where they cannot be.
    """
    community = target.community
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=community.pk)
        people = Person.objects.filter(community=community)
        source, target = people.get(pk=source.pk), people.get(pk=target.pk)
        problem = _problem(source, target)
        if problem is not None:
            raise problem
        moved = sorted(source.accounts.values_list("pk", flat=True))
        _answer(source, target)
        done = Merge.objects.create(
            community=community, source=source, target=target, accounts=moved, operator=operator
        )
        source.accounts.filter(origin=None).update(origin=source)
        source.accounts.update(person=target)
        people.filter(pk=source.pk).update(merged_into=target)
        _record("people_merged", done, operator)
        _follow(community, source, target)
    return done


def split(done: Merge, *, operator: Operator | None = None) -> None:
    """Take a merge back; what was merged before or after it stays as it is.

    The two are not suggested again.
    """
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=done.community_id)
        done = Merge.objects.select_related("source", "community").get(pk=done.pk)
        if done.undone_at is not None:
            raise SplitAlready(person=done.source.name)
        source, root = done.source, root_of(done.target)
        done.undone_at = timezone.now()
        done.save(update_fields=["undone_at"])
        Person.objects.filter(pk=source.pk).update(merged_into=None)
        returning = Account.objects.filter(origin__in=family(source))
        returning.update(person=source)
        Account.objects.filter(origin=source).update(origin=None)
        _between(source, root).exclude(state=State.REFUSED).update(state=State.REFUSED)
        _record("people_split", done, operator)
        _follow(done.community, source, root)


def refuse(suggestion: Suggestion, *, operator: Operator | None = None) -> None:
    """Say that two accounts are two people: they are never suggested again."""
    with transaction.atomic():
        changed = Suggestion.objects.filter(pk=suggestion.pk, state=State.OPEN)
        if changed.update(state=State.REFUSED):
            one, other = suggestion.one.person, suggestion.other.person
            _between(one, other).filter(state=State.OPEN).update(state=State.REFUSED)
            audit.record(
                "suggestion_refused",
                subject=suggestion.community,
                actor=operator,
                community_id=suggestion.community_id,
                facts={"people": [one.pk, other.pk]},
            )


def survivor(one: Person, other: Person) -> tuple[Person, Person]:
    """Return who goes and who stays: who has more accounts stays, else who was known first."""
    first = (-one.accounts.count(), one.pk) <= (-other.accounts.count(), other.pk)
    return (other, one) if first else (one, other)


def root_of(person: Person) -> Person:
    """Return the person whom all merges lead to."""
    while person.merged_into is not None:
        person = person.merged_into
    return person


def family(person: Person) -> list[int]:
    """Return the ids of a person and of everybody merged into them, directly or not."""
    found, new = [person.pk], [person.pk]
    while new:
        new = list(Person.objects.filter(merged_into__in=new).values_list("pk", flat=True))
        found += new
    return found


def drop_empty(community: Community, people: Iterable[int]) -> None:
    """Delete those of ``people`` who have no account left and whom nobody is merged into."""
    empty = Person.objects.filter(
        community=community, pk__in=list(people), accounts=None, original_accounts=None
    )
    while True:
        ids = list(empty.filter(absorbed=None).values_list("pk", flat=True))
        if not ids:
            return
        Person.objects.filter(pk__in=ids).delete()


def _between(one: Person, other: Person) -> QuerySet[Suggestion]:
    """Return the suggestions about an account of each."""
    found: QuerySet[Suggestion] = Suggestion.objects.filter(
        Q(one__person=one, other__person=other) | Q(one__person=other, other__person=one)
    )
    return found


def _answer(source: Person, target: Person) -> None:
    _between(source, target).filter(state=State.OPEN).update(state=State.ACCEPTED)


def _record(act: str, done: Merge, operator: Operator | None) -> None:
    audit.record(
        act,
        subject=done.community,
        actor=operator,
        community_id=done.community_id,
        facts={
            "people": [done.source_id, done.target_id],
            "accounts": done.accounts,
            "merge": done.pk,
        },
    )


def _groups_of(*people: Person) -> list[int]:
    found = Membership.objects.filter(account__person__in=people)
    return sorted(set(found.values_list("group_id", flat=True)))


def _follow(community: Community, *people: Person) -> None:
    """Publish who is who, once it is committed, and have the numbers worked out anew."""
    groups = _groups_of(*people)
    transaction.on_commit(lambda: roster.publish_identities(community))
    tasks.follow_people.enqueue(community.pk, groups)  # publishes, too, should we die before
