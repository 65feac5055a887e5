"""Words in Chinese that carry what they mean in English, whatever is done to their letters."""

from typing import Self

from weilu.demo.simulator.bank import traditional
from weilu.demo.simulator.people import Person


class Said(str):
    """What somebody says; ``gloss`` is the English of it, "" where there is none."""

    __slots__ = ("gloss",)
    gloss: str

    def __new__(cls, text: str, gloss: str = "") -> Self:
        said = super().__new__(cls, text)
        said.gloss = gloss
        return said


def gloss_of(text: str) -> str:
    return text.gloss if isinstance(text, Said) else ""


def reworded(text: Said, letters: str) -> Said:
    """Return other letters for what means the same as ``text``."""
    return Said(letters, text.gloss)


def in_script_of(person: Person, text: Said) -> Said:
    """Return ``text`` in the characters that a person writes."""
    return reworded(text, traditional(text)) if person.is_traditional else text
