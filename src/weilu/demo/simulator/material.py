"""The files that the simulator draws from: groups, people, calendar, scenes."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weilu.demo.simulator.moments import AS_OF, monday, second, week_of


@cache
def load(name: str) -> dict[str, Any]:
    text = files("weilu.demo").joinpath("data", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def load_all(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every file of a folder of the data, by name."""
    place = files("weilu.demo").joinpath("data", folder)
    for name in sorted(each.name for each in place.iterdir() if each.name.endswith(".toml")):
        yield name.removesuffix(".toml"), tomllib.loads(place.joinpath(name).read_text("utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One group as it is meant to be."""

    key: str
    ref: str
    name: str
    platform: str
    first_week: int
    gap: int  # days since the last import
    volume: tuple[tuple[float, float], ...]
    hours: NDArray[np.float64]
    weekdays: NDArray[np.float64]
    mix: dict[str, float]
    turns: dict[str, float]

    @property
    def start(self) -> date:
        return monday(self.first_week)

    @property
    def end(self) -> int:
        """Return the second at which the export of the group ends."""
        moment = AS_OF.replace(tzinfo=None) - timedelta(days=self.gap)
        return second(moment.date(), moment.hour, moment.minute)

    def per_week(self, week: float) -> float:
        weeks, volumes = zip(*self.volume, strict=True)
        return float(np.interp(week, weeks, volumes, left=0.0))


@cache
def rooms() -> tuple[Room, ...]:
    return tuple(
        Room(
            **{n: each[n] for n in ("key", "ref", "name", "platform", "first_week", "gap", "mix")},
            turns=each.get("turns", {}),
            volume=tuple((week, number) for week, number in each["volume"]),
            hours=np.array(each["hours"], float) / sum(each["hours"]),
            weekdays=np.array(each["weekdays"], float) / sum(each["weekdays"]),
        )
        for each in load("groups")["group"]
    )


@cache
def factor(key: str, day: date) -> float:
    """Return what the calendar does to the talk of a group on a day."""
    data = load("calendar")
    found = 1.0
    for season in data["season"]:
        concerned = key in season.get("groups", "HMNTPWBC") and key not in season.get("but", "")
        if concerned and season["from"] <= day <= season["to"]:
            found *= season["by"]
    if key == "W" and _is_walk_week(day):
        found *= data["walks"]["by"]
    if key == "M" and not camp_day(day):
        found *= data["camps"]["pause"]
    return found


def _is_walk_week(day: date) -> bool:
    saturday = day + timedelta(days=5 - day.weekday())
    return is_walk(saturday)


def is_walk(day: date) -> bool:
    spans = load("calendar")["walks"]["saturdays"]
    return day.weekday() == 5 and any(first <= day.day <= last for first, last in spans)


def camp_day(day: date) -> int:
    """Return the day of the morning reading camp, from 1; 0 in a pause."""
    camps = load("calendar")["camps"]
    since = (day - camps["first"]).days
    return since % camps["every"] + 1 if since >= 0 and since % camps["every"] < 21 else 0


def camp_starts() -> list[date]:
    camps = load("calendar")["camps"]
    count = (AS_OF.date() - camps["first"]).days // camps["every"] + 1
    return [camps["first"] + timedelta(days=camps["every"] * n) for n in range(count)]


def days(room: Room) -> list[date]:
    """Return every day of a group until its export ends."""
    last = AS_OF.date() - timedelta(days=room.gap)
    return [room.start + timedelta(days=n) for n in range((last - room.start).days + 1)]


__all__ = [
    "Room",
    "camp_day",
    "camp_starts",
    "days",
    "factor",
    "is_walk",
    "load",
    "load_all",
    "rooms",
    "week_of",
]
