"""What is said in ordinary talk: kinds of messages, sentences, and everybody's own way."""

import numpy as np
from numpy.typing import NDArray

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import is_walk, load
from weilu.demo.simulator.moments import DAY, HOUR, OFFSET
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.said import Said, in_script_of, reworded
from weilu.demo.simulator.sheet import NONE, Type

_TYPES = (Type.TEXT, Type.STICKER, Type.IMAGE, Type.LINK, Type.VIDEO, Type.FORWARD, Type.VOICE)
_SHARES = np.array([40.0, 20.9, 16.8, 7.6, 2.2, 1.4, 7.0])
_PLACEHOLDERS = {
    Type.STICKER: "[动画表情]",
    Type.IMAGE: "[图片]",
    Type.VIDEO: "[视频]",
    Type.FORWARD: "[聊天记录]",
}
_LINKS = (
    "[小程序] 慢页书单",
    "《{book}》节选 https://slowpages.example/{page}",
    "[链接] 《{book}》的三种译本 https://books.example/{page}",
    "[小程序] 半山书房·到店自取",
    "这篇写得好 https://read.example/p/{page}",
)
_OPENS = np.array([94, 0, 3.5, 1.5, 0.4, 0.6, 0])
_QUOTED, _CALLED = 0.295, 0.12
#: So many answers fit what was asked; what is left up to the half is everyday words.
_FITTING = 0.25
#: Kinds of words in which somebody answers, each with the roll from 0.5 that it ends at.
_BY_DAY = (
    ("reply", 0.65), ("warmth", 0.68), ("thanks", 0.695), ("disagreement", 0.71),
    ("help_answer", 0.715), ("sticker", 0.73),
)  # fmt: skip
#: What only one group talks of, as a share of its answers from the roll 0.9 on.
_OWN = {"P": "picture_book_mothers", "T": "mystery", "B": "business"}
_OWN_SHARE = 0.05
_MYSTERY_LEAVES = moments.second(load("people")["split"]["day"])
_AT_NIGHT = (("night", 0.6), ("reply", 0.7), ("warmth", 0.76))
_IN_THE_MORNING = (("checkin_reply", 0.68), ("warmth", 0.7))


class Words:
    """Writes the rows of ordinary talk into the sheet of a group."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._rows: dict[int, int] = {}
        self._sets: dict[int, str] = {}

    def write(
        self,
        at: NDArray[np.int64],
        who: NDArray[np.int64],
        parent: NDArray[np.int64],
        opening: NDArray[np.int64],
        keep: NDArray[np.bool_],
    ) -> None:
        rng = self._life.numbers
        count = len(at)
        kinds = rng.choice(len(_TYPES), count, p=_SHARES / _SHARES.sum())
        opens = parent < 0
        kinds[opens] = rng.choice(len(_TYPES), int(opens.sum()), p=_OPENS / _OPENS.sum())
        roll = rng.random(count).tolist()
        own = rng.random(count).tolist()
        columns = zip(
            at.tolist(), who.tolist(), parent.tolist(), opening.tolist(), kinds.tolist(),
            roll, own, keep.tolist(), strict=True,
        )  # fmt: skip
        for number, (when, author, answers, first, kind, r, o, kept) in enumerate(columns):
            if kept:
                self._row(number, when, author, answers, first, _TYPES[kind], r, o)

    def _row(
        self,
        number: int,
        at: int,
        who: int,
        parent: int,
        first: int,
        kind: Type,
        r: float,
        o: float,
    ) -> None:
        life, sheet = self._life, self._life.sheet
        person = life.people[who]
        answers = self._rows.get(parent, NONE)
        if kind != Type.TEXT:
            text = self._placeholder(kind, o)
            self._rows[number] = sheet.add(at, person.number, text, kind=kind, parent=answers)
            return
        if parent < 0:
            text, self._sets[number] = life.phrases.open(person)
        else:
            text = self._answer(person, at=at, first=first, roll=r)
        text = _in_own_way(text, o)
        text = in_script_of(person, text)
        quotes = answers >= 0 and o * 7919 % 1 < _QUOTED
        if answers >= 0 and not quotes and o * 7919 % 1 > 1 - _CALLED:
            called = life.everybody[sheet.who[answers]]
            text = reworded(text, f"@{called.name}\u2005{text}")
        self._rows[number] = sheet.add(at, person.number, text, parent=answers, quotes=quotes)

    def _answer(self, person: Person, *, at: int, first: int, roll: float) -> Said:
        phrases = self._life.phrases
        if person.kind in {"hunter", "advertiser", "rival"} and roll < 0.5:
            return phrases.draw("filler", person)
        if roll < _FITTING and self._sets.get(first):
            return phrases.answer(self._sets[first], person)
        own = self._own(person, at)
        if own and roll >= 1 - _OWN_SHARE:
            return phrases.draw(own, person)
        for kind, below in self._moods(at):
            if 0.5 <= roll < below:
                return phrases.draw(kind, person)
        return phrases.draw("filler", person)

    def _own(self, person: Person, at: int) -> str:
        """Return the kind of words that is at home here and now, or nothing."""
        key, day = self._life.key, moments.day_of(at)
        hour = (at + OFFSET) % DAY // HOUR
        if person.is_traditional:
            return "traditional"
        if key == "W" and is_walk(day) and 8 <= hour < 16:
            return "walk"
        if key == "H" and day.weekday() == 3 and 20 <= hour < 23:
            return "sharing_session"
        if key == "N" and day.weekday() == 1 and hour >= 21 and at < _MYSTERY_LEAVES:
            return "mystery"
        return _OWN.get(key, "")

    def _moods(self, at: int) -> tuple[tuple[str, float], ...]:
        """Say in which kinds of words people answer at this hour, by rising rolls."""
        hour = (at + OFFSET) % DAY // HOUR
        if hour >= 23 or hour < 5:
            return _AT_NIGHT
        if self._life.room.key == "M" and hour < 9:
            return _IN_THE_MORNING
        return _BY_DAY

    def _placeholder(self, kind: Type, roll: float) -> str:
        if kind == Type.VOICE:
            return f'[语音] {2 + int(roll * 40)}"'
        if kind == Type.LINK:
            link = _LINKS[int(roll * len(_LINKS))]
            return self._life.phrases.filled(link, self._life.people[0])
        return _PLACEHOLDERS[kind]


def _in_own_way(text: Said, roll: float) -> Said:
    """Let some add a sign, some drop the comma, some end with a wave."""
    if roll < 0.1 and len(text) > 3:
        return reworded(text, text + _SIGNS[int(roll * 1000) % len(_SIGNS)])
    if roll < 0.16 and "http" not in text:
        return reworded(text, text.replace(",", " ").replace("，", " "))
    if roll < 0.19:
        return reworded(text, f"{text}~")
    return text


_SIGNS = ("😂", "🙏", "😭", "👍", "🌹", "☕", "📖", "🤗", "哈哈", "🌧", "✨", "……", "!")
