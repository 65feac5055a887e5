"""Evidence for and against two accounts being one person, in points.

The points order suggestions and decide which are shown; they are no probability and are not
shown as one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from weilu.community.sameness.names import lasting_ref, nearly, nickname, plain

#: Suggestions need so many points, evidence against taken off.
ENOUGH = 40
#: A profile of fewer messages says nothing about somebody's rhythm.
FEWEST_MESSAGES = 50
#: 24 hours, then 7 weekdays.
PROFILE = 31
_ALIKE, _UNLIKE = 0.93, 0.6
_LONG_NAME = 3  # characters; 「木木」 is shorter
_MANY = 3  # people of one name


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one account when it is compared."""

    platform: str
    ref: str
    name: str
    profile: Sequence[int] = ()  # messages by local hour, then by weekday from Monday
    group_names: frozenset[tuple[str, str]] = frozenset()  # platform and plain name


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What is known of two accounts as a pair."""

    namesakes: int = 2  # people in the community with this name, both included
    talks: int = 0  # times both wrote in one group within minutes
    stays: int = 0  # groups of one platform in which both were at the same time


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason; ``points`` below zero speak against."""

    code: str
    points: int
    facts: Mapping[str, int] = field(default_factory=dict)


def weigh(one: Known, other: Known, both: Together) -> list[Evidence]:
    """Return all evidence, the strongest for it first, that against it last."""
    found = [
        *_refs(one, other),
        *_names(one, other, both),
        *_rhythm(one, other),
        *_shared_groups(one, other),
    ]
    if both.talks:
        found.append(Evidence(code="talked", points=-35, facts={"n": both.talks}))
    if both.stays:
        found.append(Evidence(code="stayed", points=-30, facts={"n": both.stays}))
    return sorted(found, key=lambda each: -each.points)


def total(found: Sequence[Evidence]) -> int:
    return sum(each.points for each in found)


def _refs(one: Known, other: Known) -> list[Evidence]:
    lasting = lasting_ref(one.ref)
    is_same = one.platform == other.platform and lasting and lasting == lasting_ref(other.ref)
    return [Evidence(code="same_ref", points=70)] if is_same else []


def _names(one: Known, other: Known, both: Together) -> list[Evidence]:
    mine, theirs = plain(one.name), plain(other.name)
    own = {nickname(one.name) or mine} & {nickname(other.name) or theirs}
    if mine and mine == theirs:
        is_long = len(mine) >= _LONG_NAME
        found = [Evidence(code="same_name", points=45 if is_long else 25)]
    elif own:
        is_long = len(next(iter(own))) >= _LONG_NAME
        found = [Evidence(code="same_nickname", points=40 if is_long else 20)]
    elif nearly(mine, theirs):
        found = [Evidence(code="near_name", points=25)]
    else:
        return []
    if both.namesakes >= _MANY:
        off = -min(45, 15 * (both.namesakes - 2))
        found.append(Evidence(code="common_name", points=off, facts={"n": both.namesakes}))
    return found


def _rhythm(one: Known, other: Known) -> list[Evidence]:
    mine, theirs = one.profile, other.profile
    if min(_messages(mine), _messages(theirs)) < FEWEST_MESSAGES:
        return []
    alike = min(_cosine(mine[:24], theirs[:24]), _cosine(mine[24:], theirs[24:]))
    if alike >= _ALIKE:
        return [Evidence(code="same_rhythm", points=15)]
    return [Evidence(code="other_rhythm", points=-20)] if alike < _UNLIKE else []


def _messages(profile: Sequence[int]) -> int:
    return sum(profile[:24])


def _cosine(one: Sequence[int], other: Sequence[int]) -> float:
    product = sum(a * b for a, b in zip(one, other, strict=True))
    length = sqrt(sum(a * a for a in one)) * sqrt(sum(b * b for b in other))
    return product / length if length else 0.0


def _shared_groups(one: Known, other: Known) -> list[Evidence]:
    if one.platform == other.platform:
        return []
    mine = {name for _, name in one.group_names}
    shared = len(mine & {name for _, name in other.group_names})
    return [Evidence(code="shared_groups", points=20, facts={"n": shared})] if shared else []
