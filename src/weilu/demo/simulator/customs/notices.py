"""Notices to the hall: flat words of the staff, some of which ask for a receipt."""

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import load
from weilu.demo.simulator.notices import notices


def post(life: Life) -> None:
    """Post the notices of every week; the one of a calm week is heard as well."""
    if life.key != "H":
        return
    data = load("customs/notices")
    number = 0
    for week in range(1, moments.WEEKS + 1):
        for at in notices(week):
            number += 1
            author = life.named(("小满", "小满", "阿澈")[number % 3], at)
            if author is None or not life.tells(at):
                continue
            text = life.phrases.draw("flat", author)
            row = life.sheet.add(at, author.number, text, label="notice")
            if number % data["receipts"] == 0:
                _receipts(life, row, at, life.random.randint(*data["receivers"]))


def _receipts(life: Life, row: int, at: int, count: int) -> None:
    for other in life.several(at, count, ("regular", "koc", "occasional", "core")):
        at += life.random.randrange(6, 150)
        if life.tells(at):
            words = life.phrases.draw("receipt", other)
            life.sheet.add(at, other.number, words, parent=row, label="receipt")
