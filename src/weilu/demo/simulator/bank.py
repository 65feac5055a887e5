"""The sentence bank: lines by kind, their replies, and what is filled into their slots.

``data/sentences`` holds a file for each kind; its README says how to add a line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import opencc

from weilu.demo.simulator.material import load, load_all


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the bank. ``replies`` names the answers that fit it."""

    text: str
    groups: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    replies: str = ""

    def suits(self, kind_of_person: str) -> bool:
        return not self.by or kind_of_person in self.by


class Bank:
    def __init__(
        self,
        lines: Mapping[str, list[Line]],
        replies: Mapping[str, list[Line]],
        slots: Mapping[str, list[str]],
        glosses: Mapping[str, str],
    ) -> None:
        self._lines = lines
        self._replies = replies
        self.slots = slots
        self._glosses = glosses
        self._found: dict[tuple[str, str], Sequence[Line]] = {}

    def lines(self, kind: str, key: str = "") -> Sequence[Line]:
        """Return the lines of a kind that fit a group; all of them where none is meant for it."""
        found = self._found.get((kind, key))
        if found is None:
            every = self._lines[kind]
            found = [line for line in every if not line.groups or key in line.groups]
            self._found[kind, key] = found = found or every
        return found

    def replies(self, name: str) -> Sequence[Line]:
        return self._replies[name]

    def gloss(self, text: str, filled: Sequence[tuple[str, str]] = ()) -> str:
        """Return the English of a line of the data, "" where nobody has written one.

        ``filled`` holds the slots of ``text`` with what stands in them, in order.
        """
        gloss = self._glosses.get(text, "")
        for slot, value in filled:
            gloss = gloss.replace(f"{{{slot}}}", self._glosses.get(value, value), 1)
        return gloss


@cache
def bank() -> Bank:
    lines: dict[str, list[Line]] = {}
    glosses: dict[str, str] = {}
    for _, held in load_all("sentences"):
        if "kind" in held:
            lines.setdefault(held.get("drawn_as", held["kind"]), []).extend(_lines(held))
            glosses |= {line["zh"]: line["en"] for line in held["line"]}
    replies: dict[str, list[Line]] = {}
    for name, held in load_all("sentences/replies"):
        replies[name] = _lines(held)
        glosses |= {line["zh"]: line["en"] for line in held["line"]}
    glosses |= load("gloss")["lines"] | load("gloss")["words"]
    return Bank(lines, replies, load("sentences/slots"), glosses)


def _lines(held: Mapping[str, Any]) -> list[Line]:
    return [
        Line(
            text=line["zh"],
            groups=tuple(line.get("groups", ())),
            by=tuple(line.get("by", ())),
            replies=line.get("replies", ""),
        )
        for line in held["line"]
        for _ in range(line.get("times", 1))
    ]


@cache
def _converter() -> Any:
    return opencc.OpenCC("s2tw")


@cache
def traditional(text: str) -> str:
    converted: str = _converter().convert(text)
    return converted
