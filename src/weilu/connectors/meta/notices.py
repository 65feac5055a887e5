"""What Messenger and Instagram write into a chat themselves."""

import re
from dataclasses import dataclass

from weilu.connect.batches import MoveKind

_PATTERNS = [
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"(?P<by>.+?) (?:added|invited) (?P<who>.+?) to the (?:group|chat)\.?", MoveKind.JOIN),
        (r"(?P<who>.+?) joined the (?:group|chat|call)\.?", MoveKind.JOIN),
        (r"(?P<by>.+?) removed (?P<who>.+?) from the (?:group|chat)\.?", MoveKind.LEAVE),
        (r"(?P<who>.+?) left the (?:group|chat)\.?", MoveKind.LEAVE),
        (
            r"(?P<by>.+?) (?:named|changed) the (?:group|chat) (?:name to )?(?P<name>.+)",
            MoveKind.GROUP_RENAME,
        ),
        (
            r"(?P<by>.+?)(?:已)?[将將把](?P<who>.+?)(?:添加到|加到|加入)(?:了)?(?:群聊|群組|群组)(?:中)?。?",
            MoveKind.JOIN,
        ),
        (r"(?P<who>.+?)(?:已)?(?:退出|離開)(?:了)?(?:群聊|群組|群组)。?", MoveKind.LEAVE),
        (
            r"(?P<by>.+?)(?:已)?[将將把](?:群聊|群組|群组)(?:名称|名稱)?(?:命名为|命名為|更改为|更改為|改为|改為)(?P<name>.+?)。?",
            MoveKind.GROUP_RENAME,
        ),
    )
]
#: A reaction is told a second time as a message; it stands beside the first already.
_ECHO = re.compile(r"(?:Reacted .{1,20} to (?:your|a|the) message|Liked a message)\s*")


@dataclass(frozen=True, slots=True)
class Notice:
    kind: MoveKind
    who: tuple[str, ...]
    name: str


def read_notice(text: str, sender: str) -> Notice | None:
    """Return the move that an entry of ``sender`` tells; it speaks of them or of "You"."""
    if len(text) > 400 or not text.startswith((sender, "You ", "你")):
        return None
    for pattern, kind in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            who = re.split(r", | and |、", parts.get("who") or "")
            names = (sender if name in {"You", "你"} else name.strip() for name in who)
            return Notice(kind, tuple(filter(None, names)), (parts.get("name") or "").rstrip("."))
    return None


def is_echo(text: str) -> bool:
    return _ECHO.fullmatch(text) is not None
