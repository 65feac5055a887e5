"""When people leave the hall: some every week, more in weeks in which the staff post too much."""

import random
from collections.abc import Sequence

from weilu.demo.simulator import moments
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import DAY, END, HOUR, MINUTE, OFFSET, WEEK
from weilu.demo.simulator.notices import notices, too_many
from weilu.demo.simulator.people import NEVER, Person

#: Week and members of the hall at its end; before, it grew as it grew.
_SIZES = ((20, 0), (30, 0), (40, 425), (50, 445), (60, 455), (66, 462), (71, 470), (75, 476))
_FIRST = 9
_SETTLED = 57 * DAY


def leave_by_week(people: Sequence[Person], rng: random.Random, factor: float) -> None:
    """Give all who leave the hall after their first eight weeks another moment of it."""
    leavers = [p for p in people if _is_free(p)]
    leavers.sort(key=lambda p: (p.seats["H"].left, p.number))
    stays = [p for p in people if "H" in p.seats]
    before = _FIRST
    for week, size in (*_SIZES, (moments.WEEKS - 1, 0)):
        end = moments.START + week * WEEK
        is_last = week == moments.WEEKS - 1
        there = sum(p.seats["H"].joined < end for p in leavers)
        staying = sum(p.sits("H", end) for p in stays if p not in leavers) + there
        goal = round(size * factor) or sum(p.sits("H", end) for p in stays)
        count = len(leavers) if is_last else min(there, max(0, staying - goal))
        _leave_within(leavers, count, range(before + 1, week + 1), rng, stays)
        before = week


def _is_free(person: Person) -> bool:
    held = person.seats.get("H")
    if held is None or held.left >= NEVER or held.left - held.joined < _SETTLED:
        return False
    return person.kind != "hunter" and not person.is_early_leaver and held.left < END - DAY


def _leave_within(
    leavers: list[Person], count: int, weeks: range, rng: random.Random, stays: list[Person]
) -> None:
    """Let so many of them leave in these weeks, and take them off the list."""
    slope = load("customs/notices")["drives_away"] / 100
    members = [_members(stays, leavers, moments.second(moments.monday(week))) for week in weeks]
    more = [too_many(week) * slope * there for week, there in zip(weeks, members, strict=True)]
    base = max(0.0, (count - sum(more)) / sum(members))
    due = 0.0
    gone = 0
    for week, extra, there in zip(weeks, more, members, strict=True):
        due += base * there + extra
        begin = moments.second(moments.monday(week))
        able = [p for p in leavers if _stays_until(p) <= begin]
        for person in able[: max(0, round(due) - gone)]:
            person.seats["H"].left = _moment(week, rng)
            leavers.remove(person)
            gone += 1
    late = leavers[: max(0, count - gone)]
    for person in late:
        first = _stays_until(person)
        end = moments.second(moments.monday(weeks[-1] + 1))
        person.seats["H"].left = min(max(first, end - 1 - rng.randrange(3 * DAY)), END - DAY)
    del leavers[: len(late)]


def _stays_until(person: Person) -> int:
    """Return until when one who leaves must stay: nobody speaks again who has left."""
    return person.seats["H"].joined + (_SETTLED if person.again else 29 * DAY)


def _members(stays: list[Person], leavers: list[Person], at: int) -> int:
    """Count who has been there for four weeks; who is still to leave is there."""
    held = [p.seats["H"] for p in stays if p.seats["H"].joined + 28 * DAY <= at]
    open_ = {id(p.seats["H"]) for p in leavers}
    return max(1, sum(seat.left > at or id(seat) in open_ for seat in held))


def _moment(week: int, rng: random.Random) -> int:
    """Return a waking moment of the week, mostly soon after a notice."""
    begin = moments.second(moments.monday(week))
    if rng.random() < load("customs/notices")["within"]:
        at = rng.choice(notices(week)) + 8 * MINUTE + rng.randrange(46 * HOUR)
    else:
        at = begin + rng.randrange(WEEK)
    hour = (at + OFFSET) % DAY // HOUR
    at += (9 - hour) * HOUR if hour < 8 else 0
    return min(at, begin + WEEK - 2 * HOUR - rng.randrange(2 * HOUR), END - DAY)
