"""What exports get wrong: days missing in the middle, and a phone with a wrong clock."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import DAY, MINUTE


def lost(life: Life, at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which moments the export of the group lacks."""
    found = np.zeros(len(at), bool)
    for begin, end in _gaps(life.key):
        found |= (at >= begin) & (at < end)
    return found


def _gaps(key: str) -> Iterator[tuple[int, int]]:
    for gap in load("customs/damage")["gap"]:
        if gap["group"] == key:
            yield moments.second(gap["from"]), moments.second(gap["to"]) + DAY


def stamped(life: Life, at: list[int], who: list[int]) -> list[int]:
    """Return the times as the export has them: those of one phone run ahead for some weeks."""
    data = load("customs/damage")["clock"]
    _tell_gaps(life)
    if life.key != data["group"]:
        return at
    begin, end = moments.second(data["from"]), moments.second(data["to"]) + DAY
    ahead = data["ahead_minutes"] * MINUTE
    said = [author for when, author in zip(at, who, strict=True) if begin <= when < end]
    those = [p for p in life.people if p.kind == data["kind"] and p.number in said]
    owner = max(those, key=lambda p: (said.count(p.number), p.ref), default=None)
    if owner is None:
        return at
    life.facts.append(("person", owner.ref, "wrong_clock", None, float(ahead)))
    return [
        when + ahead if author == owner.number and begin <= when < end else when
        for when, author in zip(at, who, strict=True)
    ]


def _tell_gaps(life: Life) -> None:
    for gap in load("customs/damage")["gap"]:
        if gap["group"] == life.key:
            for number in range((gap["to"] - gap["from"]).days + 1):
                day = gap["from"] + timedelta(days=number)
                life.facts.append(("day", day.isoformat(), "export_gap", None, 1.0))
