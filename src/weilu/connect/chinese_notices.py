"""What WeChat and QQ write into a group themselves: who came, who went, what was renamed.

Exporters hand these lines on as they stood on the screen, so that every format of a Chinese
platform needs the same reading.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from weilu.connect.batches import MoveKind
from weilu.connect.builder import BatchBuilder

#: How a notice speaks of the owner of the device that wrote the export.
SELF = "你"

_Q, _E = '["“「『]?', '["”」』]?'
_PATTERNS = [
    (re.compile(pattern), kind, channel)
    for pattern, kind, channel in (
        (
            (
                rf"{_Q}(?P<who>.+?){_E}\s?(?:通过|通過)(?:扫描|掃描){_Q}(?P<by>.+?){_E}\s?分享的(?:二维码|二維碼)"
                r"加入了?(?:群聊|群組)"
            ),
            MoveKind.JOIN,
            "qr",
        ),
        (
            (
                rf"{_Q}(?P<who>.+?){_E}\s?(?:通过|通過){_Q}(?P<by>.+?){_E}\s?的(?:邀请|邀請)(?:二维码|二維碼)"
                r"加入了?(?:群聊|群組)"
            ),
            MoveKind.JOIN,
            "qr",
        ),
        (
            (
                rf"{_Q}(?P<who>.+?){_E}\s?(?:通过|通過)(?:扫描|掃描)(?:群|群聊)?(?:二维码|二維碼|活码|活碼)"
                r"(?:[「“](?P<channel>.+?)[」”])?加入了?(?:群聊|群組)"
            ),
            MoveKind.JOIN,
            "qr",
        ),
        (
            rf"{_Q}(?P<by>.+?){_E}\s?(?:邀请|邀請)\s?(?P<who>.+?)\s?加入了?(?:群聊|群組|本群)(?:[,，].*)?",
            MoveKind.JOIN,
            "invited",
        ),
        (
            rf"{_Q}(?P<by>.+?){_E}\s?[将將把]\s?(?P<who>.+?)\s?移出了?(?:群聊|群組|本群)",
            MoveKind.LEAVE,
            "",
        ),
        (
            rf"{_Q}(?P<who>.+?){_E}\s?被\s?{_Q}(?P<by>.+?){_E}\s?移出了?(?:群聊|群組|本群)",
            MoveKind.LEAVE,
            "",
        ),
        (
            rf"{_Q}(?P<who>.+?){_E}\s?已?(?:退出|离开|離開)了?(?:群聊|群組|本群)",
            MoveKind.LEAVE,
            "",
        ),
        (
            (
                rf"(?:{_Q}(?P<by>.+?){_E}\s?)?(?:已将|将|將)?修?改?了?群(?:聊)?名?(?:称|稱|組名稱)?"
                rf"(?:修改|变更|變更|改)?[为為]\s?{_Q}(?P<name>.+?){_E}"
            ),
            MoveKind.GROUP_RENAME,
            "",
        ),
        (
            rf"{_Q}(?P<who>.+?){_E}\s?加入了?(?:群聊|群組|本群)(?:[,，。！!].*)?",
            MoveKind.JOIN,
            "",
        ),
    )
]
#: Only an invitation names any number of people. Two names sought in a longer line that ends
#: like no invitation would take a time that grows with the square of its length.
_LONG, _LONGEST = 250, 1_000
_INVITED = [each for each in _PATTERNS if each[2] == "invited"]
_INVITATION = re.compile(r"(?:邀请|邀請).*加入了?(?:群聊|群組|本群)")
_BETWEEN = re.compile(r'["”」』]\s?[、和與]\s?["“「『]?|、|(?<=^你)[和與]["“「『]?')


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A move that a notice tells, with people by the names shown (SELF for the exporter)."""

    kind: MoveKind
    who: tuple[str, ...] = ()
    by: str = ""
    name: str = ""  # of the group, in a rename
    channel: str = ""


def read_notice(text: str) -> Notice | None:
    """Return the move that a line tells, or None: recalls, pats and packets move nobody."""
    line = text.strip().removeprefix("[系统]").strip(" 。.")
    is_long = len(line) > _LONG
    if "\n" in line or len(line) > _LONGEST or (is_long and not _INVITATION.search(line)):
        return None
    for pattern, kind, channel in _INVITED if is_long else _PATTERNS:
        found = pattern.fullmatch(line)
        if found:
            parts = found.groupdict()
            return Notice(
                kind=kind,
                who=_people(parts.get("who") or ""),
                by=_bare(parts.get("by") or ""),
                name=_bare(parts.get("name") or ""),
                channel=parts.get("channel") or channel,
            )
    return None


def tell(
    builder: BatchBuilder,
    notice: Notice,
    *,
    group_ref: str,
    sent_us: int,
    person: Callable[[str], str],
) -> None:
    """Tell the moves of one notice; ``person`` returns the account of a name it shows."""
    is_join = notice.kind is MoveKind.JOIN
    inviter = person(notice.by) if notice.by and is_join else None
    for name in notice.who or (notice.by,):
        builder.move(
            group_ref=group_ref,
            author_ref=person(name) if name else "",
            kind=notice.kind,
            sent_us=sent_us,
            inviter_ref=inviter,
            channel=notice.channel or None,
            name=notice.name or None,
        )
    builder.service()


def _people(names: str) -> tuple[str, ...]:
    return tuple(filter(None, map(_bare, _BETWEEN.split(names))))


def _bare(name: str) -> str:
    return name.strip(' "“”「」『』')
