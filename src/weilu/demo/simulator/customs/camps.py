"""Morning reading camps: who takes part, who finishes, and what a check-in looks like."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import camp_starts, load
from weilu.demo.simulator.moments import DAY, HOUR, MINUTE
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.said import Said, in_script_of

LENGTH = 21
#: Finished has who checked in on this many of the days.
FINISHED = 18
#: Camp by share that finish, in percent, straight between: good, then tired, then mended.
_COMPLETION = ((1, 71), (8, 48), (14, 63), (15, 63))
_BUDDIES = 0.4
_BUDDIES_MORE = 17
_PAIRS_TOLD = 0.35
#: On which day those who do not finish give up: day four and the first weekend are the cliffs.
_LAST_DAYS = (2, 3, 3, 3, 3, 3, 3, 4, 5, 5, 5, 6, 6, 7, 9, 10, 12, 14, 16)
_JOINS = {"checkin": 0.95, "core": 0.6, "koc": 0.6, "regular": 0.45, "occasional": 0.2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """One person in one camp."""

    camp: int
    person: int
    finishes: bool
    days: frozenset[int]


def completion(camp: int) -> float:
    camps, shares = zip(*_COMPLETION, strict=True)
    return float(np.interp(camp, camps, shares)) / 100


def checkins(life: Life) -> None:
    """Add the check-ins of every camp; the postman misses thirteen days in all of them."""
    if life.key != "M":
        return
    for taking, start in takings(life):
        for number in sorted(taking.days):
            _checkin(life, life.everybody[taking.person], start, number)


def takings(life: Life) -> list[tuple[Taking, date]]:
    """Return who takes part in which camp; as many finish as the share of the camp says."""
    found: list[tuple[Taking, date]] = []
    for camp, start in enumerate(camp_starts(), 1):
        named = _named(life, camp, start)
        people = _taking_part(life, start)
        whole = round(completion(camp) * (len(people) + len(named))) - len(named)
        buddies = people[: round(len(people) * _BUDDIES) // 2 * 2]
        alone = people[len(buddies) :]
        base = (whole - len(buddies) * _BUDDIES_MORE / 100) / max(1, len(people))
        of_buddies = min(len(buddies), round((base + _BUDDIES_MORE / 100) * len(buddies)))
        for group, finishing in ((buddies, of_buddies), (alone, max(0, whole - of_buddies))):
            for place, person in enumerate(group):
                found.append((_taking(life, camp, person, place < finishing), start))
        for place, person in enumerate(buddies):
            buddy = buddies[place ^ 1]
            life.facts.append(("camp", person.ref, "camp_buddy", buddy.ref, float(camp)))
        for person in alone:
            life.facts.append(("camp", person.ref, "camp_alone", None, float(camp)))
        _pairing(life, buddies, start)
        found += named
    return found


def _taking(life: Life, camp: int, person: Person, finishes: bool) -> Taking:
    days = frozenset(_days(life, finishes=finishes))
    return Taking(camp=camp, person=person.number, finishes=finishes, days=days)


def _pairing(life: Life, buddies: list[Person], start: date) -> None:
    """Let some pairs say on the first day that they read together."""
    for first, second in zip(buddies[::2], buddies[1::2], strict=True):
        at = moments.second(start, 9) + life.random.randrange(3 * HOUR)
        if life.random.random() > _PAIRS_TOLD or not life.tells(at):
            continue
        row = life.sheet.add(at, first.number, life.said("buddy", first, name=second.name))
        text = life.said("buddy_answer", second, name=first.name)
        life.sheet.add(at + 4 * MINUTE, second.number, text, parent=row, quotes=True)


def _taking_part(life: Life, start: date) -> list[Person]:
    """Return who takes part, in random order; who is to be silent then stays away."""
    at = moments.second(start)
    found = []
    for person in life.people:
        if person.name in {"老邮差", "木白"} or not person.sits("M", at + 5 * HOUR):
            continue
        if person.seats["M"].left < at + 22 * DAY or person.silent_from < at + 22 * DAY:
            continue
        quiet = person.is_hushed_within(at, at + LENGTH * DAY, "M")
        if not quiet and life.random.random() < _JOINS.get(person.kind, 0.0):
            found.append(person)
    life.random.shuffle(found)
    return found


def _days(life: Life, *, finishes: bool) -> list[int]:
    random = life.random
    if finishes:
        missed = random.sample(range(2, LENGTH), random.choice((0, 0, 0, 1, 1, 2, 3)))
        return [day for day in range(1, LENGTH + 1) if day not in missed]
    last = random.choice(_LAST_DAYS)
    return [day for day in range(1, last + 1) if random.random() < 0.93 or day == 1]


def _named(life: Life, camp: int, start: date) -> list[tuple[Taking, date]]:
    """木白 has 17 of 19 days in the last camp, 老邮差 300 of 313 days in all."""
    found = []
    for name in ("老邮差", "木白"):
        person = life.by_name.get(name)
        if person is None or (name == "木白" and camp != len(camp_starts())):
            continue
        missed = {7, 13} if name == "木白" else {10} if camp <= 13 else set()
        days = frozenset(day for day in range(1, LENGTH + 1) if day not in missed)
        taking = Taking(camp=camp, person=person.number, finishes=True, days=days)
        found.append((taking, start))
    return found


def _checkin(life: Life, person: Person, start: date, number: int) -> None:
    random = life.random
    day = start + timedelta(days=number - 1)
    hour = random.choices((5, 6, 7, 8), (7, 48, 35, 10))[0]
    at = moments.second(day, hour) + random.randrange(HOUR)
    if hour == 8:
        at = moments.second(day, 8) + random.randrange(29 * MINUTE)
    if not life.tells(at) or at >= person.seats["M"].left:
        return
    text = life.said("checkin", person, day=number, n=number)
    if text.startswith("补") and number > 1 and random.random() < 0.5:
        text = in_script_of(person, Said(f"打卡{number}✅", f"Check-in {number} ✅"))
    life.sheet.add(at, person.number, text, label="checkin")


def camp_days() -> int:
    """Return how many days of camp there have been."""
    length = load("calendar")["camps"]["days"]
    last = (moments.AS_OF.date() - camp_starts()[-1]).days + 1
    return (len(camp_starts()) - 1) * int(length) + last
