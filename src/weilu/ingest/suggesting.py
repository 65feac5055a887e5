"""Find accounts that may be one person, with the evidence, and keep the findings.

Candidates are chosen by name (``sameness.pairs``), so the work grows with the number of
accounts; only candidates are looked up in the facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from weilu.community.facts import facts_of
from weilu.community.models import Account, Community, Membership, Suggestion
from weilu.community.sameness import names
from weilu.community.sameness.pairs import Named, namesakes, pairs
from weilu.community.sameness.scoring import (
    ENOUGH,
    PROFILE,
    Evidence,
    Known,
    Together,
    total,
    weigh,
)
from weilu.warehouse.reader import Reader

#: Open suggestions kept of a community, the strongest; nobody decides on more in a day.
MOST_OPEN = 500
State = Suggestion.State
Pair = tuple[int, int]

_HOURS = """
    SELECT account_id, place, sum(n)::BIGINT FROM (
        SELECT account_id, unnest(hours) AS n, generate_subscripts(hours, 1) - 1 AS place
        FROM days WHERE account_id IN (SELECT unnest($accounts))
        UNION ALL
        SELECT account_id, messages, 24 + (local_day + 3) % 7
        FROM days WHERE account_id IN (SELECT unnest($accounts))
    ) GROUP BY ALL
"""
#: Five-minute slots of one group in which both wrote.
_TALKS = """
    WITH pair AS (SELECT unnest($ones) AS one, unnest($others) AS other), said AS (
        SELECT DISTINCT group_id, account_id, sent_us // 300000000 AS slot FROM messages
        WHERE account_id IN (SELECT one FROM pair UNION SELECT other FROM pair)
    )
    SELECT one, other, count(*) FROM pair
    JOIN said a ON a.account_id = one
    JOIN said b ON b.account_id = other AND b.group_id = a.group_id AND b.slot = a.slot
    GROUP BY ALL
"""
#: Groups in which both were at one time: from joining to leaving or, where no leave is known,
#: to the last words. An old account that fell silent does not contradict its successor.
_STAYS = """
    WITH pair AS (SELECT unnest($ones) AS one, unnest($others) AS other), last AS (
        SELECT group_id, account_id, max(sent_us) AS last_us FROM messages
        WHERE account_id IN (SELECT one FROM pair UNION SELECT other FROM pair) GROUP BY ALL
    ), stay AS (
        SELECT m.group_id, m.account_id, m.joined_us,
               coalesce(m.left_us, l.last_us, m.joined_us) AS until_us
        FROM memberships m LEFT JOIN last l USING (group_id, account_id)
        WHERE m.account_id IN (SELECT one FROM pair UNION SELECT other FROM pair)
    )
    SELECT one, other, count(DISTINCT a.group_id) FROM pair
    JOIN stay a ON a.account_id = one
    JOIN stay b ON b.account_id = other AND b.group_id = a.group_id
    WHERE a.joined_us <= b.until_us AND b.joined_us <= a.until_us
    GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A pair with what speaks for and against it."""

    pair: Pair
    evidence: Sequence[Evidence]

    @property
    def points(self) -> int:
        return total(self.evidence)


def suggest(community: Community) -> int:
    """Bring the suggestions of a community up to date; return how many are open.

    Pairs that were refused once, by an account of each person, do not come back.
    """
    accounts = _accounts(community)
    candidates = _not_refused(community, accounts, pairs(accounts.values()))
    found = _weighed(community, accounts, candidates)
    strongest: dict[frozenset[int], Finding] = {}  # of each pair of people
    for each in sorted(found, key=lambda each: (-each.points, each.pair)):
        if each.points >= ENOUGH:
            people = frozenset(accounts[account].person_id for account in each.pair)
            strongest.setdefault(people, each)
    return _keep(community, list(strongest.values())[:MOST_OPEN])


def compare(community: Community, ones: Sequence[Account], others: Sequence[Account]) -> Finding:
    """Return the strongest pair of accounts of two people, whether it is enough or not."""
    accounts = _accounts(community)
    wanted = [(min(a.pk, b.pk), max(a.pk, b.pk)) for a in ones for b in others if a.pk != b.pk]
    found = _weighed(community, accounts, [p for p in wanted if set(p) <= accounts.keys()])
    return max(found, key=lambda each: each.points, default=Finding(pair=(0, 0), evidence=()))


def _accounts(community: Community) -> dict[int, Named]:
    found = Account.objects.filter(community=community, is_bot=False).order_by("pk")
    columns = found.values_list("pk", "person_id", "platform", "ref", "name")
    return {row[0]: Named(*row) for row in columns.iterator(chunk_size=5_000)}


def _not_refused(
    community: Community, accounts: Mapping[int, Named], candidates: Iterable[Pair]
) -> list[Pair]:
    refused = Suggestion.objects.filter(community=community, state=State.REFUSED)
    people = {frozenset(pair) for pair in refused.values_list("one__person_id", "other__person_id")}
    return [
        (one, other)
        for one, other in candidates
        if frozenset((accounts[one].person_id, accounts[other].person_id)) not in people
    ]


def _weighed(
    community: Community, accounts: Mapping[int, Named], candidates: Sequence[Pair]
) -> list[Finding]:
    if not candidates:
        return []
    asked = {
        "ones": [one for one, _ in candidates],
        "others": [other for _, other in candidates],
    }
    ids = sorted({*asked["ones"], *asked["others"]})
    with facts_of(community) as reader:
        profiles = _profiles(reader, ids)
        talks = {(one, other): n for one, other, n in reader.rows(_TALKS, asked)}
        stays = {(one, other): n for one, other, n in reader.rows(_STAYS, asked)}
    groups, carried = _group_names(ids), namesakes(accounts.values())
    known = {
        pk: Known(
            platform=accounts[pk].platform,
            ref=accounts[pk].ref,
            name=accounts[pk].name,
            profile=profiles.get(pk, ()),
            group_names=frozenset(groups.get(pk, ())),
        )
        for pk in ids
    }
    return [
        Finding(
            (one, other),
            weigh(
                known[one],
                known[other],
                Together(
                    namesakes=_carriers(known[one].name, known[other].name, carried),
                    talks=talks.get((one, other), 0),
                    stays=stays.get((one, other), 0),
                ),
            ),
        )
        for one, other in candidates
    ]


def _carriers(one: str, other: str, carried: Mapping[str, int]) -> int:
    """Return how many people carry a name that both have."""
    mine = {names.plain(one), names.nickname(one)} - {""}
    theirs = {names.plain(other), names.nickname(other)} - {""}
    return max((carried.get(name, 0) for name in mine & theirs), default=2)


def _profiles(reader: Reader, ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(lambda: [0] * PROFILE)
    for account, place, n in reader.rows(_HOURS, {"accounts": list(ids)}):
        found[account][place] = n
    return found


def _group_names(ids: Sequence[int]) -> dict[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for start in range(0, len(ids), 900):
        rows = Membership.objects.filter(account__in=ids[start : start + 900])
        for pk, platform, name in rows.values_list("account_id", "group__platform", "group__name"):
            found[pk].add((platform, names.plain(name)))
    return found


@transaction.atomic
def _keep(community: Community, found: Sequence[Finding]) -> int:
    """Store what was found, drop what no longer is; decisions of operators are left alone."""
    Community.objects.select_for_update().get(pk=community.pk)
    mine = Suggestion.objects.filter(community=community)
    wanted = {each.pair: each for each in found}
    held = {(s.one_id, s.other_id): s for s in mine}
    stale = [s.pk for pair, s in held.items() if s.state == State.OPEN and pair not in wanted]
    for start in range(0, len(stale), 900):
        mine.filter(pk__in=stale[start : start + 900]).delete()
    owners = dict(Account.objects.filter(community=community).values_list("pk", "person_id"))
    fresh, changed = [], []
    for pair, each in wanted.items():
        if owners.get(pair[0]) is None or owners[pair[0]] == owners.get(pair[1], owners[pair[0]]):
            continue  # erased or merged while we looked
        evidence = [[e.code, e.points, dict(e.facts)] for e in each.evidence]
        known = held.get(pair)
        if known is None:
            fresh.append(
                Suggestion(
                    community=community,
                    one_id=pair[0],
                    other_id=pair[1],
                    points=each.points,
                    evidence=evidence,
                )
            )
        elif known.state != State.REFUSED:
            # One accepted before and split since by erasing its merge is a question again.
            known.state, known.points, known.evidence = State.OPEN, each.points, evidence
            changed.append(known)
    Suggestion.objects.bulk_create(fresh)
    Suggestion.objects.bulk_update(changed, ["state", "points", "evidence"], batch_size=200)
    return mine.filter(state=State.OPEN).count()
