"""The rows of one group while they are made: columns, so that much can be added at once."""

from dataclasses import dataclass, field
from enum import IntEnum

from weilu.demo.simulator.said import gloss_of


class Type(IntEnum):
    """The numbers that ChatLab gives to kinds of messages."""

    TEXT = 0
    IMAGE = 1
    VOICE = 2
    VIDEO = 3
    STICKER = 5
    LINK = 7
    RED_PACKET = 20
    PAT = 22
    REPLY = 25
    FORWARD = 26
    SYSTEM = 80
    RECALL = 81


#: The author of what the platform itself writes.
NOBODY = -1
NONE = -1


@dataclass(slots=True)
class Sheet:
    """``parent`` is the row that is truly answered, whether or not the platform shows it."""

    at: list[int] = field(default_factory=list)
    who: list[int] = field(default_factory=list)
    type: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    quotes: list[bool] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    gloss: list[str] = field(default_factory=list)  # in English, where the words carry it

    def add(
        self,
        at: float,
        who: int,
        text: str,
        *,
        kind: int = Type.TEXT,
        parent: int = NONE,
        quotes: bool = False,
        label: str = "",
    ) -> int:
        """Add a row and return its number."""
        self.at.append(int(at))
        self.who.append(who)
        self.type.append(Type.REPLY if quotes and kind == Type.TEXT else kind)
        self.text.append(text)
        self.parent.append(parent)
        self.quotes.append(quotes)
        self.label.append(label)
        self.gloss.append(gloss_of(text))
        return len(self.at) - 1

    def notice(self, at: float, text: str, label: str = "") -> int:
        return self.add(at, NOBODY, text, kind=Type.SYSTEM, label=label)

    def __len__(self) -> int:
        return len(self.at)
