"""What is true of the story, beside its files: nothing of it is in what Weilu reads.

One row says one thing: ``subject`` (person, seat, message, reply, group, day, camp, set, swap,
tie, channel, figure), ``ref`` of it, the ``group`` it is true in, a ``label``, and a ``value`` or
a ``number``.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from weilu.connect import arrow
from weilu.demo.simulator import moments
from weilu.demo.simulator.material import factor, load, load_all
from weilu.demo.simulator.people import NEVER, Person
from weilu.demo.simulator.sheet import NOBODY, NONE
from weilu.demo.simulator.story import Chapter, Group

SCHEMA = pa.schema(
    [
        ("subject", pa.string()),
        ("ref", pa.string()),
        ("group", pa.string()),
        ("label", pa.string()),
        ("value", pa.string()),
        ("number", pa.float64()),
    ]
)
Fact = tuple[str, str, str, str, str | None, float | None]


class Truth:
    """Writes facts as they come, so that a large story needs no more memory than a group."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, SCHEMA, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()

    def tell(self, facts: Iterable[Fact]) -> None:
        columns = list(zip(*facts, strict=True))
        if columns:
            *texts, numbers = columns
            arrays = [arrow.strings(list(column)) for column in texts]
            arrays.append(_numbers(numbers))
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=SCHEMA))

    def tell_people(self, chapter: Chapter) -> None:
        self.tell(fact for person in chapter.people for fact in _of_person(person, chapter))
        self.tell(_figures(chapter))

    def tell_group(self, group: Group, chapter: Chapter) -> None:
        self.tell(_of_group(group))
        self.tell(_labels(group, chapter.people))
        self.tell(_replies(group))
        key = group.room.key
        self.tell(
            (subject, ref, key, label, value, number)
            for subject, ref, label, value, number in group.facts
        )


def _numbers(values: Sequence[float | None]) -> pa.Array:
    known = [value is not None for value in values]
    numbers = np.array([value or 0.0 for value in values], np.float64)
    buffers = [arrow.bits(known), pa.py_buffer(numbers)]
    return pa.Array.from_buffers(pa.float64(), len(numbers), buffers)


def _of_person(person: Person, chapter: Chapter) -> Iterable[Fact]:
    texts = {
        "kind": person.kind,
        "name": person.name,
        "channel": person.channel,
        "inviter": chapter.people[person.inviter].ref if person.inviter >= 0 else None,
        "ring": str(person.ring) if person.ring else None,
        "split": person.part or None,
        "namesake": person.name if person.name == _namesake() else None,
        "second_account_of": (
            chapter.people[person.second_of].ref if person.second_of >= 0 else None
        ),
        "script": "traditional" if person.is_traditional else None,
    }
    for label, value in texts.items():
        if value is not None:
            yield ("person", person.ref, "", label, value, None)
    yield ("person", person.ref, "", "comes", None, float(person.comes))
    for experiment, arm in person.arms.items():
        yield ("person", person.ref, "", f"{experiment}_arm", arm, None)
    if person.again is not None:
        yield ("person", person.ref, "", "speaks_again", None, float(person.again))
    yield from _seats(person)


def _seats(person: Person) -> Iterable[Fact]:
    """Tell each stay, and whether somebody has a QQ account beside another one, both in use."""
    if "T" in person.seats and len(person.seats) > 1:
        is_open = sum(seat.left >= NEVER for seat in person.seats.values()) > 1
        is_open = is_open and person.seats["T"].left >= NEVER
        account = person.account("qq")
        yield ("person", person.ref, "", "two_accounts", account, float(is_open))
    for key, seat in person.seats.items():
        yield ("seat", person.ref, key, "joined", None, float(seat.joined))
        if seat.away[1] < NEVER:
            yield ("seat", person.ref, key, "went", None, float(seat.away[0]))
            yield ("seat", person.ref, key, "came_back", None, float(seat.away[1]))
        if seat.left < NEVER:
            yield ("seat", person.ref, key, "left", seat.said_why or None, float(seat.left))


def _namesake() -> str:
    name: str = load("people")["invented"]["namesake"]
    return name


def _figures(chapter: Chapter) -> Iterable[Fact]:
    data = load("people")
    kols = [*(each["name"] for each in data["named"][3:12])]
    by_name = {person.name: person for person in chapter.people}
    for name in kols:
        yield ("person", by_name[name].ref, "", "kol", name, None)
    for channel in data["channel"]:
        for label in ("people", "cost", "stayed", "again"):
            yield ("channel", channel["name"], "", label, None, float(channel.get(label, 0)))
    for name, experiment in load("experiments").items():
        yield ("figure", name, "", "effect", None, float(experiment["effect"]))
    yield ("figure", "leaving", "H", "slope", None, load("customs/notices")["drives_away"])
    yield from _asked()
    yield from _seasons()


def _asked() -> Iterable[Fact]:
    """Tell how many were asked where only some answered."""
    for name, scenes in load_all("scenes"):
        for scene in scenes["scene"]:
            if "asked" in scene:
                group, label = scene["group"], scene["label"]
                yield ("figure", name, group, f"{label}_asked", None, float(scene["asked"]))


def _seasons() -> Iterable[Fact]:
    for number in range((moments.AS_OF.date() - moments.FIRST_DAY).days + 1):
        date = moments.FIRST_DAY + timedelta(days=number)
        for season in load("calendar")["season"]:
            if season["from"] <= date <= season["to"]:
                yield ("day", date.isoformat(), season.get("groups", ""), season["name"], None, 1.0)


def _of_group(group: Group) -> Iterable[Fact]:
    room, rows = group.room, group.rows
    said = [at for at, who in zip(rows.at, rows.who, strict=True) if who != NOBODY]
    yield ("group", room.ref, room.key, "messages", room.platform, float(len(said)))
    if said:
        yield ("group", room.ref, room.key, "last", None, float(said[-1]))
    yield ("group", room.ref, room.key, "export_ends", None, float(room.end))
    for hour, share in enumerate(room.hours.tolist()):
        yield ("group", room.ref, room.key, "hour", str(hour), share)
    for weekday, share in enumerate(room.weekdays.tolist()):
        yield ("group", room.ref, room.key, "weekday", str(weekday), share)
    first = max(room.start, moments.day_of(rows.at[0])) if rows.at else room.start
    for number in range((moments.day_of(room.end) - first).days + 1):
        day = first + timedelta(days=number)
        yield ("day", day.isoformat(), room.key, "factor", None, factor(room.key, day))


def _labels(group: Group, people: list[Person]) -> Iterable[Fact]:
    rows, key = group.rows, group.room.key
    for row, label in enumerate(rows.label):
        if label:
            author = people[rows.who[row]].ref if rows.who[row] != NOBODY else None
            name, _, number = label.partition("=")
            yield ("message", rows.ref(row), key, name, author, float(number) if number else None)


def _replies(group: Group) -> Iterable[Fact]:
    rows, key = group.rows, group.room.key
    for row, parent in enumerate(rows.parent):
        if parent != NONE and rows.who[row] != rows.who[parent]:
            shown = "quoted" if rows.quotes[row] else "unquoted"
            yield ("reply", rows.ref(row), key, shown, rows.ref(parent), None)
