"""Ordinary talk: conversations with answers, by the rhythm of a group, all days at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import days, factor
from weilu.demo.simulator.moments import DAY, HOUR, WEEK
from weilu.demo.simulator.words import Words

Ints = NDArray[np.int64]

#: Answers to an opening, on average; one opening in six meets none.
_ANSWERS = 5.0
_UNANSWERED = 0.16
_CANDIDATES = 4
#: Conversations are made in abundance and then cut to what a day brings.
_SPARE = 1.12
_TRIED = 60_000.0
_NEVER = 2**20


@dataclass(slots=True)
class Thread:
    """Conversations of all days as rows: ``parent`` within these rows, -1 for an opening."""

    at: Ints
    parent: Ints
    position: Ints
    opening: Ints
    who: Ints


def talk(life: Life, already: NDArray[np.int64]) -> None:
    """Add the talk of every day; ``already`` counts what customs say on each day."""
    wanted = wanted_by_day(life)
    starts = np.array([moments.second(day) for day in days(life.room)], np.int64)
    count = len(starts)
    wanted = np.maximum(0, wanted - already[:count])
    wanted[starts + DAY <= life.first] = 0
    hours = _hours_left(life, float(wanted.sum()))
    openings = _openings(life, starts, wanted, hours)
    if not len(openings):
        return
    thread = _expanded(life, openings)
    _choose_speakers(life, thread)
    keep = thread.who >= 0
    keep &= keep[thread.opening]
    keep &= _within_day(thread, keep, starts, wanted)
    keep &= (thread.at[thread.opening] < life.room.end) & (thread.at[thread.opening] >= life.first)
    Words(life).write(thread.at, thread.who, thread.parent, thread.opening, keep)


def wanted_by_day(life: Life) -> NDArray[np.float64]:
    """Return how many messages each day of the group should bring."""
    room = life.room
    found = []
    for day in days(room):
        week = (day - moments.FIRST_DAY).days / 7 + 1
        found.append(room.per_week(week) * room.weekdays[day.weekday()] * factor(room.key, day))
    wanted = np.array(found) * life.volume
    noise = life.numbers.lognormal(0, 0.17, len(wanted))
    return wanted * _evened(noise, np.maximum(wanted, 1e-6), _seasons(life))


def _seasons(life: Life) -> Ints:
    """Number the stretches of days that the calendar treats alike, of six weeks at most."""
    factors = np.array([factor(life.key, day) for day in days(life.room)])
    is_new = np.diff(factors, prepend=factors[0]) != 0
    is_new |= np.arange(len(factors)) % 42 == 0
    return np.cumsum(is_new) - 1


def _evened(
    noise: NDArray[np.float64], weight: NDArray[np.float64], stretch: Ints
) -> NDArray[np.float64]:
    """Let days differ, and a season as a whole be what the calendar says of it."""
    means = np.bincount(stretch, noise * weight) / np.bincount(stretch, weight)
    evened: NDArray[np.float64] = noise / means[stretch]
    return evened


def _hours_left(life: Life, wanted: float) -> NDArray[np.float64]:
    """Return when conversations begin, so that with all that customs say the hours come true.

    Answers fall into the hours after an opening: what a first try shows of that is taken off.
    """
    sheet = life.sheet
    said = np.array([at for at, who in zip(sheet.at, sheet.who, strict=True) if who >= 0], np.int64)
    told = np.bincount(_hour(said), minlength=24)
    goal = np.maximum(life.room.hours * (wanted + len(said)) - told, wanted * 1e-4)
    goal = goal / goal.sum() if goal.any() else life.room.hours
    hours: NDArray[np.float64] = goal.copy()
    day = np.array([moments.second(life.room.start) + WEEK], np.int64)
    for _ in range(3):
        tried = _expanded(life, _openings(life, day, np.array([_TRIED]), hours))
        kept = _within_day(tried, np.ones(len(tried.at), bool), day, np.array([_TRIED]))
        seen = np.bincount(_hour(tried.at[kept]), minlength=24) / kept.sum()
        hours = hours * np.clip(goal / np.maximum(seen, 1e-6), 0.3, 3)
        hours /= hours.sum()
    return hours


def _hour(at: Ints) -> Ints:
    hour: Ints = (at + moments.OFFSET) % DAY // HOUR
    return hour


def _openings(
    life: Life, starts: Ints, wanted: NDArray[np.float64], hours: NDArray[np.float64]
) -> Ints:
    """Return the moments at which conversations begin, some more than a day needs."""
    mean = 1 + (1 - _UNANSWERED) * _ANSWERS
    counts = np.ceil(wanted / mean * _SPARE + np.sqrt(wanted) * 0.6).astype(np.int64)
    counts[wanted < 0.5] = 0
    day = np.repeat(starts, counts)
    # Every hour gets its share without luck: only which day gets which is thrown.
    places = (life.numbers.permutation(len(day)) + life.numbers.random(len(day))) / max(1, len(day))
    hour = np.minimum(23, np.searchsorted(np.cumsum(hours), places, side="right"))
    at = day + hour * HOUR + life.numbers.integers(0, HOUR, len(day))
    return np.sort(np.maximum(at, moments.second(life.room.start, 11)))


def _within_day(
    thread: Thread, keep: NDArray[np.bool_], starts: Ints, wanted: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Cut the ends of conversations off until each day has as many messages as it should."""
    day = (thread.at[thread.opening] - starts[0]) // DAY
    # The whole of what is wanted, up to a day, is kept: half messages are not lost on every day.
    goal = np.diff(np.floor(np.concatenate([[0.0], np.cumsum(wanted)])))
    place = np.where(keep, thread.position, _NEVER)
    order = np.lexsort((thread.at, place, day))
    first = np.searchsorted(day[order], np.arange(len(starts)))
    rank = np.empty(len(day), np.int64)
    rank[order] = np.arange(len(day)) - first[day[order]]
    within: NDArray[np.bool_] = rank < goal[day]
    return within


def _expanded(life: Life, openings: Ints) -> Thread:
    rng = life.numbers
    count = len(openings)
    answers = rng.geometric(1 / _ANSWERS, count)
    answers[rng.random(count) < _UNANSWERED] = 0
    answers = np.minimum(answers, 30)
    lengths = answers + 1
    first = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
    total = int(lengths.sum())
    opening = np.repeat(first, lengths)
    position = np.arange(total, dtype=np.int64) - opening
    gaps = rng.exponential(65, total) + 6
    slow = rng.random(total) < 0.07
    gaps[slow] *= 12
    gaps[position == 0] = 0
    elapsed = np.cumsum(gaps)
    at = np.repeat(openings, lengths) + (elapsed - elapsed[opening]).astype(np.int64)
    roll = rng.random(total)
    back = np.where(roll < 0.62, 1, np.where(roll < 0.78, 2, position))
    parent = np.arange(total, dtype=np.int64) - np.minimum(np.maximum(back, 1), position)
    parent[position == 0] = -1
    return Thread(at, parent, position, opening, np.full(total, -1, np.int64))


def _choose_speakers(life: Life, thread: Thread) -> None:
    """Choose the openings' speakers, then answer by answer; one circle answers its own more."""
    rng = life.numbers
    week = np.clip((thread.at - moments.START) // WEEK, 0, moments.WEEKS)
    candidates = np.full((len(week), _CANDIDATES), -1, np.int64)
    for number in np.unique(week):
        column = life.weights[:, number]
        rows = np.flatnonzero(week == number)
        if column.sum() > 0:
            share = column / column.sum()
            candidates[rows] = rng.choice(len(column), (len(rows), _CANDIDATES), p=share)
    circle = _circles(life)
    close = rng.random(len(week)) < _closeness(life)
    who = thread.who
    for position in range(int(thread.position.max()) + 1):
        rows = np.flatnonzero(thread.position == position)
        if position == 0:
            who[rows] = candidates[rows, 0]
            _lead(life, thread, rows)
            continue
        before = who[thread.parent[rows]]
        who[rows] = _answering(candidates[rows], before, circle, close[rows])


def _answering(options: Ints, before: Ints, circle: Ints, close: NDArray[np.bool_]) -> Ints:
    """Return the first candidate of the circle, else the first who is somebody else."""
    chosen = np.full(len(options), -1, np.int64)
    for wants_circle in (True, False):
        for place in range(options.shape[1]):
            option = options[:, place]
            fits = (chosen < 0) & (option >= 0) & (option != before) & (before >= 0)
            if wants_circle:
                fits &= close & (circle[option] == circle[before])
            chosen = np.where(fits, option, chosen)
    return chosen


def _circles(life: Life) -> Ints:
    if life.key == "N":
        parts = {"go": 0, "stay": 1, "neither": 2, "": 1}
        return np.array([parts[p.part] for p in life.people], np.int64)
    return np.array([p.circle for p in life.people], np.int64)


def _closeness(life: Life) -> float:
    return 0.815 if life.key == "N" else 0.6


def _lead(life: Life, thread: Thread, rows: Ints) -> None:
    """Let one person open most talks of a group, as long as he is there."""
    leaders = {"N": ("顾老师", 0.38), "B": ("陈屿", 0.46)}
    if life.key not in leaders:
        return
    name, share = leaders[life.key]
    leader = next((n for n, p in enumerate(life.people) if p.name == name), -1)
    if leader < 0:
        return
    until = min(life.people[leader].silent_from, life.people[leader].seats[life.key].left)
    mine = thread.who[rows] == leader
    active = thread.at[rows] < until
    have = mine[active].mean() if active.any() else 0.0
    extra = max(0.0, (share - have) / max(0.01, 1 - have))
    take = active & (life.numbers.random(len(rows)) < extra)
    thread.who[rows[take]] = leader
