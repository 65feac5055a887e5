"""Taking an import out again: facts, then the identities that only it made."""

from django.db import transaction
from django.db.models import Q

from weilu.community.facts import facts_of, warehouse
from weilu.community.models import Account, Community, Group, Person
from weilu.ingest import merging, roster
from weilu.ingest.memberships import bring_up_to_date
from weilu.ingest.models import Import, ImportedGroup, ListedMember
from weilu.warehouse.tables import TABLES

_SPOKEN_OF = """
    SELECT account_id FROM messages UNION SELECT unnest(mentions) FROM messages
    UNION SELECT account_id FROM reactions
    UNION SELECT account_id FROM moves UNION SELECT inviter_id FROM moves
"""

_GROUPS_WITH_FACTS = """
    SELECT group_id FROM messages UNION SELECT group_id FROM reactions
    UNION SELECT group_id FROM moves
"""


def remove(run: Import) -> list[int]:
    """Take out everything an import brought; return the groups that remain of those it touched.

    Can be repeated after a crash. Messages that a later file had too are gone with it: they
    are stored once, under the import that came first.
    """
    community = run.community
    warehouse().erase_import(community.pk, run.pk)
    touched = set(
        run.groups.exclude(target=None).filter(is_chosen=True).values_list("target_id", flat=True)
    )
    gone = _groups_only_of(run)
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=community.pk)
        run.listed.all().delete()
        run.lines.all().delete()
        _drop_accounts(run)
        Group.objects.filter(pk__in=gone).delete()
    left = sorted(touched - gone)
    roster.publish_identities(community)
    bring_up_to_date(community, left)
    roster.publish_memberships(community)
    _drop_derived(community, gone)
    return left


def _groups_only_of(run: Import) -> set[int]:
    """Return the groups that this import made and of which nothing is known any more."""
    made = set(run.groups.filter(made_target=True).values_list("target_id", flat=True)) - {None}
    if not made:
        return set()
    with facts_of(run.community) as facts:
        alive = made & {row[0] for row in facts.rows(_GROUPS_WITH_FACTS)}
    heirs = ImportedGroup.objects.filter(target__in=alive, is_chosen=True).exclude(run=run)
    heirs.update(made_target=True)  # the next undo may take the group with it
    return {pk for pk in made - alive if pk is not None}


def _drop_accounts(run: Import) -> None:
    made = set(
        Account.objects.filter(created_by_import=run.pk, community=run.community).values_list(
            "pk", flat=True
        )
    )
    if not made:
        return
    with facts_of(run.community) as facts:
        made -= {row[0] for row in facts.rows(_SPOKEN_OF)}
    made -= set(ListedMember.objects.filter(account__in=made).values_list("account", flat=True))
    owners = Person.objects.filter(Q(accounts__in=made) | Q(original_accounts__in=made))
    people = set(owners.values_list("pk", flat=True))
    Account.objects.filter(pk__in=made).delete()
    merging.drop_empty(run.community, people)


def _drop_derived(community: Community, group_ids: set[int]) -> None:
    if not group_ids:
        return
    whole = [] if Group.objects.filter(community=community).exists() else [0]
    for name, kind in TABLES.items():
        if kind.is_derived:
            warehouse().replace(
                name,
                kind.schema.empty_table(),
                community_id=community.pk,
                group_ids=[*whole, *sorted(group_ids)],
            )
