"""Red packets: after each, many one-word thanks within three minutes, then silence."""

from datetime import date, timedelta

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import days, load
from weilu.demo.simulator.moments import MINUTE
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.sheet import Type

_GREETING = frozenset({"core", "koc", "regular", "occasional", "hunter", "rival"})


def packets(life: Life) -> None:
    data = load("customs/packets")
    if life.key != "H":
        return
    eve = data["eve"]
    first = moments.second(eve["day"], 20)
    for number in range(eve["packets"]):
        at = first + number * eve["until_minutes"] * MINUTE // eve["packets"]
        at += life.random.randrange(45)
        _packet(life, at, eve["thanks"], stickers=eve["stickers"])
    sundays = [day for day in days(life.room) if day.weekday() == 6]
    for day in sundays:
        at = moments.second(day, 20, 40) + life.random.randrange(40 * MINUTE)
        _packet(life, at, data["sunday"]["thanks"], by="闻溪")
    span = (days(life.room)[-1] - life.room.start).days
    for number in range(data["others"]["packets"]):
        day = life.room.start + timedelta(days=20 + number * (span - 40) // 18)
        _packet(life, _evening(life, day), data["others"]["thanks"])


def _evening(life: Life, day: date) -> int:
    return moments.second(day, 21) + life.random.randrange(40 * MINUTE)


def _packet(life: Life, at: int, thanks: list[int], *, by: str = "", stickers: float = 0.0) -> None:
    random = life.random
    giver = life.named(by, at) if by else life.speaker(at, kinds=("core", "koc", "staff"))
    if giver is None or not life.tells(at):
        return
    text = life.phrases.draw("packet", giver)
    row = life.sheet.add(at, giver.number, text, kind=Type.RED_PACKET, label="packet")
    count = random.randint(*thanks)
    people = _lucky(life, at, count, but=giver.number)
    count = min(len(people), count)
    weights = [6.0 if p.kind == "hunter" else p.rate for p in people]
    for offset in sorted(random.random() for _ in range(count)):
        person = random.choices(people, weights)[0]
        weights[people.index(person)] = 0.0
        when = at + 4 + offset**1.6 * 3 * MINUTE
        if not any(weights):
            return
        is_sticker = random.random() < stickers
        words = "[动画表情]" if is_sticker else life.phrases.draw("packet_thanks", person)
        kind = Type.STICKER if is_sticker else Type.TEXT
        if life.tells(when):
            life.sheet.add(when, person.number, words, kind=kind, parent=row, label="thanks")


def _lucky(life: Life, at: int, count: int, *, but: int) -> list[Person]:
    """Return who takes a part and says thanks: who talks in these weeks, others if too few."""
    column = life.weights[:, life.week(at)]
    here = [
        (person, weight > 0)
        for person, weight in zip(life.people, column.tolist(), strict=True)
        if person.sits("H", at) and _greets(person, at) and person.number != but
    ]
    people = [p for p, talks in here if talks or p.kind == "hunter"]
    others = [p for p, talks in here if not talks and p.kind != "hunter"]
    missing = min(len(others), max(0, count - len(people)))
    return people + life.random.sample(others, missing)


def _greets(person: Person, at: float) -> bool:
    return person.kind in _GREETING and not person.is_hushed(at, "H")
