"""Lurkers: two messages ever, at most, and many orders."""

from weilu.demo.simulator.life import Life
from weilu.demo.simulator.moments import DAY, END, HOUR, OFFSET
from weilu.demo.simulator.people import Person


def lurkers(life: Life) -> None:
    """Let each lurker speak none, once or twice, in their first group only."""
    for person in life.people:
        if person.kind != "lurker" or person.waits or _first(person) != life.key:
            continue
        for _ in range(min(2 - person.said, life.random.choice((0, 0, 0, 0, 1, 2)))):
            at = _moment(life, person)
            if at is not None and life.tells(at):
                person.said += 1
                text = life.phrases.draw("filler", person)
                life.sheet.add(at, person.number, text, label="lurker")


def third_order(life: Life) -> None:
    """Let one who hardly ever spoke order for the third time on the morning of the last day."""
    if life.key != "P" or not life.tells(END - HOUR):
        return
    twice = [p for p in life.people if p.kind == "lurker" and p.orders == 2]
    faithful = [p for p in twice if p.sits(life.key, END - 1) and not p.waits]
    for person in faithful[:1]:
        life.facts.append(("order", person.ref, "third_order", None, float(END - 3 * HOUR)))


def _first(person: Person) -> str:
    return min(person.seats, key=lambda key: person.seats[key].joined)


def _moment(life: Life, person: Person) -> int | None:
    """Return a waking moment of the stay outside the days in which they are known silent."""
    seat = person.seats[life.key]
    last = min(seat.left, life.room.end) - HOUR
    for _ in range(8):
        at = int(seat.joined + HOUR + life.random.random() * (last - seat.joined - HOUR))
        waking = 8 <= (at + OFFSET) % DAY // HOUR < 23
        if waking and not person.is_hushed(at, life.key) and seat.joined < at < last:
            return at
    return None
