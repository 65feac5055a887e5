"""New Year's Eve: three times a normal day of copied greetings and stickers."""

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import HOUR, OFFSET
from weilu.demo.simulator.sheet import Type


def greetings(life: Life) -> None:
    data, random = load("customs/greetings"), life.random
    if life.key not in data["groups"]:
        return
    normal = life.room.per_week(moments.week_of(data["day"])) / 7 * life.volume
    count = int(normal * data["times"])
    start = moments.second(data["day"], 8)
    people = [p for p in life.several(start, 400) if not p.is_hushed(start, life.key)]
    if not people:
        return
    for number in range(count):
        at = start + int((1 - random.random() ** 1.7) * 15.9 * HOUR)
        person = random.choice(people)
        hour = (at + OFFSET) % (24 * HOUR) // HOUR
        if not life.tells(at) or (person.kind == "staff" and hour >= 23):
            continue
        if number % 10 < 10 * data["stickers"]:
            life.sheet.add(at, person.number, "[动画表情]", kind=Type.STICKER, label="greeting")
        else:
            life.sheet.add(
                at, person.number, life.phrases.draw("new_year_greeting", person), label="greeting"
            )
