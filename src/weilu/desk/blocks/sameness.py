"""Whether two accounts are one person, in words: evidence for and against, never a percentage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from weilu.community.models import Account, Membership, Person, Suggestion
from weilu.connect.platforms import platform
from weilu.desk.figures import is_chinese

_PLAIN = {
    "same_ref": gettext_lazy("the platform's id is the same, written in another form"),
    "same_name": gettext_lazy("the name is the same (script, width and signs left out)"),
    "same_nickname": gettext_lazy("the nickname is the same, without the city or trade before it"),
    "near_name": gettext_lazy("the names differ by one character"),
    "same_rhythm": gettext_lazy("both write at the same hours and on the same weekdays"),
    "other_rhythm": gettext_lazy("they write at other hours or on other weekdays"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One piece of evidence as it is read."""

    text: str
    points: int

    @property
    def signed(self) -> str:
        return f"+{self.points}" if self.points > 0 else f"−{-self.points}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two accounts."""

    person: Person
    account: Account
    place: str  # platform and groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A suggestion as it is decided on; ``stays`` keeps name and page."""

    suggestion: Suggestion
    goes: Side
    stays: Side
    reasons: Sequence[Reason]

    @property
    def speaks_for(self) -> int:
        return sum(reason.points for reason in self.reasons if reason.points > 0)

    @property
    def speaks_against(self) -> int:
        return -sum(reason.points for reason in self.reasons if reason.points < 0)


def cards(found: Iterable[Suggestion], *, stays: Person | None = None) -> list[Card]:
    """Return suggestions as cards; on a person's own page that person stays."""
    told = list(found)
    places = _places([pk for each in told for pk in (each.one_id, each.other_id)])
    return [_card(each, places, stays) for each in told]


def _card(found: Suggestion, places: Mapping[int, list[str]], stays: Person | None) -> Card:
    one, other = (
        Side(person=account.person, account=account, place=_place(account, places))
        for account in (found.one, found.other)
    )
    goes, kept = (one, other) if stays and other.person.pk == stays.pk else (other, one)
    return Card(suggestion=found, goes=goes, stays=kept, reasons=reasons(found.evidence))


def reasons(evidence: Iterable[Sequence[object]]) -> list[Reason]:
    """Return stored evidence (code, points, facts) as sentences."""
    return [
        Reason(text=_say(str(code), facts), points=int(str(points)))
        for code, points, facts in evidence
        if isinstance(facts, Mapping)
    ]


def _say(code: str, facts: Mapping[str, int]) -> str:
    n = facts.get("n", 0)
    if code == "shared_groups":
        return ngettext(
            "both are in %(n)s group that has the same name on both platforms",
            "both are in %(n)s groups that have the same names on both platforms",
            n,
        ) % {"n": n}
    if code == "common_name":
        return _("%(n)s people here have this name") % {"n": n}
    if code == "talked":
        return ngettext(
            "both wrote in one group within five minutes, %(n)s time",
            "both wrote in one group within five minutes, %(n)s times",
            n,
        ) % {"n": n}
    if code == "stayed":
        return ngettext(
            "both were in %(n)s group at the same time",
            "both were in %(n)s groups at the same time",
            n,
        ) % {"n": n}
    return str(_PLAIN[code])


def _place(account: Account, places: Mapping[int, list[str]]) -> str:
    told = platform(account.platform).name(get_language() or "en")
    groups = places.get(account.pk, [])
    shown = ("、" if is_chinese() else ", ").join(groups[:2])
    if len(groups) > 2:  # as many names as fit one line
        shown = _("%(groups)s and %(n)s more") % {"groups": shown, "n": len(groups) - 2}
    dot = "·" if is_chinese() else " · "
    return f"{told}{dot}{shown}" if shown else told


def _places(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Membership.objects.filter(account__in=ids[:900]).order_by("group__name")
    for pk, name in rows.values_list("account_id", "group__name").distinct():
        found.setdefault(pk, []).append(name)
    return found
