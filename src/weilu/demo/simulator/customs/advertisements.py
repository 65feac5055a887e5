"""Advertisements in disguise, what only looks like one, and how rule-breakers make good."""

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import DAY, HOUR, MINUTE
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.sheet import Type

#: Told by the scenes.
_IN_SCENES = 8


def advertisements(life: Life) -> None:
    """Spread the advertisements over the groups by their shares."""
    data = load("customs/ads")
    singles = data["singles"]
    rest = data["total"] - singles["ads"] - _IN_SCENES
    shares = data["groups"]
    mine = [n for n in range(rest) if shares[n * 5 % len(shares)] == life.key]
    number = 0
    while number < len(mine):
        place = mine[number] / rest
        begin = max(moments.START + 3 * 7 * DAY, moments.second(life.room.start, 9) + 20 * DAY)
        end = moments.START + 48 * 7 * DAY if life.key == "B" else life.room.end - 2 * DAY
        at = int(begin + place * (end - begin)) // DAY * DAY + _office(life)
        loud = at - moments.second(singles["from"])
        at += singles["days"] * DAY if 0 <= loud < singles["days"] * DAY else 0
        number += _advert(life, at, left=len(mine) - number)
    if life.key in "HP":
        count = 11 if life.key == "H" else singles["ads"] - 11
        first = moments.second(singles["from"], 9)
        for each in range(count):
            at = first + each * (2 * singles["days"] - 1) * DAY // (2 * count)
            _advert(life, at + life.random.randrange(3 * HOUR), left=1)
    if life.key == "H":
        _friends(life)
        _looking_alike(life, data["looking_alike"])
        _restitution(life)


def _office(life: Life) -> int:
    """Return seconds of a day (UTC) between nine and twenty-two in Shanghai."""
    return HOUR + life.random.randrange(13 * HOUR)


def _seller(life: Life, at: int) -> Person | None:
    sellers = [p for p in life.everybody if p.kind in {"advertiser", "rival"}]
    here = [p for p in sellers if p.sits(life.key, at) and not p.is_hushed(at, life.key)]
    if here:
        return life.random.choice(here)
    hunters = [p for p in life.present(at) if p.kind in {"hunter", "occasional"}]
    hunters = [p for p in hunters if not p.is_hushed(at, life.key)]
    return life.random.choice(hunters) if hunters else None


def _advert(life: Life, at: int, *, left: int) -> int:
    """Add one advertisement, or one of three messages; return how many rows of ads."""
    data, random = load("customs/ads"), life.random
    seller = _seller(life, at)
    if seller is None:
        return 1
    if left >= 3 and random.random() < 0.12:
        for offset, text in enumerate(random.choice(data["three"])):
            if life.tells(at):
                life.sheet.add(at + offset * 75, seller.number, text, label="ad")
        return 3
    if not life.tells(at):
        return 1
    row = life.sheet.add(at, seller.number, life.phrases.draw("ads", seller), label="ad")
    if life.key != "B" and random.random() < 0.6:
        annoyed = life.speaker(at, but=seller.number)
        keeper = life.named("小满", at)
        if annoyed:
            words = life.said("ad_reported", annoyed)
            life.sheet.add(at + 3 * MINUTE, annoyed.number, words, parent=row, label="ad_reported")
        if keeper:
            words = life.phrases.draw("ad_removed", keeper)
            life.sheet.add(at + 9 * MINUTE, keeper.number, words, parent=row, label="ad_removed")
    return 1


def _friends(life: Life) -> None:
    """Add what must pass: answers that hold an address, numbers, a quoted advertisement."""
    friends = load("customs/ads")["friend"]
    for number in range(3 * len(friends)):
        friend = friends[number % len(friends)]
        at = moments.second(moments.monday(8 + number * 3), 14) + life.random.randrange(6 * HOUR)
        pair = life.several(at, 2)
        if len(pair) == 2 and life.tells(at):
            row = life.sheet.add(at, pair[0].number, friend["asked"])
            life.sheet.add(
                at + 4 * MINUTE,
                pair[1].number,
                friend["said"],
                parent=row,
                quotes=True,
                label="false_friend",
            )


def _looking_alike(life: Life, count: int) -> None:
    """Add words that stand alone and only look like an advertisement."""
    begin = moments.second(life.room.start, 9) + 30 * DAY
    for number in range(count):
        at = begin + number * (life.room.end - 3 * DAY - begin) // count // DAY * DAY
        at += life.random.randrange(10 * HOUR)
        person = life.speaker(at, kinds=("regular", "koc", "core"))
        if person:
            text = life.said("false_friend", person)
            life.sheet.add(at, person.number, text, label="false_friend")


def _restitution(life: Life) -> None:
    data = load("customs/ads")["restitution"]
    ends = ["paid"] * data["paid"] + ["forgiven"] * data["forgiven"] + ["removed"] * data["removed"]
    for number, how in enumerate(ends):
        at = moments.second(moments.monday(12 + number * 7), 15) + life.random.randrange(5 * HOUR)
        person = life.speaker(at, kinds=("occasional",))
        host = life.named("闻溪", at)
        if person is None or host is None or not life.tells(at):
            continue
        label = f"restitution_{how}"
        row = life.sheet.add(at, person.number, life.said("restitution", person), label=label)
        if how == "paid":
            row = life.sheet.add(
                at + 50, person.number, "赔罪", kind=Type.RED_PACKET, parent=row, label="packet"
            )
        if how != "removed":
            words = life.phrases.draw("restitution_answer", host)
            life.sheet.add(at + 140, host.number, words, parent=row)
        if how == "paid":
            for offset, other in enumerate(life.several(at, 6), 1):
                life.sheet.add(
                    at + 60 + offset * 9, other.number, "谢谢老板哈哈", parent=row, label="thanks"
                )
