"""Which group of the community the messages of a group in a file go to."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from weilu.community.models import Community, Group
from weilu.connect.batches import GroupSeen
from weilu.ingest.models import Import, ImportedGroup
from weilu.kernel.text import storable
from weilu.kernel.time import from_us

PRIVATE = "private"
FOREIGN = "foreign"
NOT_ASKED = "not_asked"
DATES = "dates"

DOUBTS = {
    PRIVATE: _("A private chat of two people."),
    FOREIGN: _("Seems not to belong to this community."),
    NOT_ASKED: _("Not asked for."),
    DATES: _("Day and month could be the other way round: compare the dates."),
}


@dataclass(slots=True)
class Targets:
    """The groups of a file during a run, and where each goes."""

    run: Import
    by_ref: dict[str, ImportedGroup] = field(init=False)

    def __post_init__(self) -> None:
        found = ImportedGroup.objects.filter(run=self.run).select_related("target")
        self.by_ref = {group.ref: group for group in found}

    @property
    def ids(self) -> dict[str, int]:
        """Return the id of the target of each chosen group."""
        return {
            ref: group.target_id
            for ref, group in self.by_ref.items()
            if group.is_chosen and group.target_id is not None
        }

    def meet(self, seen: list[GroupSeen]) -> None:
        """Take note of the groups a batch names, and make the targets of those that are chosen.

        Runs inside the caller's transaction, under the lock of the community.
        """
        for group in seen:
            found = self.by_ref.get(group.ref) or self._found(group)
            if found.is_chosen and found.target_id is None:
                self._make_target(found, group)

    def _found(self, seen: GroupSeen) -> ImportedGroup:
        doubt = doubt_about(seen, self.run.group_name)
        found = ImportedGroup.objects.create(
            run=self.run,
            ref=seen.ref,
            name=storable(seen.name, 200),
            is_private=seen.is_private,
            is_chosen=not doubt,
            doubt=doubt or (DATES if seen.has_doubtful_dates else ""),
        )
        self.by_ref[seen.ref] = found
        return found

    def _make_target(self, found: ImportedGroup, seen: GroupSeen) -> None:
        group, is_new = Group.objects.get_or_create(
            community=self.run.community,
            platform=self.run.platform,
            ref=found.ref,
            defaults={
                "name": found.name or found.ref,
                "timezone": own_zone(self.run.timezone, self.run.community),
                "founded_at": None if seen.created_us is None else from_us(seen.created_us),
            },
        )
        found.target, found.made_target = group, is_new
        found.save(update_fields=["target", "made_target"])


def doubt_about(seen: GroupSeen, asked_for: str) -> str:
    """Return why a group is not imported by itself, "" where nothing speaks against it."""
    if asked_for:
        return "" if seen.name == asked_for else NOT_ASKED
    return PRIVATE if seen.is_private else ""


def own_zone(timezone: str, community: Community) -> str:
    """Return the zone of a new group: the file's, where it is not the community's anyway.

    Universal time is a tool's clock, nobody's day: then the community's zone stands.
    """
    return "" if timezone in {community.timezone, "UTC", "Etc/UTC"} else timezone
