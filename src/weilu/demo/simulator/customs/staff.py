"""The week as the staff keep it: fixed columns on fixed days, silent from 23:00 to 06:00."""

from datetime import date
from typing import Any

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import camp_day, days, is_walk, load
from weilu.demo.simulator.moments import MINUTE
from weilu.demo.simulator.people import Person


def week(life: Life) -> None:
    columns = [each for each in load("columns")["column"] if life.key in each["groups"]]
    for day in days(life.room):
        for column in columns:
            if _falls_on(column, day):
                _post(life, column, day)


def _falls_on(column: dict[str, Any], day: date) -> bool:
    if day.isoformat() < str(column.get("from", "")) or day.isoformat() > str(
        column.get("until", "9999")
    ):
        return False
    if "weekday" in column and day.weekday() != column["weekday"]:
        return False
    if column.get("camp") and not camp_day(day):
        return False
    return is_walk(day) if column.get("walk") else True


def _post(life: Life, column: dict[str, Any], day: date) -> None:
    random = life.random
    clock = column["at"]
    at = moments.second(day, clock.hour, clock.minute) + random.randrange(3 * MINUTE)
    by = column["by"]
    if isinstance(by, list):
        by = by[moments.week_of(day) % len(by)]
    author = life.named(by, at)
    if author is None or not life.tells(at) or random.random() > column.get("kept", 0.95):
        return
    text = _text(life, column, author, day)
    row = life.sheet.add(at, author.number, text, label=column["label"])
    for _ in range(random.randint(0, column.get("receipts", 0))):
        at += random.randrange(8, 120)
        other = life.speaker(at, but=author.number)
        if other and life.tells(at):
            words, needs_word = _answer(life, column, other)
            said = life.sheet.add(at, other.number, words, parent=row, label="receipt")
            if needs_word:
                _see_to(life, at, said)


def _text(life: Life, column: dict[str, Any], author: Person, day: date) -> str:
    """Return what is posted: a text of the column, or a line of the bank of the kind it names."""
    if "draw" in column:
        return life.phrases.draw(column["draw"], author)
    text: str = life.random.choice(column["texts"])
    return life.phrases.filled(text, author, day=camp_day(day))


def _answer(life: Life, column: dict[str, Any], other: Person) -> tuple[str, bool]:
    """Return what somebody answers, and whether the staff owe them a word."""
    if "answers_drawn" in column and life.phrases.chance() < 0.5:
        return life.said(column["answers_drawn"], other), True
    answer: str = life.random.choice(column["answers"])
    return answer, False


def _see_to(life: Life, at: int, complaint: int) -> None:
    """Let the staff take up most complaints on the spot."""
    host = life.named("小满", at)
    when = at + 4 * MINUTE
    if host and life.tells(when) and life.phrases.chance() < 0.7:
        words = life.phrases.draw("complaint_reply", host)
        life.sheet.add(when, host.number, words, parent=complaint, quotes=True)
