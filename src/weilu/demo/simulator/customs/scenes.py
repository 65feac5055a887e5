"""What happened once: scenes as they stand in data/scenes, played by who was there."""

from datetime import datetime
from typing import Any

from weilu.demo.simulator import moments
from weilu.demo.simulator.life import Life
from weilu.demo.simulator.material import load_all
from weilu.demo.simulator.moments import MINUTE
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.said import Said, in_script_of
from weilu.demo.simulator.sheet import NONE, Type

#: They do not join in where many speak.
_APART = frozenset({"staff", "advertiser", "hunter", "rival", "lurker", "checkin"})
_KINDS = {kind.name.lower(): kind for kind in Type}


def scenes(life: Life) -> None:
    for _, data in load_all("scenes"):
        for scene in data["scene"]:
            if scene["group"] == life.key:
                _Player(life, scene).play()


class _Player:
    """Plays one scene; a part like ``@regular1`` is one person throughout it."""

    def __init__(self, life: Life, scene: dict[str, Any]) -> None:
        self._life = life
        self._scene = scene
        self._label = scene.get("label", "")
        moment: datetime = scene["at"]
        self._at = float(moments.of(moment))
        self._cast: dict[str, Person] = {}
        self._rows: list[int] = []
        self._heard: set[int] = set()  # who spoke in a crowd

    def play(self) -> None:
        for line in self._scene.get("lines", ()):
            if "crowd" in line:
                self._crowd(line)
            else:
                self._line(line)

    def _line(self, line: dict[str, Any]) -> None:
        life = self._life
        self._at += line.get("after", 0.5) * MINUTE
        if line.get("by") == "":
            life.sheet.notice(self._at, line["text"], line.get("label", self._label))
            return
        person = self._person(line["by"])
        if person is None or not life.tells(self._at):
            return
        row = life.sheet.add(
            self._at,
            person.number,
            self._words(line, person),
            kind=_KINDS[line.get("kind", "text")],
            parent=self._parent(line),
            quotes=line.get("quotes", False),
            label=line.get("label", self._label),
        )
        self._rows.append(row)

    def _words(self, line: dict[str, Any], person: Person) -> Said:
        """Return what stands in a line, or one of the kind of the bank that it names."""
        life = self._life
        if "draw" in line:
            return life.said(line["draw"], person)
        text = life.random.choice(line["texts"]) if "texts" in line else line.get("text", "")
        return in_script_of(person, life.phrases.filled(text, person))

    def _parent(self, line: dict[str, Any]) -> int:
        if line.get("opens") or not self._rows:
            return NONE
        place: int = line.get("answers", -1)
        return self._rows[place]

    def _person(self, part: str) -> Person | None:
        life = self._life
        if not part.startswith("@"):
            return life.named(part, self._at) or life.by_name.get(part)
        if part not in self._cast:
            taken = {person.number for person in self._cast.values()}
            kind = part[1:].rstrip("0123456789")
            kinds = (kind,) if kind != "any" else ()
            found = [p for p in life.several(self._at, 24, kinds) if p.number not in taken] or [
                p for p in life.present(self._at) if p.kind == kind and p.number not in taken
            ]
            if not found:
                return None
            self._cast[part] = found[0]
        return self._cast[part]

    def _crowd(self, line: dict[str, Any]) -> None:
        """Let many say much the same within some minutes, each of them once unless told."""
        life, random = self._life, self._life.random
        start = self._at + line.get("after", 0.2) * MINUTE
        people = self._many(line, start)
        span = line.get("minutes", 5) * MINUTE
        offsets = sorted(random.random() ** line.get("rush", 1.0) for _ in range(line["crowd"]))
        parent = self._rows[-1] if self._rows else NONE
        for number, offset in enumerate(offsets):
            if not people or (number >= len(people) and not line.get("again", False)):
                break
            person = people[number] if number < len(people) else random.choice(people)
            at = start + span * offset
            if life.tells(at):
                self._one_of_many(line, person, at, parent)
        self._at = start + span

    def _many(self, line: dict[str, Any], start: float) -> list[Person]:
        """Return who takes part; ``lurkers`` says how many of those who else say nothing."""
        life = self._life
        count = line["crowd"]
        known = {person.number for person in self._cast.values()}
        if not line.get("everybody", False):
            kinds = line.get("kinds", ())
            people = life.several(start, count + len(known), kinds)
            people = [p for p in people if p.number not in known][:count]
            return people + self._others(people, known, start, count if kinds else 0)
        end = start + line.get("minutes", 5) * MINUTE
        there = [p for p in life.present(start) if p.sits(life.key, int(end)) and not p.waits]
        hushed = [p for p in there if p.is_hushed(start, life.key) or p.is_hushed(end, life.key)]
        there = [p for p in there if p not in hushed]
        if line.get("fresh"):
            there = [p for p in there if p.number not in self._heard]
        once = line.get("once", "")
        if once and life.key != "C":  # the core does it in its own group
            there = [p for p in there if once not in p.done and p.kind != "core"]
        silent = [p for p in there if p.kind == "lurker" and p.said < 2]
        life.random.shuffle(silent)
        quiet = silent[: line.get("lurkers", 0)]
        speaking = [p for p in there if p.kind not in _APART]
        if life.key == "C":
            speaking = there
        size = min(len(speaking), count - len(quiet))
        lacking = max(0, count - len(quiet) - size) if line.get("lurkers") else 0
        rest = silent[len(quiet) :] + [p for p in hushed if p.number not in self._heard]
        quiet += rest[:lacking]
        for person in quiet:
            person.said += 1
        people = life.random.sample(speaking, size) + quiet
        life.random.shuffle(people)
        self._heard |= {person.number for person in people}
        for person in people:
            person.done |= {once} - {""}
        return people

    def _others(
        self, people: list[Person], known: set[int], start: float, count: int
    ) -> list[Person]:
        """Return more of some kinds than those who have a spell of talking just then."""
        life = self._life
        kinds = {person.kind for person in people}
        there = [
            p
            for p in life.present(start)
            if p.kind in kinds and p not in people and p.number not in known
            if not p.is_hushed(start, life.key)
        ]
        return life.random.sample(there, min(len(there), max(0, count - len(people))))

    def _one_of_many(self, line: dict[str, Any], person: Person, at: float, parent: int) -> None:
        life = self._life
        text = self._words(line, person)
        person.orders += line.get("orders", 0)
        label = line.get("label", self._label)
        kind = _KINDS[line.get("kind", "text")]
        life.sheet.add(at, person.number, text, kind=kind, parent=parent, label=label)
