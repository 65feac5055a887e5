"""Staff and bots: marked by a person, told to whoever reads facts."""

from collections.abc import Collection

from weilu.community.models import Account, Community, Membership, Person
from weilu.ingest import roster, tasks


def mark(
    community: Community,
    *,
    shown: Collection[int],
    staff: Collection[int],
    bots: Collection[int],
) -> None:
    """Mark the people of ``shown`` as staff, as bots, or as neither; nobody else is touched.

    Saved one by one, so that the audit names each change.
    """
    for person in Person.objects.filter(community=community, pk__in=shown):
        if person.is_staff != (person.pk in staff):
            person.is_staff = person.pk in staff
            person.save(update_fields=["is_staff"])
    for account in Account.objects.filter(community=community, person__in=shown):
        if account.is_bot != (account.person_id in bots):
            account.is_bot = account.person_id in bots
            account.save(update_fields=["is_bot"])
    roster.publish_identities(community)
    groups = Membership.objects.filter(account__person__in=shown).values_list("group_id", flat=True)
    tasks.measure_groups.enqueue(community.pk, sorted(set(groups)))
