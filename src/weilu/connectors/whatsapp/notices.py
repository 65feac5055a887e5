"""Lines that WhatsApp itself writes into a chat: who came, who went, what was renamed."""

import re
from dataclasses import dataclass

from weilu.connect.batches import MoveKind

_OPEN, _CLOSE = '[“"「『‘«]', '[”"」』’»]'
_NAME = rf"{_OPEN}(?P<name>.+?){_CLOSE}"

#: (pattern, kind of move, how they came). The first that fits wins.
_PATTERNS = [
    (re.compile(pattern), kind, channel)
    for pattern, kind, channel in (
        (rf"(?P<by>.+?) created (?:this )?group(?: {_NAME})?", None, ""),
        (
            (
                r"(?P<who>.+?) joined (?:using|via|from) "
                r"(?:this group's|this community's|your|a group|an|the)? ?(?:invite|group)? ?link"
            ),
            MoveKind.JOIN,
            "link",
        ),
        (r"(?P<who>.+?) joined from the community", MoveKind.JOIN, "community"),
        (r"(?P<who>.+?) (?:was|were) added", MoveKind.JOIN, ""),
        (r"(?P<by>.+?) added (?P<who>.+)", MoveKind.JOIN, "invited"),
        (r"(?P<who>.+?) (?:was|were) removed", MoveKind.LEAVE, ""),
        (r"(?P<by>.+?) removed (?P<who>.+)", MoveKind.LEAVE, ""),
        (r"(?P<who>.+?) left", MoveKind.LEAVE, ""),
        (
            rf"(?P<by>.+?) changed the (?:subject|group name)(?: from .+?)? to {_NAME}",
            MoveKind.GROUP_RENAME,
            "",
        ),
        (
            rf"(?P<by>.+?)\s?已?(?:创建|創建|建立)了?(?:此|本)?(?:群组|群組)\s?(?:{_NAME})?",
            None,
            "",
        ),
        (
            r"(?P<who>.+?)\s?已?(?:使用|通过|通過|透過).*?(?:邀请|邀請)(?:链接|連結|鏈結).*?加入.*",
            MoveKind.JOIN,
            "link",
        ),
        (
            (
                rf"(?P<by>.+?)\s?已?[将將把]?\s?(?:群组|群組)?的?(?:主题|主旨|主題|名称|名稱).*?"
                rf"(?:改为|改為|变更为|變更為)\s?{_NAME}"
            ),
            MoveKind.GROUP_RENAME,
            "",
        ),
        (
            r"(?P<by>.+?)\s?已?(?:[将將把]\s?)(?P<who>.+?)\s?(?:从群组|從群組)?中?移[除出].*",
            MoveKind.LEAVE,
            "",
        ),
        (r"(?P<by>.+?)\s?已?移[除出]了?\s?(?P<who>.+)", MoveKind.LEAVE, ""),
        (
            r"(?P<by>.+?)\s?已?(?:[将將把]\s?)(?P<who>.+?)\s?(?:添加|新增|加入).*",
            MoveKind.JOIN,
            "invited",
        ),
        (r"(?P<by>.+?)\s?已?(?:添加|新增)了?\s?(?P<who>.+)", MoveKind.JOIN, "invited"),
        (r"(?P<who>.+?)\s?已?(?:退出|离开|離開)了?(?:群组|群組)?", MoveKind.LEAVE, ""),
    )
]

#: What can stand before a colon in a notice but hardly in a name.
_NOTICE_WORDS = re.compile(
    r"changed the (?:subject|group name|group description)|created (?:this )?group"
    r"|joined using|changed this group's| added | removed |end-to-end encrypted"
    r"|创建了?群组|建立了?群組|创建群组|建立群組|主题从|主旨由|群组名称|群組名稱|更改|變更"
)
_AND = re.compile(r"(?<!\s)\s*(?:, and |, | and |、| 和 | 與 | 与 |，)\s*")

#: Those that name any number of people at their end. All others hold two or three names: sought
#: in a longer line, they would take a time that grows with the square of its length.
_LISTS = [each for each in _PATTERNS if each[0].pattern.endswith("(?P<who>.+)")]
_LONG, _LONGEST = 250, 2_000

#: The owner of the phone, whom the file does not name in its notices.
_SELF = frozenset({"You", "you", "您", "你"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a notice says. ``kind`` None: the group was founded by ``by``."""

    kind: MoveKind | None
    who: tuple[str, ...] = ()
    by: str = ""
    name: str = ""
    channel: str = ""


def may_be_author(candidate: str) -> bool:
    """Tell whether the words before a colon can be a name rather than the start of a notice."""
    return 0 < len(candidate) <= 100 and not _NOTICE_WORDS.search(candidate)


def read_notice(line: str) -> Notice | None:
    """Return what a line without author says, or None where it moves nobody."""
    line = line.strip(" \u200e\u200f.。\r\n")
    if len(line) > _LONGEST:
        return None
    for pattern, kind, channel in _PATTERNS if len(line) <= _LONG else _LISTS:
        found = pattern.fullmatch(line)
        if found:
            parts = found.groupdict()
            return Notice(
                kind=kind,
                who=_people(parts.get("who") or ""),
                by=_person(parts.get("by") or ""),
                name=parts.get("name") or "",
                channel=channel,
            )
    return None


def _people(names: str) -> tuple[str, ...]:
    return tuple(filter(None, map(_person, _AND.split(names))))


def _person(name: str) -> str:
    name = clean_name(name)
    return "" if name in _SELF else name


def clean_name(name: str) -> str:
    """Return a name without invisible marks and the tilde before people not in the phone book."""
    bare = name.strip(" \u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u202f\xa0")
    return bare.removeprefix("~").strip(" \u202f\xa0")
