"""The list of the year: everybody writes a book and a word, until the day is full."""

from weilu.demo.simulator import moments
from weilu.demo.simulator.finishing import is_kept
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import DAY, HOUR
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.sheet import NOBODY

_APART = frozenset({"staff", "advertiser", "hunter", "rival", "lurker", "checkin"})


def year_list(life: Life) -> None:
    """Fill up the day, once all else is there; the curious answer what others wrote."""
    data = load("customs/year_list")
    begin = moments.second(data["day"])
    host = life.named(data["by"], begin)
    if life.key != "H" or host is None or not life.tells(begin):
        return
    start = begin + data["from_hour"] * HOUR
    row = life.sheet.add(start, host.number, data["opening"], label="year_list")
    people = [p for p in life.present(start) if _writes(life, p, start)]
    wanted = round(data["messages"] * life.volume) - _told(life, begin)
    for _ in range(wanted if people else 0):
        at = start + 60 + life.random.random() ** 0.8 * (14 * HOUR - 120)
        person = life.random.choice(people)
        text = life.said("year_list", person)
        life.sheet.add(at, person.number, text, parent=row, label="year_list")


def _writes(life: Life, person: Person, at: int) -> bool:
    return person.kind not in _APART and not person.is_hushed_within(at, at + DAY, life.key)


def _told(life: Life, begin: int) -> int:
    """Count what stands on the day already."""
    sheet = life.sheet
    return sum(
        begin <= at < begin + DAY and who != NOBODY and is_kept(life, row)
        for row, (at, who) in enumerate(zip(sheet.at, sheet.who, strict=True))
    )
