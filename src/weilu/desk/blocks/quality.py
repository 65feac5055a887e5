"""What is missing in the data, in words, and beside the numbers it makes uncertain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from weilu.community.models import Group
from weilu.desk.blocks.scene import Block, Scene
from weilu.desk.figures import ago, count, spoken_date
from weilu.insight.quality import Missing, touching
from weilu.kernel.time import DAY_US

#: What each thing is called, and what would mend it.
TITLES = {
    "days_without_data": gettext_lazy("Days without data"),
    "old": gettext_lazy("Data are old"),
    "unreadable": gettext_lazy("Places not read"),
    "zone_assumed": gettext_lazy("Time zone not in the file"),
    "no_replies": gettext_lazy("No reply links"),
    "inferred_replies": gettext_lazy("Replies partly inferred"),
    "no_joins": gettext_lazy("No joins recorded"),
    "no_members": gettext_lazy("No list of members"),
    "no_ids": gettext_lazy("No message ids"),
    "no_reactions": gettext_lazy("No reactions recorded"),
}
REMEDIES = {
    "days_without_data": gettext_lazy(
        "If the group was not silent then, export these days again and import the file."
    ),
    "old": gettext_lazy("Import a newer export; what is known already is not doubled."),
    "unreadable": gettext_lazy("The page of the import lists each place with its reason."),
    "zone_assumed": gettext_lazy(
        "If the hours look shifted, undo the import and choose another time zone."
    ),
    "no_replies": gettext_lazy("An export that writes who answers whom makes them exact."),
    "inferred_replies": gettext_lazy("Open a number to see which of its rows are inferred."),
    "no_joins": gettext_lazy("Nothing to do where the platform does not export them."),
    "no_members": gettext_lazy("An export with the list of members makes shares exact."),
    "no_ids": gettext_lazy("Prefer an export with message ids when you bring in more."),
    "no_reactions": gettext_lazy("Nothing to do where the platform does not export them."),
}
#: The blocks of the group page, as they are called there.
BLOCKS = {
    "course": gettext_lazy("course"),
    "waiting": gettext_lazy("waiting newcomers"),
    "temperature": gettext_lazy("temperature"),
    "standards": gettext_lazy("the three standards"),
    "rhythm": gettext_lazy("hours"),
    "answers": gettext_lazy("answer times"),
    "ties": gettext_lazy("ties"),
    "people": gettext_lazy("who carries"),
    "retention": gettext_lazy("retention"),
    "engagement": gettext_lazy("engagement"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is missing, as it is read."""

    code: str
    title: str
    sentence: str
    remedy: str
    touches: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLines:
    """One group of the community's page."""

    group: Group
    lines: Sequence[Line]


def lines(found: Sequence[Missing], *, today: int) -> list[Line]:
    return [
        Line(
            code=each.code,
            title=str(TITLES[each.code]),
            sentence=sentence(each, today=today),
            remedy=str(REMEDIES[each.code]),
            touches=pgettext("between two things of a list", ", ").join(
                str(BLOCKS[block]) for block in each.touches
            ),
        )
        for each in found
    ]


def sentence(each: Missing, *, today: int) -> str:
    """Return what is missing as one sentence with its numbers."""
    facts = each.facts
    if each.code == "days_without_data":
        return _("No message on %(days)s days in a row, %(first)s to %(last)s.") % {
            "days": count(facts["days"]),
            "first": spoken_date(facts["first"], today=today),
            "last": spoken_date(facts["last"], today=today),
        }
    if each.code == "old":
        return _("The newest message is %(age)s days old; last import: %(ago)s.") % {
            "age": count(facts["age"]),
            "ago": ago(0, now_us=facts["imported"] * DAY_US),
        }
    if each.code == "unreadable":
        return ngettext(
            "%(n)s place of %(records)s in the files could not be read.",
            "%(n)s places of %(records)s in the files could not be read.",
            facts["n"],
        ) % {"n": count(facts["n"]), "records": count(facts["records"])}
    return _plain(each)


def _plain(each: Missing) -> str:
    facts = {name: count(value) for name, value in each.facts.items()}
    sentences = {
        "zone_assumed": _("The file says no time zone; the one chosen at the import is used."),
        "no_replies": _(
            "The source does not say who answers whom: all replies are inferred, "
            "shares and times that rest on them are estimates."
        ),
        "inferred_replies": _(
            "About %(percent)s%% of the replies are inferred; "
            "shares and times that rest on them are estimates."
        ),
        "no_joins": _("No join is recorded; the first message stands for it."),
        "no_members": _("No file lists the members; who never wrote is not known."),
        "no_ids": _("%(percent)s%% of messages have no id; they are told apart by content."),
        "no_reactions": _("No reaction is recorded; quiet approval is not seen."),
    }
    return sentences[each.code] % facts


def beside(
    blocks: Mapping[str, object], found: Sequence[Missing], scene: Scene, *, today: int
) -> dict[str, object]:
    """Return the blocks, each with the gravest thing that makes it uncertain, and a link.

    What has been said beside one block is named in two words beside the next.
    """
    address = reverse("desk:quality_of", args=[scene.slug, scene.group_id])
    told: dict[str, object] = dict(blocks)
    said: set[str] = set()
    for name, block in blocks.items():
        doubts = touching(found, name)
        if doubts and isinstance(block, Block):
            gravest = doubts[0]
            is_new = gravest.code not in said
            note = format_html(
                '<span class="doubt">{} <a href="{}">{}</a></span>',
                sentence(gravest, today=today) if is_new else "",
                address,
                _("Data quality") if is_new else TITLES[gravest.code],
            )
            said.add(gravest.code)
            means = format_html("{} {}", block.means, note) if block.means else note
            told[name] = replace(block, means=means)
    return told
