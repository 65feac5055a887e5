"""References of a platform become accounts and people of a community."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from weilu.community.models import Account, Community, Person
from weilu.connect.batches import AccountSeen
from weilu.ingest.bulk import insert_rows, reserve_ids
from weilu.kernel.text import storable

_NAME_LENGTH = 200


@dataclass(slots=True, kw_only=True)
class _Known:
    """An account as the database holds it."""

    id: int
    name: str
    is_bot: bool


@dataclass(slots=True)
class Identities:
    """The accounts of one platform in one community, in memory during a run.

    Accounts are only made for references that facts of chosen groups speak of. A name told
    before its account exists waits for it; the last name told wins.
    """

    community: Community
    platform: str
    import_id: int
    ids: dict[str, int] = field(init=False)
    _known: dict[str, _Known] = field(init=False)
    _told: dict[str, AccountSeen] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.reload()

    def reload(self) -> None:
        found = Account.objects.filter(community=self.community, platform=self.platform)
        self._known = {
            ref: _Known(id=pk, name=name, is_bot=is_bot)
            for pk, ref, name, is_bot in found.values_list("pk", "ref", "name", "is_bot")
        }
        self.ids = {ref: known.id for ref, known in self._known.items()}

    def name_of(self, ref: str) -> str:
        known = self._known.get(ref)
        return known.name if known else ref

    def hear(self, accounts: Iterable[AccountSeen]) -> None:
        """Remember what a batch says about accounts, without touching the database."""
        for seen in accounts:
            self._told[seen.ref] = seen

    def ensure(self, refs: Sequence[str]) -> None:
        """Make the accounts that are missing, and bring told names up to date.

        Runs inside the caller's transaction, under the lock of the community.
        """
        missing = [ref for ref in refs if ref not in self._known]
        if missing:
            self._make(missing)
        changed = []
        for ref, seen in list(self._told.items()):
            known = self._known.get(ref)
            if known is None:
                continue
            del self._told[ref]
            name = _fit(seen.name) or known.name
            if name != known.name or (seen.is_bot and not known.is_bot):
                changed.append((known, name, known.is_bot or seen.is_bot))
        for known, name, is_bot in changed:
            self._change(known, name=name, is_bot=is_bot)

    def _make(self, refs: Sequence[str]) -> None:
        people = reserve_ids(Person, len(refs))
        accounts = reserve_ids(Account, len(refs))
        names, bots = [], []
        for ref in refs:
            seen = self._told.pop(ref, None)
            names.append(_fit(seen.name if seen else "") or _fit(ref))
            bots.append(bool(seen and seen.is_bot))
        insert_rows(
            Person,
            ["id", "community_id", "name"],
            [(pk, self.community.pk, name) for pk, name in zip(people, names, strict=True)],
        )
        insert_rows(
            Account,
            [
                "id",
                "community_id",
                "person_id",
                "platform",
                "ref",
                "name",
                "is_bot",
                "created_by_import",
            ],
            [
                (pk, self.community.pk, person, self.platform, ref, name, bot, self.import_id)
                for pk, person, ref, name, bot in zip(
                    accounts, people, refs, names, bots, strict=True
                )
            ],
        )
        for pk, ref, name, bot in zip(accounts, refs, names, bots, strict=True):
            self._known[ref] = _Known(id=pk, name=name, is_bot=bot)
            self.ids[ref] = pk

    def _change(self, known: _Known, *, name: str, is_bot: bool) -> None:
        # A person keeps a name that an operator gave; one that came from the account follows it.
        # Of a merged account that is the person it came from, not the one it was merged into.
        own = Q(accounts=known.id, accounts__origin=None) | Q(original_accounts=known.id)
        Person.objects.filter(own, name=known.name).update(name=name)
        Account.objects.filter(pk=known.id).update(name=name, is_bot=is_bot)
        known.name, known.is_bot = name, is_bot


def _fit(name: str) -> str:
    return storable(name, len(name)).strip()[:_NAME_LENGTH]
