"""What people need and say so: recommendations, books to lend, the same question again."""

from typing import Any

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import DAY, HOUR, MINUTE, WEEK
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.said import in_script_of


def needs(life: Life) -> None:
    data = load("customs/needs")
    for label in ("recommend", "book"):
        _asking(life, label, data[label])
    if life.key == "H":
        _again(life, data["again"])
    if life.key in "HN":
        _nights(life, data["night"])


def _asking(life: Life, label: str, data: dict[str, Any]) -> None:
    groups = data["groups"]
    for number in range(data["count"]):
        if groups[number % len(groups)] != life.key:
            continue
        begin = max(moments.START + 12 * WEEK, moments.second(life.room.start) + 10 * DAY)
        at = begin + (number + 0.5) * (life.room.end - 4 * DAY - begin) / data["count"]
        at = int(at) // DAY * DAY + HOUR + life.random.randrange(12 * HOUR)
        asker = life.speaker(at, kinds=("occasional", "regular", "koc"))
        if asker is None or not life.tells(at):
            continue
        kind = _kind(label, data, number)
        text, answers = life.asked(kind, asker)
        # The number of the list that a need belongs to, where several come to the same.
        of_list = "=1" if kind == "need_bedtime" else ""
        row = life.sheet.add(at, asker.number, text, label=f"need_{label}{of_list}")
        for helper in life.several(at, life.random.randint(1, 4)):
            at += int(20 + life.random.expovariate(1 / (6 * MINUTE)))
            if helper.number != asker.number and life.tells(at):
                answer = life.answered(answers, helper)
                quotes = life.random.random() < 0.4
                life.sheet.add(at, helper.number, answer, parent=row, quotes=quotes)


def _kind(label: str, data: dict[str, Any], number: int) -> str:
    """Return the kind of words; some of the mothers' needs are one and the same."""
    groups, count = data["groups"], data.get("bedtime", 0)
    mothers = [n for n in range(data["count"]) if groups[n % len(groups)] == "P"]
    alike = mothers[:: max(1, len(mothers) // max(1, count))][:count]
    return "need_bedtime" if number in alike else f"need_{label}"


def _again(life: Life, data: dict[str, Any]) -> None:
    """Let somebody ask what was answered ten minutes before."""
    weeks = int((life.room.end - moments.second(life.room.start)) / WEEK)
    for number in range(int(weeks * data["weekly"])):
        day = moments.second(life.room.start) + int((number + 1) / data["weekly"] * WEEK)
        at = day // DAY * DAY + 3 * HOUR + life.random.randrange(8 * HOUR)
        pair = life.several(at, 4)
        if len(pair) < 4 or not life.tells(at) or at > life.room.end - 30 * HOUR:
            continue
        text, answers = life.asked("asked_again", pair[0])
        for asker, helper in ((pair[0], pair[1]), (pair[2], pair[3])):
            row = life.sheet.add(at, asker.number, text, label="asked_again")
            answer = life.answered(answers, helper)
            at += 3 * MINUTE
            life.sheet.add(at, helper.number, answer, parent=row, quotes=True)
            at += 7 * MINUTE
            answers = "scroll_up"


def _nights(life: Life, data: dict[str, Any]) -> None:
    """Add lines of the night: some worth keeping in a known order, some not to be shown."""
    lines = load("sentences/night_curation")["line"]
    best = sorted((line["rank"], line["zh"]) for line in lines if "rank" in line)
    best = best[1::2] if life.key == "H" else best[::2]
    private = [line["zh"] for line in lines if line.get("ask_first")]
    private = private[1::2] if life.key == "H" else private[::2]
    labelled = [(f"night_keep={rank}", text) for rank, text in best]
    labelled += [("night_private", text) for text in private]
    labelled += [("night", "")] * (data["others"] // 2)
    life.random.shuffle(labelled)
    for label, text in labelled:
        begin = moments.second(life.room.start) + 60 * DAY
        day = begin + int(life.random.random() * (life.room.end - begin - 2 * DAY))
        at = moments.second(moments.day_of(day), 23) + life.random.randrange(5 * HOUR)
        by = life.named("南枝", at) if label == "night_keep=1" else None
        person = by or life.speaker(at, kinds=("regular", "koc", "occasional", "core"))
        if person and life.tells(at):
            words = _said(life, text, person) if text else life.said("night", person)
            life.sheet.add(at, person.number, words, label=label)


def _said(life: Life, text: str, person: Person) -> str:
    return in_script_of(person, life.phrases.filled(text, person))
