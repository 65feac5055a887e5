"""南枝: one message a day, and six people or more answer every one."""

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import days
from weilu.demo.simulator.moments import HOUR, MINUTE

_REPLIES = (6, 6, 6, 7, 7, 8, 9)


def pearls(life: Life) -> None:
    person = life.by_name.get("南枝")
    if person is None or life.key not in "HN":
        return
    for day in days(life.room):
        # One a day, in the novel group on weekdays once it exists, else in the hall.
        here = "N" if moments.second(day) > person_start(life) and day.weekday() < 5 else "H"
        at = moments.second(day, 22) + life.random.randrange(HOUR + 50 * MINUTE)
        if here != life.key or not life.tells(at) or not life.tells(at + HOUR):
            continue
        others = life.several(at, life.random.choice(_REPLIES))
        if len(others) < 6:
            continue
        row = life.sheet.add(at, person.number, life.phrases.draw("pearl", person), label="pearl")
        for other in others:
            at += 20 + int(life.random.expovariate(1 / 100))
            text = life.phrases.draw("reply", other)
            quotes = life.random.random() < 0.5
            life.sheet.add(at, other.number, text, parent=row, quotes=quotes)


def person_start(life: Life) -> int:
    person = life.by_name["南枝"]
    seat = person.seats.get("N")
    return seat.joined if seat else moments.END
