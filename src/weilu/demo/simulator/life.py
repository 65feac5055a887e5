"""One group over its weeks: who is there, how likely each is to speak, and what was said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

import numpy as np
from numpy.typing import NDArray

from weilu.demo.simulator import moments
from weilu.demo.simulator.bank import Bank
from weilu.demo.simulator.material import Room
from weilu.demo.simulator.moments import HOUR, WEEK
from weilu.demo.simulator.people import NEVER, Person
from weilu.demo.simulator.phrases import Phrases
from weilu.demo.simulator.said import Said, in_script_of
from weilu.demo.simulator.sheet import Sheet

#: Subject, ref, label, value and number of something true in the group.
Fact = tuple[str, str, str, str | None, float | None]

_LOOSE = frozenset({"hunter", "advertiser", "rival"})
#: Weeks for which somebody who takes turns talks on.
_SPELL = 4
#: Kinds that have no words of their own in ordinary talk.
_MUTE = frozenset({"lurker"})


@dataclass(slots=True)
class Life:
    """What the ingredients of a group share."""

    name: str  # of the story, the chapter and the group: seed of all dice
    room: Room
    everybody: Sequence[Person]
    bank: Bank
    volume: float = 1.0
    first: int = moments.START  # nothing before this second is told
    sheet: Sheet = field(default_factory=Sheet)
    facts: list[Fact] = field(default_factory=list)  # what customs add to the truth
    random: Random = field(init=False)
    numbers: np.random.Generator = field(init=False)
    people: list[Person] = field(init=False)
    phrases: Phrases = field(init=False)
    by_name: dict[str, Person] = field(init=False)
    weights: NDArray[np.float64] = field(init=False)  # people by weeks of the story

    def __post_init__(self) -> None:
        key = self.room.key
        self.roll("life")
        self.people = [person for person in self.everybody if key in person.seats]
        # Words have dice of their own: a line more in the bank moves nothing else in the story.
        dice = Random(f"{self.name}-words")  # noqa: S311  a story, no secret
        self.phrases = Phrases(self.bank, key, dice)
        self.by_name = {person.name: person for person in self.people}
        self.weights = self._weights()

    @property
    def key(self) -> str:
        return self.room.key

    def _weights(self) -> NDArray[np.float64]:
        """Return how likely each is to speak in each week, every kind with its share."""
        weeks = moments.START + WEEK * np.arange(moments.WEEKS + 1)
        count = len(self.people)
        joined = np.array([p.seats[self.key].joined for p in self.people], np.int64)[:, None]
        left = np.array([p.seats[self.key].left for p in self.people], np.int64)[:, None]
        silent = np.array([p.silent_from for p in self.people], np.int64)[:, None]
        begins = np.maximum(weeks, moments.second(self.room.start, 11))
        there = (joined <= begins) & (left >= np.minimum(weeks + WEEK, self.room.end))
        there &= silent > weeks
        there &= ~self._hushed(weeks)
        there &= self._in_turn()
        # Who walks together takes turns; elsewhere people have their loud weeks.
        swing = 0.1 if self.key == "W" else 0.5
        mood = self.numbers.lognormal(0, swing, (count, moments.WEEKS + 1))
        rate = np.array([p.rate for p in self.people])[:, None] * mood * there
        return self._shared(rate)

    def _hushed(self, weeks: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return in which weeks each is silent in some part of it, or away."""
        found = np.zeros((len(self.people), len(weeks)), bool)
        for row, person in enumerate(self.people):
            spans = [
                (vow.begin, vow.end)
                for vow in person.vows
                if not vow.speaks and vow.key in {"", self.key}
            ]
            for begin, end in (*spans, person.seats[self.key].away):
                found[row] |= (weeks < end) & (weeks + WEEK > begin)
        return found

    def _in_turn(self) -> NDArray[np.bool_]:
        """Return who has a spell of talking in which week: the many take turns at it."""
        found = np.ones((len(self.people), moments.WEEKS + 1), bool)
        start = self.numbers.random(len(self.people))
        for row, person in enumerate(self.people):
            share = self.room.turns.get(person.kind, 1.0)
            if share < 1:
                turn = round(_SPELL / share)
                place = (np.arange(moments.WEEKS + 1) + int(start[row] * turn)) % turn
                found[row] = place < _SPELL
        return found

    def _shared(self, rate: NDArray[np.float64]) -> NDArray[np.float64]:
        found = np.zeros_like(rate)
        kinds = np.array([_mixed(p) for p in self.people])
        for kind, share in self.room.mix.items():
            those = kinds == kind
            sums = rate[those].sum(axis=0)
            part = np.where(sums > 0, share / np.where(sums > 0, sums, 1), 0)
            # A kind with hardly anybody there does not speak for a crowd.
            few = np.minimum(1, (rate[those] > 0).sum(axis=0) / 4 + 0.25)
            found[those] = rate[those] * part * (few if kind != "kol" else 1)
        return found

    def roll(self, name: str) -> None:
        """Take fresh dice, so that what one ingredient throws moves no other one."""
        name = f"{self.name}-{name}"
        self.random = Random(name)  # noqa: S311  a story, no secret
        self.numbers = np.random.default_rng(list(name.encode()))

    def week(self, at: float) -> int:
        return min(moments.WEEKS, max(0, int(at - moments.START) // WEEK))

    def speaker(self, at: float, *, but: int = -1, kinds: Sequence[str] = ()) -> Person | None:
        """Choose who speaks at a moment, not ``but``; nobody at one that is not told."""
        if not self.tells(at):
            return None
        column = self.weights[:, self.week(at)]
        found = [n for n in self._there(column, at, kinds) if self.people[n].number != but]
        if not found:
            return None
        return self.people[self.random.choices(found, column[found].tolist())[0]]

    def several(self, at: float, count: int, kinds: Sequence[str] = ()) -> list[Person]:
        """Choose different people, those who speak most more likely; as in ``speaker``."""
        if not self.tells(at):
            return []
        column = self.weights[:, self.week(at)]
        found = self._there(column, at, kinds)
        if not found:
            return []
        size = min(count, len(found))
        share = column[found] / column[found].sum()
        chosen = self.numbers.choice(found, size, replace=False, p=share)
        return [self.people[int(n)] for n in chosen]

    def _there(self, column: NDArray[np.float64], at: float, kinds: Sequence[str]) -> list[int]:
        """Return the places of those who have a voice and are there at a moment."""
        people, key, when = self.people, self.room.key, int(at)
        return [
            n
            for n in np.flatnonzero(column).tolist()
            if (not kinds or people[n].kind in kinds) and people[n].sits(key, when)
        ]

    def present(self, at: float) -> list[Person]:
        return [person for person in self.people if person.sits(self.key, int(at))]

    def named(self, name: str, at: float) -> Person | None:
        """Return a person who is there under that name and not silent."""
        person = self.by_name.get(name)
        if person and person.sits(self.key, int(at)) and at < person.silent_from:
            return person
        return None

    def said(self, kind: str, person: Person, **known: object) -> Said:
        """Draw a line of a kind, in the script in which the person writes."""
        return in_script_of(person, self.phrases.draw(kind, person, **known))

    def asked(self, kind: str, person: Person) -> tuple[Said, str]:
        """Draw what calls for an answer, in the script of the person; and the answers' name."""
        text, answers = self.phrases.open(person, kind)
        return in_script_of(person, text), answers

    def answered(self, name: str, person: Person) -> Said:
        """Draw an answer of a named set, in the script of the person."""
        return in_script_of(person, self.phrases.answer(name, person))

    def moment(self, day: date, hour: int | None = None) -> int:
        """Return a moment of a day, by the rhythm of the group unless the hour is given."""
        if hour is None:
            hour = self.random.choices(range(24), self.room.hours.tolist())[0]
        return moments.second(day, hour) + self.random.randrange(HOUR)

    def tells(self, at: float) -> bool:
        return self.first <= at < self.room.end


def _mixed(person: Person) -> str:
    if person.kind in _LOOSE:
        return "loose"
    if person.kind == "kol" and person.name != "陈屿":
        return "nobody"
    return "nobody" if person.kind in _MUTE else person.kind


__all__ = ["NEVER", "Life"]
