"""The last hand on a group: order, references, no line twice in a row, promises kept."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weilu.demo.simulator.damage import lost, stamped
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.moments import DAY, HOUR, OFFSET
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.sheet import NONE, Sheet, Type

#: What people do say one after the other.
_COPIED = frozenset(
    {"checkin", "relay", "relay_thursday", "greeting", "thanks", "receipt", "copied", "lurker"}
)
#: What is said by whomever the story needs, promised silence or not.
_STANDS = frozenset({"ad", "checkin", "goodbye", "vote_a", "vote_b"})
_SIGNS = ("~", "!", "哈哈", "🙏", "😂", "。。", "👍", "✨")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows in the order of their times. ``parent`` is a place in them, -1 for none."""

    at: list[int]
    who: list[int]
    type: list[int]
    text: list[str]
    parent: list[int]
    quotes: list[bool]
    label: list[str]
    gloss: list[str]
    refs: list[str]

    def ref(self, row: int) -> str:
        return self.refs[row]

    def __len__(self) -> int:
        return len(self.at)


def finished(life: Life) -> Rows:
    _keep_promises(life)
    _answer_newcomers(life)
    sheet = life.sheet
    at = np.array(sheet.at, np.int64)
    order = np.argsort(at, kind="stable")
    order = order[(at[order] >= life.first) & (at[order] < life.room.end)]
    order = order[_kept(life)[order] & ~lost(life, at)[order]]
    place = np.full(len(at) + 1, NONE, np.int64)  # the last one stands for no parent
    place[order] = np.arange(len(order))
    parent = place[np.array(sheet.parent, np.int64)[order]]
    parent[parent >= np.arange(len(order))] = NONE
    picked = order.tolist()
    rows = Rows(
        at=stamped(life, at[order].tolist(), [sheet.who[n] for n in picked]),
        who=[sheet.who[n] for n in picked],
        type=[sheet.type[n] for n in picked],
        text=[str(sheet.text[n]) for n in picked],
        parent=parent.tolist(),
        quotes=[sheet.quotes[n] for n in picked],
        label=[sheet.label[n] for n in picked],
        gloss=[sheet.gloss[n] or life.bank.gloss(sheet.text[n]) for n in picked],
        refs=[f"{life.room.ref}_{place + 1:06d}" for place in range(len(picked))],
    )
    _no_line_twice(rows)
    return rows


def is_kept(life: Life, row: int) -> bool:
    """Tell whether a row breaks nothing that the truth says of its author; ads and votes stand."""
    who = life.sheet.who[row]
    if who < 0 or life.sheet.label[row] in _STANDS:
        return True
    return not life.everybody[who].is_hushed(life.sheet.at[row], life.key)


def _kept(life: Life) -> NDArray[np.bool_]:
    """Tell of every row what ``is_kept`` tells of one."""
    sheet = life.sheet
    at, who = np.array(sheet.at, np.int64), np.array(sheet.who, np.int64)
    kept = np.ones(len(at), bool)
    order = np.argsort(who, kind="stable")
    ordered = who[order]
    for person in life.everybody:
        spans = [v for v in person.vows if not v.speaks and v.key in {"", life.key}]
        low, high = np.searchsorted(ordered, (person.number, person.number + 1))
        rows = order[low:high] if spans else order[:0]
        for vow in spans:
            kept[rows[(at[rows] >= vow.begin) & (at[rows] < vow.end)]] = False
    kept |= np.array([label in _STANDS for label in sheet.label], bool)
    return kept


def _no_line_twice(rows: Rows) -> None:
    before = ""
    for row, text in enumerate(rows.text):
        if rows.type[row] not in {Type.TEXT, Type.REPLY}:
            continue
        if text == before and rows.label[row] not in _COPIED:
            rows.text[row] = text + _SIGNS[row % len(_SIGNS)]
        before = rows.text[row]


def _keep_promises(life: Life) -> None:
    """Let everybody speak in the weeks of whom the truth says so."""
    sheet = life.sheet
    spoken: dict[int, list[int]] = {}
    for at, who, is_there in zip(sheet.at, sheet.who, _kept(life).tolist(), strict=True):
        if who >= 0 and is_there:
            spoken.setdefault(who, []).append(at)
    heavy = [n for n, p in enumerate(life.everybody) if p.kind in {"regular", "core", "koc"}]
    plain = _plain_rows(sheet, set(heavy))
    times = np.array([sheet.at[row] for row in plain], np.int64)
    taken: set[int] = set()
    for person in life.people:
        for vow in person.vows:
            if not vow.speaks or (vow.key or _first(person)) != life.key:
                continue
            if any(vow.begin <= at < vow.end for at in spoken.get(person.number, ())):
                continue
            end = min(vow.end, person.seats[life.key].left)
            low, high = np.searchsorted(times, (vow.begin, end))
            rows = [n for n in range(int(low), int(high)) if n not in taken]
            life.random.shuffle(rows)
            free = (n for n in rows if not person.is_hushed(times[n], life.key))
            spare = (n for n in free if _can_spare(life, sheet.who[plain[n]], times[n], spoken))
            place = next(spare, None)
            if place is not None:
                at = int(times[place])
                taken.add(place)
                spoken[sheet.who[plain[place]]].remove(at)
                sheet.who[plain[place]] = person.number
                spoken.setdefault(person.number, []).append(at)
            else:
                _speak_up(life, person, vow.begin, end)


def _can_spare(life: Life, who: int, at: int, spoken: dict[int, list[int]]) -> bool:
    """Tell whether somebody keeps all promises without the word said at a moment."""
    mine = spoken.get(who, [])
    return at in mine and all(
        sum(vow.begin <= each < vow.end for each in mine) > 1
        for vow in life.everybody[who].vows
        if vow.speaks and vow.begin <= at < vow.end
    )


def _speak_up(life: Life, person: Person, begin: int, end: int) -> None:
    """Add a word of somebody in a span that leaves none of others over."""
    end = min(end, life.room.end)
    for _ in range(20 if begin < end else 0):
        at = life.random.randrange(begin, end)
        waking = 8 <= (at + OFFSET) % DAY // HOUR < 23
        sits = person.sits(life.key, at) and life.tells(at)
        if waking and sits and not person.is_hushed(at, life.key):
            life.sheet.add(at, person.number, life.said("filler", person))
            return


def _answer_newcomers(life: Life) -> None:
    """Leave no newcomer of the last weeks without an answer but the three who wait."""
    sheet = life.sheet
    opened: dict[int, list[int]] = {}
    first: dict[int, int] = {}
    answered = set()
    kept = _kept(life).tolist()
    for row in sorted(range(len(sheet)), key=sheet.at.__getitem__):
        who = sheet.who[row]
        if who >= 0 and kept[row]:
            first.setdefault(who, row)
            if not sheet.quotes[row] and not sheet.text[row].startswith("@"):
                opened.setdefault(who, []).append(row)
        if sheet.quotes[row] and who != sheet.who[sheet.parent[row]]:
            answered.add(sheet.parent[row])
    for who, row in first.items():
        mine = opened.get(who, [])
        late = life.room.end - 30 * DAY <= sheet.at[row] and not life.everybody[who].waits
        if not late or not mine or not answered.isdisjoint(mine[:1]):
            continue
        helper = life.speaker(sheet.at[mine[0]], but=who)
        at = sheet.at[mine[0]] + 60 + life.random.randrange(240)
        if helper and at < life.room.end:
            text = life.phrases.draw("reply", helper)
            sheet.add(at, helper.number, text, parent=mine[0], quotes=True)


def _plain_rows(sheet: Sheet, authors: set[int]) -> list[int]:
    rows = [
        row
        for row, label in enumerate(sheet.label)
        if not label and sheet.parent[row] == NONE and sheet.who[row] in authors
    ]
    return sorted(rows, key=lambda row: sheet.at[row])


def _first(person: Person) -> str:
    return min(person.seats, key=lambda key: person.seats[key].joined)
