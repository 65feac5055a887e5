"""Platform noise: recalled messages, pats, calls to everybody, expired codes."""

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import DAY, HOUR, WEEK
from weilu.demo.simulator.sheet import Type


def noise(life: Life) -> None:
    data, random = load("customs/noise"), life.random
    begin = moments.second(life.room.start, 12)
    weeks = (life.room.end - begin) / WEEK
    for name, kind in (("recalls_weekly", Type.RECALL), ("pats_weekly", Type.PAT)):
        for _ in range(int(weeks * data[name])):
            at = begin + int(random.random() * (life.room.end - begin))
            pair = life.several(at, 2)
            if len(pair) < 2 or not life.tells(at):
                continue
            one, other = pair
            if one.is_namesake or other.is_namesake:
                continue
            recall = kind == Type.RECALL
            text = f"“{one.name}”撤回了一条消息" if recall else f"“{one.name}”拍了拍“{other.name}”"
            life.sheet.add(at, -1, text, kind=kind, label="recall" if recall else "pat")
    if life.key == "H":
        _everybody(life)
        _expired(life)


def _everybody(life: Life) -> None:
    """Call everybody eleven times, four of them without need."""
    data = load("customs/noise")
    for number in range(data["everyone"]):
        at = moments.second(moments.monday(4 + number * 7), 12) + life.random.randrange(6 * HOUR)
        host = life.named("小满", at)
        if host and life.tells(at):
            needed = number % 11 < data["everyone_needed"]
            label = "everyone" if needed else "everyone_too_many"
            text = data["everyone_texts"][number % len(data["everyone_texts"])]
            life.sheet.add(at, host.number, text, label=label)


def _expired(life: Life) -> None:
    """Let somebody tell that a friend found the code expired."""
    count = load("customs/noise")["code_expired"]
    for number in range(count):
        at = moments.second(moments.monday(5 + number * 2 % 70), 10) + number * HOUR % (6 * HOUR)
        at += (number // 35) * DAY
        person = life.speaker(at, kinds=("regular", "koc"))
        if person and life.tells(at):
            text = life.said("code_expired", person)
            life.sheet.add(at, person.number, text, label="code_expired")
