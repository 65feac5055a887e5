"""Who belongs to the club: kinds of people, when and by which way they come, who stays."""

import random
from collections import Counter
from collections.abc import Mapping

import numpy as np

from weilu.demo.simulator import moments
from weilu.demo.simulator.bank import bank
from weilu.demo.simulator.material import camp_starts, load
from weilu.demo.simulator.moments import DAY, END, HOUR, MINUTE, WEEK
from weilu.demo.simulator.names import names, nickname
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.scale import PEOPLE

#: The last week in which somebody of a kind comes; a club is founded by its core.
_LATEST = {
    "staff": 0.1,
    "core": 1,
    "kol": 1,
    "rival": 30,
    "advertiser": 16,
    "koc": 30,
    "regular": 62,
    "checkin": 66,
}
_STRONG = frozenset({"staff", "core", "kol", "koc", "regular"})
#: Weeks in which books were drawn among those who bring friends.
RAFFLES = (12, 24, 33, 45, 59)


def cast(rng: random.Random, count: int, prefix: str) -> list[Person]:
    """Return so many people for a chapter, by kinds as in the whole club."""
    made = _Cast(rng, count, prefix)
    made.kinds()
    made.arrivals()
    made.channels()
    made.finish()
    return made.people


class _Cast:
    def __init__(self, rng: random.Random, count: int, prefix: str) -> None:
        self._rng = rng
        self._count = count
        self._factor = count / PEOPLE
        self._prefix = prefix
        self._data = load("people")
        self._taken: set[str] = set()
        self.people: list[Person] = []

    def kinds(self) -> None:
        pool = self._data["pool"]
        for each in self._data["named"]:
            person = self._add(each["name"], each["kind"], each["city"])
            person.is_traditional = each.get("is_traditional", False)
            if "silent_from" in each:
                person.silent_from = moments.second(each["silent_from"])
        for name, _ in pool["core"]:
            self._add(name, "core")
        fresh = names(pool, self._taken, self._rng)
        for kind, numbers in self._data["kinds"].items():
            there = sum(person.kind == kind for person in self.people)
            wanted = self._scaled(numbers["ever"]) if kind not in {"staff", "core", "kol"} else 0
            if kind == "lurker":  # the many fill up what the few of a small club leave
                rest = sum(
                    self._scaled(each["ever"])
                    for other, each in self._data["kinds"].items()
                    if other not in {"staff", "core", "kol", "lurker"}
                )
                always = sum(self._data["kinds"][each]["ever"] for each in ("staff", "core", "kol"))
                wanted = max(1, self._count - rest - always)
            for number in range(max(0, wanted - there)):
                if kind == "advertiser" and number < len(pool["advertisers"]):
                    self._add(pool["advertisers"][number], kind)
                else:
                    self._add(next(fresh), kind)
            self._goners(kind, numbers)

    def _scaled(self, number: int) -> int:
        return max(1, round(number * self._factor))

    def _add(self, name: str, kind: str, city: str = "") -> Person:
        number = len(self.people)
        self._taken.add(name)
        spread = self._data["kinds"][kind]["spread"]
        person = Person(
            number=number,
            ref=f"demo_{self._prefix}{number + 1:04d}",
            name=name,
            kind=kind,
            city=city or self._rng.choice(self._data["pool"]["cities"]),
            rate=self._rng.lognormvariate(0, spread),
            circle=self._rng.randrange(self._data["invented"]["circles"]),
        )
        self.people.append(person)
        return person

    def _goners(self, kind: str, numbers: dict[str, float]) -> None:
        those = [person for person in self.people if person.kind == kind]
        count = round(len(those) * (numbers["ever"] - numbers["now"]) / numbers["ever"])
        named = {each["name"] for each in self._data["named"]}
        free = [person for person in those if person.name not in named or person.name == "陈屿"]
        if kind == "kol":
            free = [person for person in free if person.name == "陈屿"]
        for person in self._rng.sample(free, min(count, len(free))):
            person.is_gone = True

    def arrivals(self) -> None:
        """Give everybody a moment of coming, along the curve of the club."""
        ends, counts = zip(*self._data["arrivals"]["curve"], strict=True)
        count = len(self.people)
        places = (np.arange(count) + 0.5) * counts[-1] / count
        days = np.interp(places, counts, ends) * 7
        free = [self._hour(float(day)) for day in days if day * DAY + moments.START < END - DAY]
        free = sorted(free)[::-1]
        order = sorted(
            self.people, key=lambda p: min(_LATEST.get(p.kind, 99.0), 68.0 if p.is_gone else 99.0)
        )
        for person in order:
            if person.kind == "hunter":
                start = moments.second(moments.monday(self._rng.choice(RAFFLES)))
                person.comes = self._hour((start - moments.START) / DAY + self._rng.random() * 5)
                continue
            weeks = min(_LATEST.get(person.kind, 99.0), 68.0 if person.is_gone else 99.0)
            latest = moments.START + weeks * WEEK
            possible = [n for n, at in enumerate(free) if at <= latest]
            if person.kind in {"core", "staff", "kol"}:
                possible = possible[-1:]
            if person.kind == "staff":
                person.comes = moments.START + 9 * HOUR
                continue
            place = self._rng.choice(possible) if possible else 0
            person.comes = free.pop(place) if free else moments.START + HOUR * 10
        self._camp_joiners()

    def _camp_joiners(self) -> None:
        """Check-in-only people come for a camp, a few days before it begins."""
        starts = [moments.second(day) for day in camp_starts()]
        for person in self.people:
            if person.kind == "checkin":
                next_camp = next((s for s in starts if s > person.comes + DAY), starts[-2])
                early = self._rng.uniform(1, 6) * DAY
                person.comes = min(END - 60 * DAY, int(next_camp - early) // DAY * DAY + 5 * HOUR)
                person.comes += self._rng.randrange(8 * HOUR)

    def _hour(self, day: float) -> int:
        """Return a waking moment of a day of the story (0 is the first)."""
        if day < 1:
            return moments.START + int((9 + 12 * day) * HOUR)
        hour = self._rng.choices(range(8, 23), (3, 5, 6, 5, 9, 6, 4, 4, 5, 6, 7, 9, 11, 9, 5))[0]
        return moments.START + int(day) * DAY + hour * HOUR + self._rng.randrange(HOUR)

    def channels(self) -> None:
        """Give everybody a way of coming, so that the published rates of each come true."""
        total = sum(channel["people"] for channel in self._data["channel"])
        hunters = [p for p in self.people if p.kind == "hunter"]
        others = [p for p in self.people if p.kind != "hunter"]
        quotas = {c["name"]: c["people"] for c in self._data["channel"]}
        share = len(self.people) / total
        quotas = {name: round(count * share) for name, count in quotas.items()}
        for person in hunters:
            person.channel, person.is_early_leaver, person.again = "抽书裂变活动", True, False
        quotas["抽书裂变活动"] = max(0, quotas["抽书裂变活动"] - len(hunters))
        recent = [p for p in others if p.comes + 56 * DAY > END]
        older = [p for p in others if p.comes + 56 * DAY <= END]
        part = len(recent) / max(1, len(others))
        few = {name: round(quota * part) for name, quota in quotas.items()}
        self._spread_over(recent, [name for name, count in few.items() for _ in range(count)])
        many = {name: quota - few[name] for name, quota in quotas.items()}
        seen = Counter(p.channel for p in [*recent, *hunters] if p.comes + 28 * DAY <= END)
        self._settle(older, many, hunters, seen)

    def _spread_over(self, people: list[Person], slots: list[str]) -> None:
        self._rng.shuffle(slots)
        for place, person in enumerate(people):
            person.channel = slots[place % len(slots)] if slots else ""

    def _settle(
        self,
        people: list[Person],
        quotas: dict[str, int],
        hunters: list[Person],
        seen: Mapping[str, int],
    ) -> None:
        """Fill the slots of each channel: who speaks again, who leaves early, all others.

        ``seen`` counts the others of each channel of whom 28 days are known.
        """
        again: list[str] = []
        early: list[str] = []
        for channel in self._data["channel"]:
            name = channel["name"]
            raffled = len(hunters) if name == "抽书裂变活动" else 0
            whole = quotas[name] + raffled
            again += [name] * min(quotas[name], round(whole * channel["again"] / 100))
            known = quotas[name] + seen.get(name, 0)
            leaving = round(known * (100 - channel["stayed"]) / 100) - raffled
            early += [name] * max(0, leaving)
        left = {name: quotas[name] for name in quotas}
        strong = [p for p in people if p.kind in _STRONG]
        some = [p for p in people if p.kind == "occasional" and not p.is_gone]
        self._rng.shuffle(some)
        self._rng.shuffle(again)
        speaking = (strong + some)[: len(again)]
        for person, name in zip(speaking, again, strict=False):
            person.channel, person.again = name, True
            left[name] -= 1
        rest = [p for p in people if p.again is None]
        goners = [p for p in rest if p.is_gone and p.kind in {"lurker", "occasional", "checkin"}]
        self._rng.shuffle(goners)
        self._rng.shuffle(early)
        for person, name in zip(goners, early, strict=False):
            person.channel, person.is_early_leaver, person.again = name, True, False
            left[name] -= 1
        rest = [p for p in rest if p.again is None]
        slots = [name for name, count in left.items() for _ in range(max(0, count))]
        self._spread_over(rest, slots)
        for person in rest:
            person.again = False

    def finish(self) -> None:
        """Inviters, rings, namesakes, second accounts, scripts and nicknames."""
        data = self._data["invented"]
        plain = [p for p in self.people if p.kind in {"occasional", "regular", "lurker"}]
        named = {each["name"] for each in self._data["named"]} | set(self._data["pool"]["odd"])
        plain = [p for p in plain if p.name not in named]
        staying = [p for p in plain if not p.is_gone]
        for person in self._rng.sample(staying, min(len(staying), data["namesakes"])):
            person.name = data["namesake"]
        writers = [p for p in plain if p.name != data["namesake"]]
        count = self._scaled(data["traditional"]) - sum(p.is_traditional for p in self.people)
        for person in self._rng.sample(writers, min(len(writers), max(0, count))):
            person.is_traditional = True
        self._inviters()
        self._rings(data["rings"])
        sellers = [p for p in self.people if p.kind == "advertiser"]
        for seller in sellers[: data["second_advertisers"]]:
            others = [p for p in sellers[data["second_advertisers"] :] if p is not seller]
            seller.second_of = self._rng.choice(others).number if others else -1
        self._nicknames(data["shaped_nicknames"])

    def _nicknames(self, share: float) -> None:
        books = bank().slots["book"]
        shaped = self._rng.sample(range(len(self.people)), round(len(self.people) * share))
        for person in self.people:
            book = self._rng.choice(books)
            is_shaped = person.number in set(shaped)
            person.nickname = nickname(person, book, self._rng, is_shaped=is_shaped)

    def _inviters(self) -> None:
        hosts = [p for p in self.people if p.kind in _STRONG and p.name != "木木"]
        weights = [p.rate * (3 if p.kind in {"core", "koc"} else 1) for p in hosts]
        for person in sorted(self.people, key=lambda p: p.comes):
            if person.channel not in {"老带新海报", "抽书裂变活动"}:
                continue
            found = [n for n, host in enumerate(hosts) if host.comes < person.comes - HOUR]
            if found:
                near = [weights[n] * (4 if hosts[n].circle == person.circle else 1) for n in found]
                person.inviter = hosts[self._rng.choices(found, near)[0]].number

    def _rings(self, sizes: list[int]) -> None:
        """Let some who came for the prize invite each other, one after the other."""
        hunters = sorted((p for p in self.people if p.kind == "hunter"), key=lambda p: p.comes)
        for number, size in enumerate(sizes, 1):
            ring, hunters = hunters[:size], hunters[size:]
            for before, person in zip([ring[-1], *ring] if ring else [], ring, strict=False):
                person.inviter, person.ring = before.number, number
            for place, person in enumerate(ring):
                person.comes = ring[0].comes + place * 11 * MINUTE  # within an evening
