"""The whole story, group by group: so that a hundred groups need the memory of one chapter."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from weilu.demo.simulator import moments
from weilu.demo.simulator.bank import bank
from weilu.demo.simulator.cast import cast
from weilu.demo.simulator.customs import AFTERWARDS, CUSTOMS
from weilu.demo.simulator.customs.returns import leave_and_return
from weilu.demo.simulator.finishing import Rows, finished
from weilu.demo.simulator.life import Fact, Life
from weilu.demo.simulator.material import Room, days, rooms
from weilu.demo.simulator.moments import DAY
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.scale import GROUPS, Scale
from weilu.demo.simulator.seats import seat
from weilu.demo.simulator.talk import talk
from weilu.demo.simulator.vows import vow


@dataclass(slots=True, kw_only=True)
class Group:
    """One finished group. ``people`` are those who ever sat in it."""

    room: Room
    people: list[Person]
    rows: Rows
    facts: list[Fact]


@dataclass(slots=True, kw_only=True)
class Chapter:
    """Eight groups and their people. ``groups`` are made while they are asked for."""

    number: int
    people: list[Person]
    rooms: Sequence[Room]
    seed: int
    scale: Scale
    _first: int = field(init=False)

    def __post_init__(self) -> None:
        self._first = self.scale.first_second

    def groups(self) -> Iterator[Group]:
        for room in self.rooms:
            yield self._group(room)

    def _group(self, room: Room) -> Group:
        life = Life(
            name=f"{self.seed}-{self.number}-{room.key}",
            room=room,
            everybody=self.people,
            bank=bank(),
            volume=self.scale.volume_factor,
            first=self._first,
        )
        for custom in CUSTOMS:
            life.roll(custom.__module__)
            custom(life)
        life.roll("talk")
        talk(life, _by_day(life))
        for custom in AFTERWARDS:
            life.roll(custom.__module__)
            custom(life)
        life.roll("finished")
        return Group(room=room, people=life.people, rows=finished(life), facts=life.facts)


def chapters(seed: int, scale: Scale) -> Iterator[Chapter]:
    """Tell the story of a seed, chapter by chapter."""
    left = scale.groups
    for number in range(scale.chapters):
        prefix = f"{number:02d}" if number else ""
        rng = random.Random(f"{seed}-{number}")  # noqa: S311  a story, no secret
        people = cast(rng, scale.people_of(number), prefix)
        seat(people, rng, scale.people_factor)
        vow(people, rng, scale.people_factor)
        leave_and_return(people)
        here = [_cloned(room, number) for room in rooms()[: min(GROUPS, left)]]
        left -= len(here)
        yield Chapter(number=number, people=people, rooms=here, seed=seed, scale=scale)


def _cloned(room: Room, number: int) -> Room:
    """Return the room of a later chapter: the same shape under another name."""
    if not number:
        return room
    return replace(room, ref=f"{room.ref}_{number}", name=f"{room.name}·{number + 1}")


def _by_day(life: Life) -> NDArray[np.int64]:
    """Count what the customs say on each day of the group."""
    begins = moments.second(life.room.start)
    said = [at for at, who in zip(life.sheet.at, life.sheet.who, strict=True) if who >= 0]
    places = (np.array(said, np.int64) - begins) // DAY
    count = len(days(life.room))
    return np.bincount(places[(places >= 0) & (places < count)], minlength=count)
