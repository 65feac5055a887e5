"""What is sold: membership that costs more by steps, sets for groups of five, money back."""

from typing import Any

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import DAY, HOUR, MINUTE, OFFSET
from weilu.demo.simulator.people import Person

_BUYING = frozenset({"core", "koc", "regular", "occasional"})


def offers(life: Life) -> None:
    data = load("customs/offers")
    if life.key == data["membership"]["group"]:
        _membership(life, data["membership"])
    if life.key == data["sets"]["group"]:
        _sets(life, data["sets"])


def _membership(life: Life, data: dict[str, Any]) -> None:
    """Offer each step at its price; who has joined does not join again."""
    members: set[int] = set()
    for step in data["step"]:
        at = moments.of(step["at"])
        host = life.named(data["by"], at)
        if host is None or not life.tells(at):
            continue
        row = life.sheet.add(at, host.number, step["offer"], label="member_offer")
        end = at + step["hours"] * HOUR
        seats = max(1, round(step["seats"] * _factor(life)))
        lurkers = round(step["lurkers"] * _factor(life))
        buyers = _buyers(life, at, end, seats, lurkers, members)
        members |= {person.number for person in buyers}
        for person, when in zip(buyers, _moments(life, at, end, len(buyers)), strict=True):
            label = f"member={step['price']}"
            person.orders += 1
            text = life.said("member", person)
            life.sheet.add(when, person.number, text, parent=row, label=label)
        if step["full"] and buyers:
            life.sheet.add(end + 20 * MINUTE, host.number, step["full"], label="member_full")


def _sets(life: Life, data: dict[str, Any]) -> None:
    """Open groups; in most of them five come together, in the others too few."""
    at = moments.of(data["at"])
    host = life.named(data["by"], at)
    if host is None or not life.tells(at):
        return
    life.sheet.add(at, host.number, data["offer"], label="set_offer")
    factor = _factor(life)
    opened, filled = round(data["opened"] * factor), round(data["filled"] * factor)
    lurkers = round(data["lurkers"] * factor)
    end = at + 12 * DAY
    wanted = data["people"] * filled + 2 * (opened - filled)
    buyers = _buyers(life, at, end, wanted, lurkers, set())
    heads = [p for p in buyers if p.kind != "lurker"][:opened]
    taken = {person.number for person in heads}
    rest = [p for p in buyers if p.number not in taken]
    rest.sort(key=lambda p: p.kind != "lurker")
    # Where the club is too small for so many sets, some buy a second one to give away.
    rest += [p for p in rest if p.kind != "lurker"]
    orders: list[Person] = []
    step = 9 * DAY // max(1, opened)
    for number, head in enumerate(heads):
        start = _awake(at + 40 * MINUTE + number * step)
        # The places of the groups that fill are taken from all over the list, lurkers first.
        is_full = (number * filled) % opened < filled
        count = data["people"] - 1 if is_full else number % (data["people"] - 2)
        others = [rest.pop(0) for _ in range(min(count, len(rest)))]
        is_full &= len(others) == data["people"] - 1
        orders += _set_group(life, head, others, start, data["hours"], is_full=is_full)
    _refunds(life, orders, end + 9 * DAY, round(data["refunds"] * factor), host)


def _set_group(
    life: Life, head: Person, others: list[Person], start: int, hours: int, *, is_full: bool
) -> list[Person]:
    """Let one open a group and others join it; return who has bought."""
    label = "set_order" if is_full else "set_waiting"
    opening = life.said("set_open", head)
    row = life.sheet.add(start, head.number, opening, label="set_opened")
    life.facts.append(("set", head.ref, "set_group", "filled" if is_full else "refunded", None))
    if is_full:
        life.facts.append(("set", head.ref, label, None, 1.0))
    for place, person in enumerate(others, 1):
        at = _awake(start + int(life.random.random() * (hours - 2) * HOUR))
        life.sheet.add(at, person.number, life.said("set_join", person), parent=row, label=label)
        if is_full:
            life.facts.append(("set", person.ref, label, None, place + 1.0))
    if not is_full:
        life.sheet.add(
            _awake(start + hours * HOUR), head.number, life.said("set_failed", head), parent=row
        )
    bought = [head, *others] if is_full else []
    for person in bought:
        person.orders += 1
    return bought


def _refunds(life: Life, orders: list[Person], at: int, count: int, host: Person) -> None:
    """Send money back to some who ask, with a word of sorry."""
    asking = [
        p
        for p in dict.fromkeys(orders)
        if p.kind in {"regular", "occasional"} and p.sits(life.key, at)
    ]
    asking = [p for p in asking if not p.is_hushed_within(at, at + 8 * DAY, life.key)]
    for number, person in enumerate(asking[:count]):
        when = _awake(at + number * 37 * HOUR)
        text = life.said("refund", person)
        row = life.sheet.add(when, person.number, text, label="refund")
        answer = life.said("refund_answer", host)
        life.sheet.add(when + 11 * MINUTE, host.number, answer, parent=row, quotes=True)


def _buyers(
    life: Life, start: int, end: int, count: int, lurkers: int, taken: set[int]
) -> list[Person]:
    """Return who buys: so many of those who else say nothing, all others by chance."""
    here = [p for p in life.present(start) if p.sits(life.key, end) and p.number not in taken]
    here = [p for p in here if not p.is_hushed_within(start, end, life.key) and not p.waits]
    silent = [p for p in here if p.kind == "lurker" and p.said < 2]
    chosen = life.random.sample(silent, min(lurkers, len(silent)))
    for person in chosen:
        person.said += 1
    others = [p for p in here if p.kind in _BUYING]
    chosen += life.random.sample(others, max(0, min(count - len(chosen), len(others))))
    life.random.shuffle(chosen)
    return chosen


def _moments(life: Life, start: int, end: int, count: int) -> list[int]:
    """Return waking moments of a span, more of them soon after its beginning."""
    found = (
        _awake(start + 60 + int(life.random.random() ** 2 * (end - start))) for _ in range(count)
    )
    return sorted(min(at, end) for at in found)


def _awake(at: int) -> int:
    hour = (at + OFFSET) % DAY // HOUR
    return at + (8 - hour) * HOUR if hour < 8 else at


def _factor(life: Life) -> float:
    return len(life.everybody) / 1200
