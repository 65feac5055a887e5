"""Three who left a group and came back, glad to be there again."""

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import HOUR, MINUTE, WEEK
from weilu.demo.simulator.people import NEVER, Person


def leave_and_return(people: list[Person]) -> None:
    """Choose who will, before anything is told of them."""
    taken: set[int] = set()
    for each in load("customs/returns")["back"]:
        gone = moments.second(moments.monday(each["left_week"]), 21) + 17 * MINUTE
        back = gone + each["weeks"] * WEEK - 2 * HOUR
        able = [p for p in people if p.number not in taken and _can(p, each["group"], gone, back)]
        if able:
            person = able[len(able) // 2]
            taken.add(person.number)
            person.seats[each["group"]].away = (gone, back)


def _can(person: Person, key: str, gone: int, back: int) -> bool:
    held = person.seats.get(key)
    if held is None or held.left < NEVER or person.kind != "regular" or person.name == "木白":
        return False
    if person.is_namesake:
        return False
    span = (gone - WEEK, back + WEEK)
    is_bound = any(vow.begin < span[1] and vow.end > span[0] for vow in person.vows)
    return held.joined < gone - 12 * WEEK and not is_bound


def returns(life: Life) -> None:
    """Tell that they went, that they came, and the first words after it."""
    known = load("customs/returns")["back"]
    words = iter([each.get("says", "") for each in known if each["group"] == life.key])
    here = [p for p in life.people if p.seats[life.key].away[1] < NEVER and not p.ring]
    for person in sorted(here, key=lambda p: p.seats[life.key].away):
        gone, back = person.seats[life.key].away
        if not life.tells(gone):
            continue
        life.sheet.notice(gone, f"“{person.name}”退出了群聊", "leave")
        life.sheet.notice(back, f"“{person.name}”通过扫描群二维码加入群聊", "join")
        said = next(words, "") or life.said("return", person)
        row = life.sheet.add(back + 6 * MINUTE, person.number, said, label="return")
        host = life.speaker(back + 9 * MINUTE, but=person.number)
        if host:
            life.sheet.add(back + 9 * MINUTE, host.number, life.said("warm_back", host), parent=row)
