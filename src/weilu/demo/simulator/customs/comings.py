"""Coming and going: the platform's notices, greetings, first words, and why some leave."""

from collections import defaultdict
from random import Random

from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import DAY, END, HOUR, MINUTE, OFFSET, START, WEEK
from weilu.demo.simulator.people import NEVER, Person, Seat
from weilu.demo.simulator.said import Said, in_script_of, reworded
from weilu.demo.simulator.sheet import NONE
from weilu.demo.simulator.vows import report_week

_GREETED = {"H": 0.85, "M": 0.5, "P": 0.8}
_SPEAKS = {
    "lurker": 0.0,
    "occasional": 0.62,
    "hunter": 0.25,
    "checkin": 0.4,
    "core": 0.9,
    "regular": 0.8,
    "koc": 0.85,
}


class _Share:
    """Says yes as often as it should, without luck: few newcomers come to a dying group."""

    def __init__(self) -> None:
        self._due = 0.5

    def next(self, share: float) -> bool:
        self._due += share
        if self._due < 1:
            return False
        self._due -= 1
        return True


def comings(life: Life) -> None:
    namesake = load("people")["invented"]["namesake"]
    answering = _Share()
    founders: dict[int, list[Person]] = defaultdict(list)
    start = min((p.seats[life.key].joined for p in life.people), default=0) // DAY * DAY
    for person in sorted(life.people, key=lambda p: (p.seats[life.key].joined, p.number)):
        seat = person.seats[life.key]
        if not life.tells(seat.joined):
            continue
        if seat.joined < start + 2 * DAY and person.kind in {"staff", "core", "kol"}:
            if person.kind != "staff":
                founders[seat.joined // HOUR].append(person)
            continue
        if person.name != namesake:
            _notice(life, person, seat)
        if person.waits:
            continue
        greeting = _greeting(life, person, seat.joined)
        _first_words(life, person, seat, greeting, answering)
    for hour, together in founders.items():
        _founding(life, together, hour * HOUR + 5 * MINUTE)
    _leaving(life, namesake)


def _founding(life: Life, people: list[Person], at: int) -> None:
    for first in range(0, len(people), 9):
        names = "、".join(person.name for person in people[first : first + 9])
        life.sheet.notice(at + first, f"“闻溪”邀请“{names}”加入了群聊", "join")


def _notice(life: Life, person: Person, seat: Seat) -> None:
    inviter = _inviter(life, person, seat)
    seat.inviter = inviter.number if inviter else -1
    name = person.name
    is_first = abs(seat.joined - person.comes) < HOUR * 12
    if is_first and person.channel == "老带新海报" and inviter:
        text = f"“{name}”通过扫描“{inviter.name}”分享的二维码加入群聊"
    elif is_first and person.ring and inviter:
        text = f"“{inviter.name}”邀请“{name}”加入了群聊"
    elif is_first and person.channel and person.channel != "老带新海报":
        text = f"“{name}”通过扫描群二维码「{person.channel}」加入群聊"
    elif is_first and not person.channel:
        text = f"“{name}”加入了群聊"
    elif inviter:
        text = f"“{inviter.name}”邀请“{name}”加入了群聊"
    else:
        text = f"“{name}”通过扫描群二维码加入群聊"
    life.sheet.notice(seat.joined, text, "join")


def _inviter(life: Life, person: Person, seat: Seat) -> Person | None:
    """Return who brought them: the one of the tree if there, else somebody of this group."""
    if abs(seat.joined - person.comes) < 12 * HOUR and person.inviter >= 0:
        known = life.everybody[person.inviter]
        return known if known.sits(life.key, seat.joined) else None
    if life.key in "HMP":
        return None
    host = life.speaker(seat.joined, but=person.number, kinds=("core", "koc", "regular", "staff"))
    return None if host is None or host.is_namesake else host


#: Share of greetings that are written anew instead of pasted.
_BY_HEART = 0.4


def _greeting(life: Life, person: Person, joined: int) -> int:
    """Let the staff greet, where they do; return the row or NONE."""
    hour = (joined + OFFSET) % DAY // HOUR
    if person.arms.get("welcome") and life.key == "H":
        return _experiment(life, person, joined)
    greeter = life.named("小满", joined)
    share = _GREETED.get(life.key, 0.0) if not person.is_early_leaver else 0.5
    if not greeter or not 8 <= hour < 22 or life.random.random() > share:
        return NONE
    at = joined + life.random.randrange(2 * MINUTE, 50 * MINUTE)
    kind = "welcome_human" if life.phrases.chance() < _BY_HEART else "welcome"
    text = _called(life.phrases.draw(kind, greeter, name=person.name), person)
    return life.sheet.add(at, greeter.number, text, label="welcome")


def _experiment(life: Life, person: Person, joined: int) -> int:
    """Greet a newcomer of the experiment: with the note of the staff, or by a buddy in person."""
    at = joined + life.random.randrange(2 * MINUTE, 50 * MINUTE)
    late = (at + OFFSET) % DAY - 23 * HOUR
    at -= max(0, late + MINUTE)
    at += max(0, 8 * HOUR - (at + OFFSET) % DAY)
    at = max(at, joined + MINUTE)
    is_buddy = person.arms["welcome"] == "buddy"
    greeter = life.speaker(at, kinds=("core", "koc"), but=person.number) if is_buddy else None
    greeter = greeter or life.named("小满", at)
    if greeter is None:
        return NONE
    kind = "welcome_buddy" if is_buddy else "welcome"
    text = _called(life.phrases.draw(kind, greeter, name=person.name), person)
    if is_buddy:
        life.facts.append(("person", person.ref, "buddy", greeter.ref, None))
    return life.sheet.add(at, greeter.number, text, label=kind)


def _called(text: Said, person: Person) -> Said:
    """Let a greeting call by name as the platforms write it."""
    called = f"@{person.name}"
    if called not in text:
        return reworded(text, f"{called}\u2005{text}")
    before, _, after = text.partition(called)
    return reworded(text, f"{before}{called}\u2005{after.lstrip(' ,!~')}")


def _first_words(life: Life, person: Person, seat: Seat, greeting: int, answering: _Share) -> None:
    # Dice of their own: whether somebody is answered changes nobody else's first words.
    random = Random(f"{life.name}-{person.ref}-hello")  # noqa: S311  a story, no secret
    share = _SPEAKS.get(person.kind, 0.5) * (1.0 if life.key == "H" else 0.45)
    is_sure = bool(person.says_hello) and _is_first(life, person)
    is_sure |= life.key == "B" and seat.joined > START + 34 * WEEK
    if random.random() > share and not is_sure:
        return
    at = seat.joined + (55 if greeting >= 0 else 5) * MINUTE + random.expovariate(1 / HOUR)
    at += max(0, 8 - (int(at) + OFFSET) % DAY // HOUR) * HOUR
    if person.says_hello:
        at = min(at, report_week()[1] - HOUR)
        person.said += 1
    if at >= min(seat.left, life.room.end - 30 * HOUR):
        return
    asks = random.random() < 0.3
    kind = "newcomer_question" if asks else "hello"
    text = life.phrases.draw(kind, person, name=person.name)
    text = in_script_of(person, text)
    label = "newcomer_question" if asks else "introduction"
    row = life.sheet.add(at, person.number, text, parent=greeting, label=label)
    _reply(life, person, row, at, asks=asks, answering=answering)


def _reply(
    life: Life, person: Person, row: int, at: float, *, asks: bool, answering: _Share
) -> None:
    """Answer most newcomers: the night nurse within 20 minutes, others when they see it."""
    random = life.random
    if not answering.next(answered_share(life.key, int(at))):
        return
    is_late = person.says_hello > 1
    nurse = life.named("阿柚", at)
    helper = nurse if nurse and random.random() < 0.45 else None
    helper = helper or life.speaker(at, but=person.number)
    if helper is None or helper.number == person.number:
        return
    wait = random.uniform(1, 19) if helper is nurse else 2 + random.expovariate(1 / 60)
    when = at + (27 * 60 + wait % 60 if is_late else min(wait, 23 * 60)) * MINUTE
    if when >= life.room.end:
        return
    text = life.phrases.draw("help" if asks else "reply", helper, name=person.name)
    text = reworded(text, text.replace(f"@{person.name} ", f"@{person.name}\u2005"))
    quotes = random.random() < 0.6 or bool(person.says_hello)
    life.sheet.add(when, helper.number, text, parent=row, quotes=quotes)
    if random.random() < 0.5 and person.kind != "lurker":
        life.sheet.add(
            when + 90, person.number, life.phrases.draw("filler", person), parent=row + 1
        )


def _is_first(life: Life, person: Person) -> bool:
    return all(person.seats[life.key].joined <= held.joined for held in person.seats.values())


def answered_share(key: str, at: int) -> float:
    """Return the share of newcomers who are answered; in the dying group it falls."""
    if key != "B":
        return 0.92 if at < END - 30 * DAY else 1.0
    week = (at - START) / WEEK
    return 0.81 if week < 26 else max(0.22, 0.81 - 0.07 * (week - 26))


def _leaving(life: Life, namesake: str) -> None:
    """Most leave mutely; some say why."""
    for person in life.people:
        seat = person.seats[life.key]
        if seat.left >= NEVER or not life.tells(seat.left):
            continue
        hushed = person.is_hushed(seat.left - 4 * MINUTE, life.key)
        speaks = (
            not hushed
            and person.kind in {"regular", "occasional", "koc"}
            and not person.is_early_leaver
        )
        hour = (seat.left + OFFSET) % DAY // HOUR
        if speaks and 8 <= hour < 23 and life.random.random() < 0.3:
            text = in_script_of(person, life.phrases.draw("goodbye", person))
            life.sheet.add(seat.left - 4 * MINUTE, person.number, text, label="goodbye")
            seat.said_why = text
        if person.name != namesake:
            life.sheet.notice(seat.left, f"“{person.name}”退出了群聊", "leave")
