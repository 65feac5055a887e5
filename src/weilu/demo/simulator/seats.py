"""Who sits in which group, from when until when."""

import random
from collections.abc import Iterable
from datetime import date
from typing import Any

from weilu.demo.simulator import moments
from weilu.demo.simulator.leaving import leave_by_week
from weilu.demo.simulator.material import load, rooms
from weilu.demo.simulator.moments import DAY, END, HOUR, MINUTE, WEEK
from weilu.demo.simulator.people import NEVER, Person, Seat

#: How people of a kind spread over the groups that are their home today.
_HOMES = {
    "regular": {"N": 24, "T": 22, "M": 16, "P": 20, "W": 8, "B": 3},
    "koc": {"N": 5, "T": 4, "M": 5, "P": 6, "W": 3, "B": 2},
    "checkin": {"M": 50},
    "hunter": {"M": 8},
    "advertiser": {"B": 2},
    "rival": {"P": 2, "M": 1, "B": 1},
}


def seat(people: list[Person], rng: random.Random, factor: float) -> None:
    seats = _Seats(people, rng, factor)
    seats.named()
    seats.today()
    seats.novels()
    seats.business()
    seats.hall()
    seats.newcomers()
    seats.earlier()
    seats.rings()


class _Seats:
    def __init__(self, people: list[Person], rng: random.Random, factor: float) -> None:
        self._people = people
        self._rng = rng
        self._factor = factor
        self._data = load("people")
        self._starts = {room.key: moments.second(room.start, 9) for room in rooms()}
        self._homes: dict[int, str] = {}

    def _scaled(self, number: int) -> int:
        return max(1, round(number * self._factor)) if number else 0

    def _sit(
        self, person: Person, key: str, *, left: int = NEVER, latest: float = END - DAY
    ) -> None:
        """Seat a person: the founders at once, all others some days after they came."""
        if key in person.seats:
            return
        start = self._starts[key]
        earliest = person.comes if key == "H" or not person.seats else person.comes + HOUR
        if key == "H":
            joined = max(start, person.comes)
        else:
            base = max(start, earliest)
            days = 4 if key == "M" and person.comes < start else 20
            joined = int(base + self._rng.expovariate(1 / days) * DAY)
            if person.kind in {"staff", "core", "kol"}:
                joined = base
            if joined > latest:
                joined = int(base + self._rng.random() * max(HOUR, latest - base))
        person.seats[key] = Seat(self._awake(joined, start), max(left, joined + HOUR))

    def _awake(self, at: int, start: int) -> int:
        hour = (at + moments.OFFSET) % DAY // HOUR
        return max(start, at + (9 - hour) * HOUR if hour < 7 else at)

    def named(self) -> None:
        groups = {each["name"]: each.get("groups", "") for each in self._data["named"]}
        groups |= dict(self._data["pool"]["core"])
        for person in self._people:
            if person.kind == "staff":
                for room in rooms():
                    self._sit(person, room.key)
            for key in groups.get(person.name, ""):
                self._sit(person, key)
            if person.name in groups and person.kind not in {"staff", "core", "kol"}:
                self._homes[person.number] = groups[person.name][-1]
            if person.name in {"老周", "半夏"}:
                person.part = "go"
                at = moments.second(self._data["split"]["day"], 20)
                person.seats["N"].left = at + self._rng.randrange(2 * DAY)
            elif "N" in person.seats:
                person.part = "stay"
            if person.name == "陈屿":
                left = moments.second(_leaving_day(self._data, "陈屿"), 10)
                person.seats = {k: Seat(s.joined, left) for k, s in person.seats.items()}

    def _free(self, *kinds: str, by: float = 99.0) -> list[Person]:
        """Return people of today who have no home yet and had come by a week."""
        latest = moments.START + by * WEEK
        found = [
            p
            for p in self._people
            if (not kinds or p.kind in kinds)
            and not p.is_gone
            and p.number not in self._homes
            and p.kind not in {"staff", "core", "kol"}
            and p.comes <= latest
        ]
        self._rng.shuffle(found)
        return found

    def today(self) -> None:
        """Give everybody of today a home, so that every group has its number of seats."""
        wanted = self._wanted()
        for kind, homes in _HOMES.items():
            for key, number in homes.items():
                for person in self._free(kind, by=_by(key))[: self._scaled(number)]:
                    self._take(person, key, wanted)
        second = self._scaled(52)
        order: Iterable[tuple[str, int]] = (
            ("B", wanted["B"] - second),
            ("N", wanted["N"]),
            ("T", wanted["T"]),
            ("W", wanted["W"]),
            ("M", wanted["M"]),
            ("P", wanted["P"]),
        )
        for key, number in order:
            for person in self._free(by=_by(key))[: max(0, number)]:
                self._take(person, key, wanted)
        settled = [p for p in self._people if self._homes.get(p.number, "B") in "NMPW"]
        old = [p for p in settled if p.comes < moments.START + 19 * WEEK and not p.is_gone]
        for person in self._rng.sample(old, min(len(old), max(0, wanted["B"]))):
            if "B" not in person.seats:
                self._sit(person, "B", latest=moments.START + 20.5 * WEEK)

    def _wanted(self) -> dict[str, int]:
        wanted = {key: self._scaled(each["now"]) for key, each in self._data["seats"].items()}
        for person in self._people:
            for key, held in person.seats.items():
                if held.left > END:
                    wanted[key] -= 1
            home = self._homes.get(person.number)
            if home and home not in person.seats:
                wanted[home] -= 1
        return wanted

    def _take(self, person: Person, key: str, wanted: dict[str, int]) -> None:
        self._homes[person.number] = key
        wanted[key] -= 1
        if key == "B":
            self._sit(person, "B", latest=moments.START + 20.5 * WEEK)
        elif key in "MPW":
            self._sit(person, key)

    def novels(self) -> None:
        """Fill the novel group up to its peak and split it: go, stay, neither."""
        split = self._data["split"]
        at = moments.second(split["day"], 20)
        last = at - 4 * DAY
        old = moments.START + 50 * WEEK
        for part, home, new in (("go", "T", 25), ("stay", "N", 12)):
            those = [p for p in self._people if self._homes.get(p.number) == home]
            held = sum(p.part == part and p.kind in _CORE for p in self._people)
            early = [p for p in those if p.comes < old and p.name != "小酒"]
            early = [p for p in those if p.name == "小酒"] + early
            full = self._scaled(split[part]) - held
            for person in early[: max(0, len(those) - self._scaled(new))]:
                person.part = part
                self._sit(person, "N", latest=last)
            missing = full - sum(p.part == part and p.kind not in _CORE for p in self._people)
            leavers = self._elsewhere(old)[: max(0, missing)]
            for person in leavers:
                person.part = part
                self._sit(person, "N", latest=last)
                if part == "stay":
                    person.seats["N"].left = self._rng.randrange(at + 20 * DAY, END - 20 * DAY)
            for person in those:
                if not person.part:
                    self._sit_after(person, home, at + DAY)
            if part == "go":
                self._move(at, leavers)
        self._neither(at, old, last)

    def _move(self, at: int, leavers: list[Person]) -> None:
        for person in self._people:
            if person.part != "go":
                continue
            moved = at + self._rng.randrange(3 * DAY)
            person.seats["N"].left = moved + self._rng.randrange(HOUR, 2 * DAY)
            person.seats["T"] = Seat(self._awake(moved, self._starts["T"]))
        for person in leavers:
            person.seats["T"].left = self._rng.randrange(at + 20 * DAY, END - 20 * DAY)

    def _sit_after(self, person: Person, key: str, at: int) -> None:
        base = max(at, person.comes + HOUR)
        joined = base + int(self._rng.random() * max(DAY, END - 3 * DAY - base))
        person.seats[key] = Seat(self._awake(min(joined, END - DAY), self._starts[key]))

    def _elsewhere(self, latest: float) -> list[Person]:
        """Return people of today whose home is another group and who had come by then."""
        found = [
            p
            for p in self._people
            if not p.is_gone
            and "N" not in p.seats
            and p.comes < latest
            and self._homes.get(p.number, "") in {"H", "M", "P", "W", "B", ""}
            and p.kind in {"regular", "occasional", "lurker", "koc"}
        ]
        self._rng.shuffle(found)
        return found

    def _neither(self, at: int, old: float, last: float) -> None:
        for person in self._elsewhere(old)[: self._scaled(self._data["split"]["neither"])]:
            person.part = "neither"
            self._sit(person, "N", latest=last)
            person.seats["N"].left = at + self._rng.randrange(DAY, 6 * DAY)

    def business(self) -> None:
        """Let the dying group have had its peak of members in week 22."""
        peak = self._scaled(268)
        before = moments.START + 19 * WEEK
        held = sum("B" in p.seats for p in self._people)
        found = [p for p in self._people if "B" not in p.seats and p.comes < before]
        found = [p for p in found if p.kind not in {"staff", "core", "kol", "checkin", "hunter"}]
        found = [p for p in found if not p.is_early_leaver]
        found.sort(key=lambda p: p.kind not in {"regular", "koc", "occasional"})
        chosen = found[: max(0, peak - held)]
        self._rng.shuffle(chosen)
        talkers = [p for p in chosen if p.kind in {"regular", "occasional"}][: self._scaled(14)]
        follow = {p.number for p in talkers}
        for person in chosen:
            self._sit(person, "B", latest=moments.START + 20.5 * WEEK)
            week = 27.8 + self._rng.random() * 1.5
            if person.number not in follow:
                week = 22.5 + self._rng.random() ** 0.8 * 26
            person.seats["B"].left = moments.START + int(week * WEEK)

    def hall(self) -> None:
        """Seat in the hall who is there today; all others of today may have been there once."""
        wanted = self._scaled(self._data["seats"]["H"]["now"])
        present = [p for p in self._people if not p.is_gone]
        first = [p for p in present if "H" in p.seats]
        both = self._scaled(self._data["split"]["both_accounts"])
        readers = [p for p in present if "T" in p.seats and p.seats["T"].left > END]
        both -= sum("H" in p.seats for p in readers)
        alone = [p for p in present if not _is_seated(p)]
        parted = [p for p in present if p.part == "neither" or "T" in p.seats]
        parted = [p for p in parted if p not in readers and p not in alone]
        must = [
            *alone,
            *parted,
            *[p for p in readers if p.part == "go" and "H" not in p.seats][: max(0, both)],
        ]
        rest = [p for p in present if p not in must and p not in readers]
        self._rng.shuffle(rest)
        rest.sort(key=lambda p: p.kind not in {"regular", "koc"})
        candidates = dict.fromkeys(p.number for p in [*first, *must, *rest] if p.kind != "hunter")
        for number in list(candidates)[:wanted]:
            self._sit(self._people[number], "H")
        self._once()

    def _once(self) -> None:
        """Let those who are elsewhere today have left the hall, and the gone as well."""
        for person in self._people:
            if "H" in person.seats:
                continue
            start = min((s.joined for s in person.seats.values()), default=NEVER)
            was_there = person.is_gone or person.kind == "hunter"
            if not was_there and person.comes > END - 100 * DAY:
                self._straight(person)
                continue
            if was_there or start - person.comes > DAY or self._rng.random() < 0.05:
                person.seats["H"] = Seat(max(self._starts["H"], person.comes))
                left = self._leave(person, person.seats["H"].joined)
                person.seats["H"].left = left
        leave_by_week(self._people, self._rng, self._factor)

    def newcomers(self) -> None:
        """Let three people of the hall have come just now."""
        alone = [p for p in self._people if list(p.seats) == ["H"] and p.again is not True]
        alone = [p for p in alone if not p.is_gone and p.kind in {"lurker", "occasional"}]
        alone.sort(key=lambda p: -p.comes)
        for hours, person in zip(self._data["waiting"]["hours"], alone, strict=False):
            person.waits, person.again = hours, None
            person.comes = person.seats["H"].joined = END - int((hours + 0.25) * HOUR)

    def _straight(self, person: Person) -> None:
        """Let who came lately have come to their group at once."""
        first = min(person.seats.values(), key=lambda held: held.joined)
        first.joined = max(person.comes, min(self._starts[k] for k in person.seats))

    def _leave(self, person: Person, joined: int) -> int:
        rng = self._rng
        if person.kind == "hunter":
            return joined + int(rng.uniform(5, 71) * HOUR)
        if person.is_early_leaver:
            return joined + int(min(27.0, rng.expovariate(1 / 6) + 0.3) * DAY)
        first = joined + 57 * DAY
        if first >= END - 3 * DAY:
            return joined + int(rng.uniform(0.75, 0.98) * (END - DAY - joined))
        stay = min(0.98 * (END - 2 * DAY - first), rng.expovariate(1 / 50) * DAY)
        return first + int(stay)

    def earlier(self) -> None:
        """Add seats of the past: camps and groups that people have left again."""
        plain = [
            p
            for p in self._people
            if p.kind in {"regular", "occasional", "lurker"}
            and not p.is_early_leaver
            and not p.waits
        ]
        for key, number in (("M", 110), ("P", 70), ("W", 30), ("N", 42)):
            free = [p for p in plain if key not in p.seats and self._has_time(p, key)]
            for person in self._rng.sample(free, min(len(free), self._scaled(number))):
                self._sit(person, key, latest=END - 70 * DAY)
                seat_ = person.seats[key]
                last = moments.second(moments.monday(51)) if key == "N" else END - 4 * DAY
                until = max(seat_.joined + 3 * DAY, last)
                gone = max((s.left for s in person.seats.values() if s.left < NEVER), default=until)
                limit = min(until, gone) if person.is_gone else until
                limit = max(limit, seat_.joined + DAY)
                seat_.left = self._rng.randrange(seat_.joined + HOUR, limit + 1)
        self._hunters()
        self._camps()
        self._last_of_business()

    def _last_of_business(self) -> None:
        """Let some still come to the dying group, and soon go again."""
        data = self._data["dying"]
        free = [p for p in self._people if p.kind == "occasional" and "B" not in p.seats]
        free = [p for p in free if not p.is_gone and not p.is_early_leaver]
        for number in range(self._scaled(data["newcomers"])):
            span = data["until_week"] - data["from_week"]
            week = data["from_week"] + span * number / data["newcomers"]
            joined = self._awake(moments.START + int(week * WEEK), self._starts["B"])
            able = [p for p in free if p.comes + 60 * DAY < joined or p.comes + 20 * DAY > joined]
            able = [p for p in able if p.comes + HOUR < joined and p.seats]
            if able:
                person = self._rng.choice(able)
                free.remove(person)
                left = joined + self._rng.randrange(9 * DAY, 40 * DAY)
                person.seats["B"] = Seat(joined, left)

    def _hunters(self) -> None:
        """Let those who hunt rewards sit where there are some, long after they left the hall."""
        hunters = [p for p in self._people if p.kind == "hunter"]
        for person in self._rng.sample(hunters, round(len(hunters) * 0.7)):
            key = self._rng.choice("MPP")
            if key not in person.seats and not person.is_gone:
                continue
            self._sit(person, key, latest=END - 60 * DAY)
            held = person.seats[key]
            if person.is_gone and held.left >= NEVER:
                held.left = self._rng.randrange(held.joined + 30 * DAY, END - DAY)

    def rings(self) -> None:
        """Let the first of each ring go out for some minutes, to be invited by the last."""
        for number in sorted({p.ring for p in self._people if p.ring}):
            ring = [p for p in self._people if p.ring == number and "H" in p.seats]
            if len(ring) > 1:
                last = max(p.seats["H"].joined for p in ring)
                first = min(ring, key=lambda p: (p.seats["H"].joined, p.number))
                first.seats["H"].away = (last + 4 * MINUTE, last + 9 * MINUTE)

    def _has_time(self, person: Person, key: str) -> bool:
        last = moments.START + (44 if key == "N" else 64) * WEEK
        hall = person.seats.get("H")
        leaves = hall.left if person.is_gone and hall else NEVER
        return max(person.comes, self._starts[key]) + 20 * DAY < min(last, leaves)

    def _camps(self) -> None:
        for person in self._people:
            if person.kind != "checkin":
                continue
            there = person.seats.setdefault("M", Seat(max(self._starts["M"], person.comes)))
            there.joined = max(self._starts["M"], person.comes)
            if person.is_gone:
                hall = person.seats.pop("H", None)
                early = person.comes + int(self._rng.uniform(5, 26) * DAY)
                left = early if person.is_early_leaver else END - 90 * DAY
                there.left = max(left, hall.left if hall and not person.is_early_leaver else 0)
                there.left = min(there.left, END - DAY)


_CORE = frozenset({"staff", "core", "kol"})


def _by(key: str) -> float:
    """Return the week by which somebody must have come to have a seat of today there."""
    return {"B": 19.0, "N": 77.0, "T": 77.0}.get(key, 77.5)


def _is_seated(person: Person) -> bool:
    return any(held.left > END for held in person.seats.values())


def _leaving_day(data: dict[str, Any], name: str) -> date:
    found: date = next(each["leaves"] for each in data["named"] if each["name"] == name)
    return found
