"""Which accounts are compared at all: those that share a name, never all with all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from weilu.community.sameness.names import keys, lasting_ref, nickname, plain

#: A name of more accounts than this says nothing; its pairs are left out.
LARGEST_BLOCK = 12
#: Pairs looked at more closely; the rarest names first.
MOST_PAIRS = 5_000


@dataclass(frozen=True, slots=True)
class Named:
    """An account as far as pairs are chosen by it."""

    id: int
    person_id: int
    platform: str
    ref: str
    name: str


def pairs(accounts: Iterable[Named], *, most: int = MOST_PAIRS) -> list[tuple[int, int]]:
    """Return pairs of account ids of different people, the smaller id first.

    The work grows with the number of accounts, not with its square.
    """
    blocks: dict[str, list[Named]] = defaultdict(list)
    for account in accounts:
        for key in _keys(account):
            blocks[key].append(account)
    found: dict[tuple[int, int], None] = {}
    for block in sorted(blocks.values(), key=len):
        if len(block) > LARGEST_BLOCK or len(found) >= most:
            break
        found.update(dict.fromkeys(_in_block(block)))
    return list(found)[:most]


def _keys(account: Named) -> set[str]:
    lasting = lasting_ref(account.ref)
    return keys(account.name) | ({f"#{account.platform}:{lasting}"} if lasting else set())


def _in_block(block: list[Named]) -> Iterator[tuple[int, int]]:
    for one, other in combinations(block, 2):
        if one.person_id != other.person_id and one.id != other.id:
            yield min(one.id, other.id), max(one.id, other.id)


def namesakes(accounts: Iterable[Named]) -> dict[str, int]:
    """Return how many people carry each plain name or nickname."""
    people: dict[str, set[int]] = defaultdict(set)
    for account in accounts:
        for name in {plain(account.name), nickname(account.name)} - {""}:
            people[name].add(account.person_id)
    return {name: len(who) for name, who in people.items()}
