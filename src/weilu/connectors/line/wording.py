"""What LINE writes itself, in Chinese, Japanese and English."""

import re
from dataclasses import dataclass

from weilu.connect.batches import MessageKind, MoveKind

TITLES = [
    re.compile(pattern)
    for pattern in (
        r"\[LINE\] ?[與与](?P<name>.+?)的聊天(?:記錄|紀錄|记录)?",
        r"\[LINE\] ?(?P<name>.+?)的聊天(?:記錄|紀錄|记录)",
        r"\[LINE\] ?(?P<name>.+?)(?:との|の)トーク(?:履歴)?",
        r"(?:\[LINE\] ?)?Chat history (?:with|in|of) (?P<name>.+)",
        r"\[LINE\] ?(?P<name>.+)",
    )
]
SAVED = re.compile(r"(?:儲存日期|保存日期|保存日時|Saved on|Save date)[:：].*")
_KINDS = {
    MessageKind.STICKER: "貼圖 贴图 スタンプ Sticker Stickers",
    MessageKind.IMAGE: "照片 圖片 图片 写真 Photo Photos 相簿 相册 アルバム Album",
    MessageKind.VIDEO: "影片 视频 動画 Video Videos",
    MessageKind.VOICE: "語音訊息 语音消息 语音信息 ボイスメッセージ|Voice message|Audio",
    MessageKind.FILE: "檔案 文件 ファイル File",
    MessageKind.LOCATION: "位置資訊 位置 位置信息 位置情報 Location",
    MessageKind.CONTACT: "聯絡資訊 連絡先 Contact",
    MessageKind.POLL: "投票 Poll",
    MessageKind.OTHER: "記事本 记事本 ノート Note Notes",
}
_PLACEHOLDERS = {
    f"[{word}]": kind
    for kind, words in _KINDS.items()
    for part in words.split("|")
    for word in ([part] if part == "Voice message" else part.split())
}
#: LINE for computers writes these without brackets.
_PC_WORDS = {
    "Stickers": MessageKind.STICKER,
    "Photos": MessageKind.IMAGE,
    "Videos": MessageKind.VIDEO,
    "Audio": MessageKind.VOICE,
}
#: What stands in place of a message that was taken back, in English.
UNSENT = "Message unsent."
_CALL = re.compile(r"☎ ?.{0,60}")
_DELETED = re.compile(
    r"(?P<who>.+?)\s?(?:已?收回(?:了)?訊息|已?撤回(?:了)?(?:一条)?消息|unsent a message"
    r"|(?:が)?メッセージの送信を取り消しました)[.。]?"
)
_PATTERNS = [
    (re.compile(pattern), kind)
    for pattern, kind in (
        (
            r"(?P<by>.+?)\s?(?:已)?邀請\s?(?P<who>.+?)\s?加入(?:了)?(?:群組|聊天|社群)?[.。]?",
            MoveKind.JOIN,
        ),
        (
            r"(?P<by>.+?)\s?已?[将將]\s?(?P<who>.+?)\s?(?:添加|加)(?:至|到)(?:该|該)?群(?:組|组)?[.。]?",
            MoveKind.JOIN,
        ),
        (r"(?P<by>.+?)\s?已新增\s?(?P<who>.+?)\s?至群組[.。]?", MoveKind.JOIN),
        (
            r"(?P<by>.+?)\s?(?:added|invited) (?P<who>.+?) to the (?:group|chat)[.。]?",
            MoveKind.JOIN,
        ),
        (r"(?P<by>.+?)が(?P<who>.+?)を(?:グループに)?(?:招待|追加)しました[。.]?", MoveKind.JOIN),
        (r"(?P<who>.+?)\s?(?:已)?加入(?:了)?(?:该群|群組|群组|聊天|社群)[.。]?", MoveKind.JOIN),
        (r"(?P<who>.+?) (?:has )?joined the (?:group|chat)[.。]?", MoveKind.JOIN),
        (r"(?P<who>.+?)が(?:グループに|トークに)?参加しました[。.]?", MoveKind.JOIN),
        (
            r"(?P<by>.+?)\s?(?:已)?[將把]\s?(?P<who>.+?)\s?(?:踢出|移出|退出)(?:了)?(?:群組|聊天|社群)[.。]?",
            MoveKind.LEAVE,
        ),
        (r"(?P<by>.+?) removed (?P<who>.+?) from the (?:group|chat)[.。]?", MoveKind.LEAVE),
        (
            r"(?P<by>.+?)が(?P<who>.+?)を(?:グループから)?(?:退会させました|削除しました)[。.]?",
            MoveKind.LEAVE,
        ),
        (
            r"(?P<who>.+?)\s?(?:已退群|(?:已)?(?:退出|離開|离开)(?:了)?(?:群組|群组|聊天|社群))[.。]?",
            MoveKind.LEAVE,
        ),
        (r"(?P<who>.+?) (?:has )?left the (?:group|chat)[.。]?", MoveKind.LEAVE),
        (r"(?P<who>.+?)が(?:グループを|トークを)?(?:退会|退出)しました[。.]?", MoveKind.LEAVE),
        (
            r"(?P<by>.+?)\s?(?:已)?(?:將|把)?(?:變更|更改)?群組名稱(?:變更|更改|改)?為\s?[「“\"](?P<name>.+?)[」”\"][.。]?",
            MoveKind.GROUP_RENAME,
        ),
        (
            r"(?P<by>.+?) changed the (?:group|chat)(?:'s)? name to [\"“](?P<name>.+?)[\"”][.。]?",
            MoveKind.GROUP_RENAME,
        ),
        (
            r"(?P<by>.+?)がグループ名を[「\"](?P<name>.+?)[」\"]に変更しました[。.]?",
            MoveKind.GROUP_RENAME,
        ),
    )
]


@dataclass(frozen=True, slots=True)
class Notice:
    kind: MoveKind
    who: tuple[str, ...] = ()
    by: str = ""
    name: str = ""


def read_notice(text: str) -> Notice | None:
    if len(text) > 400:
        return None
    for pattern, kind in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            who = re.split(r"、|, (?!\s)| and ", parts.get("who") or "")
            names = tuple(filter(None, (name.strip() for name in who)))
            return Notice(kind, names, parts.get("by") or "", parts.get("name") or "")
    return None


def is_deleted(text: str) -> bool:
    return _DELETED.fullmatch(text) is not None


def read_body(text: str, *, is_pc: bool = False) -> tuple[MessageKind, str]:
    """Return the kind and what is left of the text beside a placeholder."""
    if is_pc and text in _PC_WORDS:
        return _PC_WORDS[text], ""
    if text.startswith("[null]") and "maps.google.com" in text:
        return MessageKind.LOCATION, ""
    if text[:1] == "[":
        kind = _PLACEHOLDERS.get(text.strip())
        if kind:
            return kind, ""
    if text[:1] == "☎" and _CALL.fullmatch(text):
        return MessageKind.CALL, ""
    return MessageKind.TEXT, text
