"""What happened in a channel, in the words of the commonest clients."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    JOIN = "join"
    LEAVE = "leave"
    NICK = "nick"


@dataclass(frozen=True, slots=True)
class Notice:
    """``by`` has thrown ``who`` out; ``new`` is the nick that ``who`` took."""

    act: Act
    who: str
    by: str = ""
    new: str = ""


_HOST = r"(?: [\[(][^\s\])]*[\])])?"
_PATTERNS = [
    (re.compile(pattern), act)
    for pattern, act in (
        (r"(?P<who>\S+) (?:is|are) now known as (?P<new>\S+)", Act.NICK),
        (r"Joins: (?P<who>\S+).*", Act.JOIN),
        (rf"(?P<who>\S+){_HOST} (?:has )?joined(?: [#&]?\S+)?\.?(?: \(.*)?", Act.JOIN),
        (r"(?:Parts|Quits): (?P<who>\S+).*", Act.LEAVE),
        (r"(?P<who>\S+) was kicked (?:from \S+ )?by (?P<by>\S+).*", Act.LEAVE),
        (r"(?P<by>\S+) (?:has )?kicked (?P<who>\S+).*", Act.LEAVE),
        (rf"(?P<who>\S+){_HOST} (?:has )?(?:left|quit|parted)(?:\W.*)?", Act.LEAVE),
    )
]


def read_notice(text: str) -> Notice | None:
    """Return what a line tells of somebody's coming and going; modes and topics move nobody."""
    for pattern, act in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            return Notice(act, parts["who"], parts.get("by") or "", parts.get("new") or "")
    return None
