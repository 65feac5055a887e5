"""The layouts of WeChat CSV files, brought to one shape."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter

import msgspec

from weilu.connect.batches import MessageKind
from weilu.connect.json_bytes import BROKEN_JSON
from weilu.connectors.wechat.moments import Moment, read_moment

_REFERRED = re.compile(r"<svrid>(\d+)</svrid>|\"svrid\": ?\"?(\d+)")
_TITLE = re.compile(r"<title>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</title>", re.DOTALL)
_QUOTED = re.compile(r"\n+\[引用\]\(.*", re.DOTALL)
_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,12}\]|<.*>", re.DOTALL)


@dataclass(slots=True)
class Entry:
    """One row. ``kind`` None: the app itself speaks."""

    ref: str
    kind: MessageKind | None
    is_own: bool
    author: str  # "" where the row does not say
    author_name: str
    room: str
    text: str
    reply_to_ref: str | None
    moment: Moment | None


@dataclass(slots=True)
class Glimpse:
    """As much of a row as a first pass needs."""

    room: str
    author: str
    author_name: str
    is_own: bool
    notice: str  # "" for a message


class Layout(ABC):
    """One order of columns."""

    required: frozenset[str]
    open_cell: str | None = None
    #: The columns that ``entry`` wants, in its order; a missing one reads as "".
    wanted: tuple[str, ...]

    def __init__(self, columns: list[str]) -> None:
        self.columns = columns
        places = {name: place for place, name in enumerate(columns)}
        nowhere = len(columns)
        self._pick = itemgetter(*(places.get(name, nowhere) for name in self.wanted))

    @abstractmethod
    def entry(self, cells: list[str]) -> Entry:
        """Understand one row. ``moment`` is None where the time cannot be read."""

    @abstractmethod
    def glimpse(self, cells: list[str]) -> Glimpse:
        """Look at who is where."""


class PyWxDump(Layout):
    """PyWxDump: ``content`` holds JSON, or (newer) ``msg`` and ``src`` stand apart."""

    required = frozenset({"MsgSvrID", "type_name", "is_sender", "talker", "CreateTime"})
    open_cell = "content"
    wanted = (
        *("MsgSvrID", "type_name", "is_sender", "talker", "room_name", "content"),
        *("msg", "src", "CreateTime"),
    )

    def entry(self, cells: list[str]) -> Entry:
        ref, type_name, own, talker, room, content, text, src, time = self._pick((*cells, ""))
        text = text or _message_of(content)
        kind = _kind_by_name(type_name)
        if "revokemsg" in text:
            kind = None
        return Entry(
            ref=ref if ref.strip("0 ") else "",
            kind=kind,
            is_own=own in _YES,
            author="" if talker == "我" else talker.strip(),
            author_name="",
            room=room.strip(),
            text=_said(kind, text),
            reply_to_ref=_referred(content + src) if "引用" in type_name else None,
            moment=read_moment(time),
        )

    def glimpse(self, cells: list[str]) -> Glimpse:
        _, type_name, own, talker, room, content, text, _, _ = self._pick((*cells, ""))
        notice = (text or _message_of(content)) if _kind_by_name(type_name) is None else ""
        author = "" if talker == "我" else talker.strip()
        return Glimpse(room.strip(), author, "", own in _YES, notice)


class WeChatMsg(Layout):
    """WeChatMsg (留痕): the columns of WeChat's own table, without a message id that lasts."""

    required = frozenset({"localId", "TalkerId", "Type", "IsSender", "CreateTime", "StrContent"})
    wanted = (
        *("Type", "SubType", "IsSender", "Sender", "NickName", "Remark", "TalkerId"),
        *("StrContent", "CreateTime", "StrTime"),
    )

    def entry(self, cells: list[str]) -> Entry:
        type_, subtype, own, sender, nick, remark, talker, content, time, wall = self._pick(
            (*cells, "")
        )
        kind = _kind_by_number(type_, subtype)
        if sender:
            content = content.removeprefix(f"{sender}:\n")
        if "revokemsg" in content[:200]:
            kind = None
        return Entry(
            ref="",
            kind=kind,
            is_own=own in _YES,
            author=sender.strip(),
            author_name=nick.strip() or remark.strip(),
            room=talker.strip(),
            text=_said(kind, content),
            reply_to_ref=None,
            moment=read_moment(time) or read_moment(wall),
        )

    def glimpse(self, cells: list[str]) -> Glimpse:
        type_, subtype, own, sender, nick, remark, talker, content, _, _ = self._pick((*cells, ""))
        notice = content if _kind_by_number(type_, subtype) is None else ""
        name = nick.strip() or remark.strip()
        return Glimpse(talker.strip(), sender.strip(), name, own in _YES, notice)


_YES = frozenset({"1", "True", "true", "是"})
LAYOUTS: tuple[type[Layout], ...] = (PyWxDump, WeChatMsg)


def layout_of(columns: list[str]) -> Layout | None:
    """Return the layout that these columns are, if any."""
    return next((kind(columns) for kind in LAYOUTS if kind.required <= {*columns}), None)


class _Content(msgspec.Struct):
    msg: object = ""


def _message_of(content: str) -> str:
    """Return the words in a cell that holds ``{"src": …, "msg": …}``, or the cell itself."""
    if content[:1] != "{":
        return content
    try:
        found = msgspec.json.decode(content, type=_Content).msg
    except BROKEN_JSON:
        return content
    return found if isinstance(found, str) else ""


_NAMES: Mapping[str, MessageKind | None] = {
    "引用": MessageKind.TEXT,
    "转发": MessageKind.FORWARD,
    "聊天记录": MessageKind.FORWARD,
    "红包": MessageKind.RED_PACKET,
    "名片": MessageKind.CONTACT,
    "推荐": MessageKind.CONTACT,
    "表情": MessageKind.STICKER,
    "图片": MessageKind.IMAGE,
    "通话": MessageKind.CALL,
    "VOIP": MessageKind.CALL,
    "语音": MessageKind.VOICE,
    "视频": MessageKind.VIDEO,
    "文件": MessageKind.FILE,
    "位置": MessageKind.LOCATION,
    "地图": MessageKind.LOCATION,
    "系统": None,
    "拍一拍": None,
    "撤回": None,
    "文本": MessageKind.TEXT,
    "文字": MessageKind.TEXT,
    "群公告": MessageKind.TEXT,
    "接龙": MessageKind.TEXT,
    "链接": MessageKind.LINK,
    "小程序": MessageKind.LINK,
    "图文": MessageKind.LINK,
    "音乐": MessageKind.LINK,
}
_known_names: dict[str, MessageKind | None] = {}


def _kind_by_name(name: str) -> MessageKind | None:
    """Return the kind by the first word that the exporter's name of it contains."""
    if name not in _known_names:
        hit = next((kind for word, kind in _NAMES.items() if word in name), MessageKind.OTHER)
        if len(_known_names) > 1000:
            return hit
        _known_names[name] = hit
    return _known_names[name]


_NUMBERS: Mapping[str, MessageKind | None] = {
    "1": MessageKind.TEXT,
    "3": MessageKind.IMAGE,
    "34": MessageKind.VOICE,
    "42": MessageKind.CONTACT,
    "43": MessageKind.VIDEO,
    "47": MessageKind.STICKER,
    "48": MessageKind.LOCATION,
    "50": MessageKind.CALL,
    "62": MessageKind.VIDEO,
    "10000": None,
    "10002": None,
}
_NUMBERS_49: Mapping[str, MessageKind | None] = {
    "1": MessageKind.TEXT,
    "6": MessageKind.FILE,
    "8": MessageKind.STICKER,
    "17": MessageKind.LOCATION,
    "19": MessageKind.FORWARD,
    "51": MessageKind.VIDEO,
    "53": MessageKind.TEXT,
    "57": MessageKind.TEXT,
    "62": None,
    "74": MessageKind.FILE,
    "87": MessageKind.TEXT,
    "2000": MessageKind.OTHER,
    "2001": MessageKind.RED_PACKET,
    "2003": MessageKind.RED_PACKET,
}


def _kind_by_number(kind: str, subtype: str) -> MessageKind | None:
    if kind.strip() == "49":
        return _NUMBERS_49.get(subtype.strip(), MessageKind.LINK)
    return _NUMBERS.get(kind.strip(), MessageKind.OTHER)


def _said(kind: MessageKind | None, content: str) -> str:
    """Return the words alone: no placeholders, no mark-up, no copy of what was quoted."""
    if kind is MessageKind.TEXT or kind is None:
        if content[:1] == "<" and "<title>" in content:
            return _title(content)
        return _QUOTED.sub("", content) if "[引用]" in content else content
    if "<title>" in content:
        return _title(content)
    return "" if _PLACEHOLDER.fullmatch(content.strip()) else content


def _title(content: str) -> str:
    found = _TITLE.search(content)
    return found[1].strip() if found else ""


def _referred(content: str) -> str | None:
    found = _REFERRED.search(content)
    return (found[1] or found[2]) if found else None
