"""Draws lines from the bank so that one comes again as late as possible."""

import random
import re
from collections.abc import Callable, Sequence

from weilu.demo.simulator.bank import Bank, Line
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.said import Said

Fresh = Callable[[], Sequence[Line]]

_SLOT = re.compile(r"\{(\w+)\}")


class Phrases:
    """The words of one group."""

    def __init__(self, bank: Bank, key: str, rng: random.Random) -> None:
        self.bank = bank
        self._key = key
        self._rng = rng
        self._decks: dict[str, list[Line]] = {}

    def draw(self, kind: str, speaker: Person, **known: object) -> Said:
        """Return a line of a kind with its slots filled."""
        line = self._line(kind, lambda: self.bank.lines(kind, self._key), speaker)
        return self.filled(line.text, speaker, **known)

    def answer(self, name: str, speaker: Person) -> Said:
        """Return a reply of a named set."""
        line = self._line(f"={name}", lambda: self.bank.replies(name), speaker)
        return self.filled(line.text, speaker)

    def open(self, speaker: Person, kind: str = "open") -> tuple[Said, str]:
        """Return what calls for an answer, and the name of the answers that fit."""
        line = self._line(kind, lambda: self.bank.lines(kind, self._key), speaker)
        return self.filled(line.text, speaker), line.replies

    def chance(self) -> float:
        """Throw the dice of words: a number from 0 to 1."""
        return self._rng.random()

    def _line(self, name: str, fresh: Fresh, speaker: Person) -> Line:
        """Take the next line that suits the speaker; what others say stays for them."""
        deck = self._decks.get(name)
        if not deck:
            deck = self._decks[name] = list(fresh()) or list(self.bank.lines("filler", self._key))
            self._rng.shuffle(deck)
        for place in range(len(deck) - 1, -1, -1):
            if deck[place].suits(speaker.kind):
                return deck.pop(place)
        suiting = [line for line in fresh() if line.suits(speaker.kind)]
        return self._rng.choice(suiting or list(self.bank.lines("filler", self._key)))

    def filled(self, text: str, speaker: Person, **known: object) -> Said:
        """Return a line of the data with its slots filled, and its English likewise."""
        filled: list[tuple[str, str]] = []

        def fill(found: re.Match[str]) -> str:
            filled.append((found[1], self._slot(found[1], speaker, known)))
            return filled[-1][1]

        said = _SLOT.sub(fill, text)
        return Said(said, self.bank.gloss(text, filled))

    def _slot(self, name: str, speaker: Person, known: dict[str, object]) -> str:
        if name in known:
            return str(known[name])
        if name == "city":
            return speaker.city
        choices: Sequence[str] = self.bank.slots.get(name, ())
        others = [each for each in choices if each != speaker.name]
        return others[int(self._rng.random() * len(others))] if others else f"{{{name}}}"
