"""The two experiments of the club: who was in which half, and what it truly did.

The halves are drawn by lot within each channel or kind of person. What the treatment does is then
part of what is certain of people: so many more of one half speak, and no more.
"""

import random
from collections.abc import Callable, Sequence

from weilu.demo.simulator import moments
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import DAY, END, HOUR
from weilu.demo.simulator.people import Person, Vow

#: These run the club; nobody tries anything on them.
_HOSTS = frozenset({"staff", "core", "kol"})
#: Of those nudged or not, these speak anyway; of the last, some do.
_TALK = ("koc", "regular", "occasional")


def welcome(people: Sequence[Person], rng: random.Random, factor: float) -> None:
    """Greet one half of the newcomers of the hall with a note, the other with a buddy's name.

    Who speaks again is known already: the halves are drawn so that the effect is true.
    """
    data = load("experiments")["welcome"]
    new = [p for p in people if p.again is not None and p.kind not in _HOSTS and _begins_in_hall(p)]
    new.sort(key=lambda p: (p.comes, p.number))
    new = new[-round(data["newcomers"] * factor) :]
    more = round(len(new) / 2 * data["effect"] / 100)
    again = [p for p in new if p.again]
    share = 0.5 + more / (2 * max(1, len(again)))
    _halve(rng, new, lambda p: p.channel, share, data["arms"], "welcome")


def _begins_in_hall(person: Person) -> bool:
    held = person.seats.get("H")
    return held is not None and abs(held.joined - person.comes) < 12 * HOUR


def _halve(
    rng: random.Random,
    people: Sequence[Person],
    stratum: Callable[[Person], str],
    share: float,
    arms: Sequence[str],
    name: str,
) -> None:
    """Draw halves within each stratum; of those who speak again ``share`` are in the first."""
    owed = spare = 0.0
    for key in sorted({stratum(p) for p in people}):
        here = [p for p in people if stratum(p) == key]
        rng.shuffle(here)
        speaking = [p for p in here if p.again]
        owed += len(speaking) * share
        first = speaking[: round(owed)]
        owed -= len(first)
        spare += len(here) / 2 - len(first)
        silent = [p for p in here if not p.again]
        taken = silent[: max(0, round(spare))]
        spare -= len(taken)
        chosen = {p.number for p in first + taken}
        for person in here:
            person.arms[name] = arms[person.number not in chosen]


def rescue(people: Sequence[Person], rng: random.Random) -> None:
    """Write privately to one half of the mothers after their silent summer; hold the other out."""
    data = load("experiments")["rescue"]
    begin = moments.second(data["day"], data["hour"])
    end = begin + data["days"] * DAY
    here = [p for p in people if p.kind not in _HOSTS and p.sits("P", begin) and p.sits("P", end)]
    halves: tuple[list[Person], list[Person]] = ([], [])
    for kind in sorted({p.kind for p in here}):
        some = [p for p in here if p.kind == kind]
        rng.shuffle(some)
        for place, person in enumerate(some):
            # The odd one of a kind goes where fewer are.
            half = place % 2 if place < len(some) // 2 * 2 else len(halves[0]) > len(halves[1])
            halves[half].append(person)
    able = [[p for p in half if _can_speak(p, begin, end)] for half in halves]
    usual = round(data["speaking"] / 100 * len(halves[1]))
    more = round(len(halves[0]) * data["effect"] / 100)
    usual = min(usual, len(able[1]), len(able[0]) - more)
    counts = (usual + more, usual)
    for members, willing, count, arm in zip(halves, able, counts, data["arms"], strict=True):
        willing.sort(key=lambda p: _TALK.index(p.kind))
        speaking = {p.number for p in willing[: max(0, count)]}
        for person in members:
            person.arms["rescue"] = arm
            speaks = person.number in speaking
            person.vows.append(Vow(begin=begin, end=end, speaks=speaks, key="P"))


def _can_speak(person: Person, begin: int, end: int) -> bool:
    hushed = person.is_hushed_within(begin, end, "P")
    return person.kind in _TALK and not hushed and person.silent_from > END
