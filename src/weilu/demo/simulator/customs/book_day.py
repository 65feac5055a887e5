"""World Book Day: reading in turns for a day and a night, and a swap of books that ties people."""

from datetime import timedelta
from typing import Any

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import DAY, END, HOUR, MINUTE
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.said import Said
from weilu.demo.simulator.sheet import NONE

_COMING = frozenset({"core", "koc", "regular", "occasional"})


def book_day(life: Life) -> None:
    data = load("customs/book_day")
    if life.key == "H" and life.tells(moments.second(data["swap"]["sign_up"])):
        _relay(life, data["relay"])
        _sign_up(life, data["swap"])


def _relay(life: Life, data: dict[str, Any]) -> None:
    """Let somebody read in each half hour; a nurse takes those that nobody else would."""
    begin = moments.second(data["day"])
    people = _able(life, begin, begin + DAY)
    life.random.shuffle(people)
    for slot in range(1, data["slots"] + 1):
        at = begin + (slot - 1) * 30 * MINUTE + life.random.randrange(4 * MINUTE)
        reader = people[slot % len(people)] if people else None
        text = life.said("relay_reading", reader, n=slot) if reader else ""
        if slot == 1:
            reader, text = life.named(data["opener"], at), data["opening"]
        if slot in data["night"]:
            reader = life.named(data["night_reader"], at) or reader
            text = data["night_texts"][data["night"].index(slot)]
        if reader:
            life.sheet.add(at, reader.number, text, label="relay_reading")


def _sign_up(life: Life, data: dict[str, Any]) -> None:
    """Let people sign a list, some of them beyond its places, and some cancel."""
    factor = len(life.everybody) / 1200
    begin = moments.second(data["sign_up"], 12, 30)
    end = moments.second(data["day"])
    people = _able(life, begin, end)
    life.random.shuffle(people)
    people.sort(key=lambda p: p.is_hushed_within(END - 28 * DAY, END, "H"))
    people = people[: round(data["signed"] * factor)]
    life.random.shuffle(people)
    places = round(data["places"] * factor)
    title = "周六换书会 半山书房"
    lines, before, at = [f"#接龙 {title}"], NONE, begin
    for number, person in enumerate(people, 1):
        waits = "(候补)" if number > places else ""
        lines.append(f"{number}. {person.name}{waits}")
        label = "swap_waiting" if waits else "swap_signed"
        gloss = f"Relay list, {life.bank.gloss(title)}: {number} have signed up"
        text = Said("\n".join(lines), gloss)
        before = life.sheet.add(at, person.number, text, parent=before, label=label)
        at += life.random.randrange(20, 16 * MINUTE)
        at += max(0, 8 * HOUR - (at + moments.OFFSET) % DAY)
    cancelled = people[:places][:: max(1, places // max(1, round(data["cancel"] * factor)))]
    cancelled = cancelled[: round(data["cancel"] * factor)]
    at = moments.second(data["day"] - timedelta(days=2), 12, 40)
    for number, person in enumerate(cancelled):
        text = life.said("swap_cancel", person)
        life.sheet.add(at + number * 13 * MINUTE, person.number, text, label="swap_cancel")
    host = life.named(data["host"], at)
    if host:
        life.sheet.add(at + 6 * HOUR, host.number, data["moved_up"], label="swap_moved_up")
    coming = [p for p in people[:places] if p not in cancelled]
    coming += people[places : places + len(cancelled)]
    coming.sort(key=lambda p: p.is_hushed_within(END - 28 * DAY, END, "H"))
    for person in coming[: round(data["came"] * factor)]:
        life.facts.append(("swap", person.ref, "came_to_swap", None, 1.0))


def _able(life: Life, begin: int, end: int) -> list[Person]:
    return [
        p
        for p in life.present(begin)
        if p.kind in _COMING and p.sits("H", end) and not p.is_hushed_within(begin, end, "H")
    ]


def ties(life: Life) -> None:
    """Let pairs who met at the swap, and had never answered each other, still talk today."""
    data = load("customs/book_day")["swap"]
    came = {ref for _, ref, label, _, _ in life.facts if label == "came_to_swap"}
    if life.key != "H" or not came:
        return
    met = moments.second(data["day"])
    monday = moments.second(moments.monday(moments.WEEKS))
    people = [p for p in life.people if p.ref in came and p.sits("H", END - 1)]
    people = [p for p in people if not p.is_hushed_within(monday, END, "H")]
    people = [p for p in people if p.silent_from > END]
    known = _answered(life, met)
    free: list[Person] = []
    pairs: list[tuple[Person, Person]] = []
    for person in sorted(people, key=lambda p: (p.kind != "occasional", p.number)):
        other = next((p for p in free if frozenset({p.number, person.number}) not in known), None)
        if other is None:
            free.append(person)
            continue
        free.remove(other)
        pairs.append((other, person))
    for one, other in _enough(pairs, people, known, data["ties"]):
        at = monday + life.random.randrange(4) * DAY + 12 * HOUR + life.random.randrange(9 * HOUR)
        # A label keeps these words theirs, whoever else has promised to speak in that week.
        row = life.sheet.add(at, one.number, life.said("reply", one), label="swap_talk")
        text = life.said("warmth", other)
        life.sheet.add(
            at + 3 * MINUTE, other.number, text, parent=row, quotes=True, label="swap_talk"
        )
        life.facts.append(("tie", one.ref, "swap_tie", other.ref, None))


def _enough(
    pairs: list[tuple[Person, Person]],
    people: list[Person],
    known: set[frozenset[int]],
    count: int,
) -> list[tuple[Person, Person]]:
    """Return so many pairs; who has met one may have met another one."""
    found = {frozenset({one.number, other.number}): (one, other) for one, other in pairs}
    for place, one in enumerate(people):
        for other in people[place + 1 :]:
            pair = frozenset({one.number, other.number})
            if len(found) < count and pair not in known:
                found.setdefault(pair, (one, other))
    return list(found.values())[:count]


def _answered(life: Life, until: int) -> set[frozenset[int]]:
    """Return who has answered whom before a moment."""
    sheet = life.sheet
    return {
        frozenset({sheet.who[row], sheet.who[parent]})
        for row, parent in enumerate(sheet.parent)
        if parent != NONE and sheet.at[row] < until
    }
