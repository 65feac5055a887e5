"""Relay lists: every entry sends the whole list again. No flooding."""

from datetime import date, timedelta

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import days, is_walk
from weilu.demo.simulator.moments import MINUTE
from weilu.demo.simulator.said import Said
from weilu.demo.simulator.sheet import NONE


def relays(life: Life) -> None:
    """Add a list for the Thursday session in the hall and for each walk."""
    for day in days(life.room):
        if life.key == "H" and day.weekday() == 2 and (day.day - 1) // 7 % 2 == 0:
            _relay(life, day, "周四分享会", life.random.randrange(5, 13))
        if life.key == "W" and is_walk(day + timedelta(days=2)):
            _relay(life, day, "周六走读", life.random.randrange(8, 18))
    last = moments.AS_OF.date() - timedelta(days=2)
    if life.key == "H":
        _relay(life, last, "周四分享会 11.26", 34)


def _relay(life: Life, day: date, title: str, count: int) -> None:
    lines = [f"#接龙 {title}"]
    at = life.moment(day, 12)
    before = NONE
    for number, person in enumerate(life.several(at, count), 1):
        if not life.tells(at):
            return
        entry = life.phrases.draw("relay", person, name=person.name)
        lines.append(f"{number}. {entry}")
        label = "relay" if count != 34 else "relay_thursday"
        gloss = life.bank.gloss(title)
        text = Said("\n".join(lines), f"Relay list, {gloss}: {number} have signed up")
        before = life.sheet.add(at, person.number, text, parent=before, label=label)
        at += life.random.randrange(20, 14 * MINUTE)
