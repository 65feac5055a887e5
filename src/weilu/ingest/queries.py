"""What the pages of Import show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weilu.community import zones
from weilu.community.facts import facts_of
from weilu.community.models import Account, Community, Group, Membership, Person
from weilu.connect.batches import UnreadableReason
from weilu.connect.importers import Manifest, manifests
from weilu.connect.platforms import platform
from weilu.ingest import columns
from weilu.ingest.hours import Hours, hours
from weilu.ingest.lines import REASONS
from weilu.ingest.models import Import, ImportedGroup
from weilu.ingest.roles import ROLES
from weilu.ingest.targets import DOUBTS
from weilu.kernel.time import HOUR_US, from_us

_LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """A group of the file, and where it may go."""

    found: ImportedGroup
    doubt: str
    first: datetime | None
    last: datetime | None
    known_share: int | None  # percent of its messages that are in the proposed group
    new_messages: int

    @property
    def evidence(self) -> str:
        """Say why the messages went into their group."""
        found, share = self.found, self.known_share
        if found.made_target:
            return _("new group")
        if share and found.is_matched:
            return _(
                "%(share)s%% of these messages were already there, told by content: ids differ"
            ) % {"share": share}
        if share:
            return _("%(share)s%% of these messages were already there") % {"share": share}
        if found.target is not None and found.ref == found.target.ref:
            return _("the same group: it has the same id")
        return _("chosen by you; none of these messages was there before")


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneAnswer:
    """One answer to "when is your group busiest?"."""

    name: str
    city: str
    hours: Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    """Lines left out for one reason, with the first of them."""

    reason: str
    count: int
    place: str
    excerpt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody who wrote much, to be marked as staff or bot."""

    person: Person
    messages: int
    is_bot: bool
    is_staff: bool
    is_proposed: bool  # an owner or admin of a group, not marked yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of file that can be read."""

    name: str
    files: str
    how: str


def formats() -> list[Format]:
    """Return the formats in the reader's language, with how to get such a file."""
    return [
        Format(name=_in_language(m.name), files=m.files, how=_in_language(m.export_help))
        for m in manifests().values()
        if m.importer
    ]


def format_name(run: Import) -> str:
    manifest: Manifest | None = manifests().get(run.importer)
    return _in_language(manifest.name) if manifest else platform(run.importer).en


def _in_language(told: dict[str, str]) -> str:
    language = _LANGUAGES.get(get_language() or "", "en")
    return (told.get(language) or told.get("en") or "").strip()


def column_lines(run: Import) -> list[tuple[str, str]]:
    """Return what the columns of a table were read as; [] for a file that is none."""
    return [(str(ROLES[role]), name) for role, name in columns.told(run)]


def group_lines(run: Import) -> list[GroupLine]:
    zone = ZoneInfo("UTC" if run.has_wall_clock else run.community.timezone)
    found = run.groups.select_related("target").order_by("-is_chosen", "-messages", "pk")
    return [
        GroupLine(
            found=group,
            doubt=str(DOUBTS.get(group.doubt, "")),
            first=None if group.first_us is None else from_us(group.first_us).astimezone(zone),
            last=None if group.last_us is None else from_us(group.last_us).astimezone(zone),
            known_share=_share(group),
            new_messages=max(0, group.messages - group.known_messages),
        )
        for group in found
    ]


def _share(group: ImportedGroup) -> int | None:
    if not group.known_messages or not group.messages:
        return None
    return min(100, round(100 * group.known_messages / group.messages))


def possible_targets(community: Community) -> list[Group]:
    return list(community.groups.order_by("name", "pk"))


def zone_answers(run: Import, wanted: str = "") -> list[ZoneAnswer]:
    """Return the community's zone, universal time, and the one that was asked for.

    A file whose clocks stand at another zone is busy at other hours of the community's day.
    """
    if not run.has_wall_clock or not run.hours:
        return []
    home = run.community.timezone
    other = "UTC" if home != "UTC" else "Asia/Shanghai"
    names = list(dict.fromkeys(name for name in (home, other, wanted) if name in zones.names()))
    return [
        ZoneAnswer(
            name=name,
            city=zones.city_of(name),
            hours=hours(run.hours, shift=_offset(home, run) - _offset(name, run)),
        )
        for name in names
    ]


def _offset(name: str, run: Import) -> int:
    moment = from_us(run.last_us or 0).astimezone(ZoneInfo(name))
    offset = moment.utcoffset()
    return round(offset.total_seconds() * 1_000_000 / HOUR_US) if offset else 0


def _spoken(place: str) -> str:
    """Say in the reader's language where a line stands that an importer left out."""
    name, is_line, number = place.rpartition(" line ")
    if not is_line or not number.isdecimal():
        return place
    return _("%(file)s line %(number)s") % {"file": name, "number": f"{int(number):,}"}


def reason_lines(run: Import) -> list[ReasonLine]:
    found = []
    counts = sorted(run.unreadable_by_reason.items(), key=lambda each: -each[1])
    for reason, count in counts:
        first = run.lines.filter(reason=reason).order_by("pk").first()
        known = REASONS.get(UnreadableReason(reason)) if reason in set(UnreadableReason) else reason
        found.append(
            ReasonLine(
                reason=str(known),
                count=count,
                place=_spoken(first.place) if first else "",
                excerpt=first.excerpt if first else "",
            )
        )
    return found


_LOUDEST = """
    SELECT person_id, count(*) AS messages FROM messages
    WHERE group_id IN (SELECT unnest($groups)) GROUP BY ALL
    ORDER BY messages DESC, person_id LIMIT 30
"""


def speakers(run: Import) -> list[Speaker]:
    """Return the most active people of the groups of an import, and who runs these groups."""
    groups = list(
        run.groups.filter(is_chosen=True).exclude(target=None).values_list("target_id", flat=True)
    )
    with facts_of(run.community) as facts:
        counts = dict(facts.rows(_LOUDEST, {"groups": groups}))
    leads = Membership.objects.filter(
        group__in=groups, role__in=(Membership.Role.OWNER, Membership.Role.ADMIN)
    )
    leading = set(leads.values_list("account__person", flat=True))
    ids = [*counts, *(pk for pk in sorted(leading) if pk not in counts)]
    people = Person.objects.filter(community=run.community).in_bulk(ids)
    bots = set(Account.objects.filter(person__in=ids, is_bot=True).values_list("person", flat=True))
    return [
        Speaker(
            person=people[pk],
            messages=counts.get(pk, 0),
            is_bot=pk in bots,
            is_staff=people[pk].is_staff,
            is_proposed=pk in leading and not people[pk].is_staff,
        )
        for pk in ids
        if pk in people
    ]


def former_imports(community: Community) -> Sequence[Import]:
    return list(
        Import.objects.filter(community=community).select_related("operator").order_by("-pk")[:50]
    )
