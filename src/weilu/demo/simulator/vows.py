"""What is certain of people before a word is said: who speaks in which weeks, and who does not."""

import random
from collections.abc import Iterable, Sequence
from typing import Any

from weilu.demo.simulator import experiments, moments
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import DAY, END, HOUR, WEEK
from weilu.demo.simulator.people import NEVER, Person, Vow

#: Who is sure to be among the voices of a week, in this order; the many fill up what is left.
_SURE = ("staff", "core", "kol", "koc", "rival", "regular", "checkin", "hunter")
#: Groups by how easily a word more finds its place there.
_ROOMY = "PNTMWH"


def vow(people: Sequence[Person], rng: random.Random, factor: float) -> None:
    """Add what is certain, once everybody has their seats."""
    data = load("people")["voices"]
    for person in people:
        if person.again is not None:
            begin, end = person.comes + 28 * DAY, person.comes + 56 * DAY
            person.vows.append(Vow(begin=begin, end=end, speaks=person.again))
    experiments.welcome(people, rng, factor)
    experiments.rescue(people, rng)
    _newcomers(people, data["report"], factor)
    _cooling(people, rng, data["cooling"])
    _hall(people, rng, data["hall"], factor)
    _report(people, rng, data["report"], factor)


def report_week() -> tuple[int, int]:
    """Return the seconds of the week that the report for the boss tells of."""
    begin = moments.second(moments.monday(load("people")["voices"]["report"]["week"]))
    return begin, begin + WEEK


def _newcomers(people: Sequence[Person], data: dict[str, int], factor: float) -> None:
    """Let as many come in the week of the report as it says, and each say hello."""
    begin, end = report_week()
    wanted = max(1, round(data["newcomers"] * factor))
    come = [p for p in people if begin <= p.comes < end]
    for person in come[wanted:]:
        _move(person, -WEEK)
    near = [p for p in people if begin - WEEK <= p.comes < begin and not p.is_gone]
    near = [p for p in near if p.kind in {"lurker", "occasional"} and not p.waits]
    for person in near[: max(0, wanted - len(come))]:
        _move(person, WEEK)
    for place, person in enumerate([p for p in people if begin <= p.comes < end]):
        late = person.comes - (end - 6 * HOUR)
        if late > 0:
            _move(person, -late)
        person.says_hello = 1 + (place == data["unanswered"])


def _move(person: Person, seconds: int) -> None:
    person.comes += seconds
    for held in person.seats.values():
        held.joined = max(person.comes, held.joined + seconds)
        if held.joined >= END:
            held.joined = END - DAY


def _cooling(people: Sequence[Person], rng: random.Random, data: dict[str, Any]) -> None:
    """Let a part of a group fall silent there some days after the one whom they answered."""
    key = data["group"]
    here = [p for p in people if p.sits(key, END - 1) and not p.says_hello]
    here = [p for p in here if p.kind in data["kinds"]]
    for person in rng.sample(here, round(len(here) * data["share"])):
        begin = moments.second(data["from"])
        person.vows.append(Vow(begin=begin, end=END, speaks=False, key=key))


def _hall(
    people: Sequence[Person], rng: random.Random, data: dict[str, int], factor: float
) -> None:
    """Let one in five of the hall have spoken in its last weeks, as it usually is."""
    begin = END - data["days"] * DAY
    here = [p for p in people if p.sits("H", END - 1)]
    free = [p for p in here if not p.is_hushed_within(begin, END, "H") and p.silent_from > END]
    sure = [p for p in free if p.waits or p.says_hello]
    sure += _by_kind(free, _SURE[:5])
    wanted = round(data["people"] * factor)
    for kind, count in (("occasional", data["occasional"]), ("regular", wanted)):
        some = [p for p in free if p.kind == kind and p not in sure]
        rng.shuffle(some)
        sure += some[: round(count * factor)]
    chosen = {p.number for p in sure[:wanted]}
    for person in here:
        speaks = person.number in chosen
        first = max(begin, person.seats["H"].joined + HOUR)
        if not speaks:
            person.vows.append(Vow(begin=begin, end=END, speaks=False, key="H"))
        elif not person.waits and first < END - DAY:
            person.vows.append(Vow(begin=first, end=END, speaks=True, key="H"))


def _report(
    people: Sequence[Person], rng: random.Random, data: dict[str, int], factor: float
) -> None:
    """Let exactly so many speak in the week of the report."""
    begin, end = report_week()
    free = {p.number: key for p in people if (key := _voice(p, begin, end))}
    able = [p for p in people if p.number in free]
    sure = [p for p in able if p.says_hello] + _by_kind(able, _SURE)
    rest = [p for p in able if p.kind == "occasional" and p not in sure and p.again is not None]
    rng.shuffle(rest)
    rest = [p for p in rest if p.again or _has_spoken(p, free[p.number], begin)]
    rest.sort(key=lambda p: ("W" not in p.seats, not p.again))  # it is a week of a walk
    chosen = {p.number for p in [*sure, *rest][: round(data["speakers"] * factor)]}
    for person in people:
        if person.number not in chosen:
            person.vows.append(Vow(begin=begin, end=end, speaks=False))
        elif not person.says_hello:
            key = free[person.number]
            if not person.again:  # nobody but the newcomers says their first word in that week
                person.vows.append(Vow(begin=begin - 4 * WEEK, end=begin, speaks=True, key=key))
            person.vows.append(Vow(begin=begin, end=end, speaks=True, key=key))


def _has_spoken(person: Person, key: str, begin: int) -> bool:
    """Tell whether they can have said something in a group before."""
    held = person.seats[key]
    return held.joined < begin - 4 * WEEK and not person.is_hushed_within(
        begin - 4 * WEEK, begin, key
    )


def _voice(person: Person, begin: int, end: int) -> str:
    """Return a group in which they can speak in a span, or nothing."""
    if person.is_hushed_within(begin, end, "") or person.silent_from < end:
        return ""
    for key in _ROOMY:
        held = person.seats.get(key)
        if held is None or held.left < NEVER or person.is_hushed_within(begin, end, key):
            continue
        if held.joined < begin or (person.says_hello and held.joined < end):
            return key
    return ""


def _by_kind(people: Iterable[Person], kinds: Sequence[str]) -> list[Person]:
    some = [p for p in people if p.kind in kinds]
    return sorted(some, key=lambda p: kinds.index(p.kind))
