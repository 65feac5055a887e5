"""Appeals: whose words were taken away says why, and the staff look again."""

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.moments import DAY, HOUR, MINUTE, WEEK

_FIRST_WEEK, _EVERY = 7, 5
_WHERE = "HPHNHM"


def appeals(life: Life) -> None:
    for number in range((moments.WEEKS - _FIRST_WEEK) // _EVERY):
        at = moments.START + (_FIRST_WEEK + number * _EVERY) * WEEK
        at += number * 3 % 7 * DAY + 13 * HOUR + life.random.randrange(3 * HOUR)
        if _WHERE[number % len(_WHERE)] == life.key:
            _appeal(life, at)


def _appeal(life: Life, at: int) -> None:
    person = life.speaker(at, kinds=("occasional", "regular", "koc"))
    host = life.named("小满", at)
    if person is None or host is None:
        return
    text, answers = life.asked("appeal", person)
    row = life.sheet.add(at, person.number, text, label="appealed")
    when = at + life.random.randrange(6, 55) * MINUTE
    if life.tells(when):
        words = life.phrases.answer(answers, host)
        life.sheet.add(when, host.number, words, parent=row, quotes=True, label="appeal_decided")
