"""What stands in the text file where a picture, a voice or a poll was."""

import re

from weilu.connect.batches import MessageKind

LRM = "\u200e\u200f"

_WORDS = {
    MessageKind.IMAGE: "image|photo|GIF|图片|图像|照片|圖片|圖像|相片|動圖|动图"
    "|Bild|Foto|immagine|imagen|imagem|afbeelding|画像|사진|изображение",
    MessageKind.VIDEO: "video|video note|视频|影片|視訊訊息|视频消息|vídeo|vidéo|動画|동영상|видео",
    MessageKind.VOICE: (
        "audio|voice message|音频|语音|語音|音訊|语音消息|語音訊息|áudio|音声|오디오|аудио"
    ),
    MessageKind.STICKER: "sticker|贴图|貼圖|表情贴图",
    MessageKind.FILE: "document|文档|文件|檔案|Dokument|documento|ドキュメント|문서|документ",
    MessageKind.CONTACT: "contact card|联系人名片|聯絡人名片|名片",
}
_LEFT_OUT = (
    "omitted|已省略|省略|已忽略|忽略|已略去|略去|未包含"
    "|weggelassen|omess[oa]|omitid[oa]|ocultad?[oa]|weggelaten|absente?|omise?|は省略されました"
    "|생략됨|опущен[оа]?"
)
_OMITTED = [
    (re.compile(rf"<?(?:{words}) ?(?:{_LEFT_OUT})>?", re.IGNORECASE), kind)
    for kind, words in _WORDS.items()
] + [
    (re.compile(rf"<?(?:{_LEFT_OUT}) ?(?:{words})>?", re.IGNORECASE), kind)
    for kind, words in _WORDS.items()
]
_ANY_OMITTED = re.compile(
    r"<(?:Media omitted|View once (?:message|photo|video) omitted|媒体文件已省略|未包含媒体文件"
    r"|未包含媒體檔案|省略多媒體檔|省略多媒體檔案|已略去媒體檔案|附件已省略|媒體已略去"
    r"|[^<>]{0,40}(?:メディア|미디어|媒体|媒體|多媒)[^<>]{0,40}"
    r"|(?=[^<>]{0,50} )[^<>]{0,40}(?:medi|médi|mídi|multim|медиа)[^<>]{0,40})>|null",
    re.IGNORECASE,
)
# A name is sought from the beginning of a line or of a mark only: from each character of a long
# text it would take a time that grows with the square of its length.
_ATTACHED = re.compile(
    r"<(?:attached|附件|已附加)[:：] ?(?P<in>[^<>]{1,300})>"
    r"|^[^\S\n]*+(?P<before>[^\n]*?\.\w{2,5}) ?"
    r"[(（](?:file attached|文件附件|檔案附件|附件|附加檔案)[)）]",
    re.MULTILINE,
)
_ENDINGS = {
    MessageKind.IMAGE: ("jpg", "jpeg", "png", "heic", "gif"),
    MessageKind.VIDEO: ("mp4", "mov", "3gp", "mkv"),
    MessageKind.VOICE: ("opus", "m4a", "ogg", "aac", "mp3", "amr"),
    MessageKind.STICKER: ("webp",),
    MessageKind.CONTACT: ("vcf",),
}
_KIND_BY_ENDING = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
_POLL = re.compile(r"(?:POLL|投票|民意調查)[:：]?\s*\n(?P<asked>.*)", re.DOTALL)
_LOCATION = re.compile(
    r"(?:location|位置)[:：] ?https?://\S+|(?:Live location shared|实时位置共享|分享即時位置)",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"(?:Missed |Silenced )?(?:group )?(?:voice|video) call\b.*"
    r"|(?:未接|已静音)?(?:语音|视频|語音|視訊)(?:通话|通話).*",
    re.IGNORECASE | re.DOTALL,
)
_EDITED = re.compile(r"<(?:This message was edited|此消息已(?:编辑|修改)|此訊息已編輯)>\s*")
_DELETED = re.compile(
    r"(?:This message was deleted(?: by admin .+)?|You deleted this message"
    r"|(?:您|你)?(?:已)?删除了?此消息|此消息已(?:被)?(?:管理员.*)?删除"
    r"|(?:您|你)?已?刪除了?此訊息|(?:此|這則)訊息已(?:被)?(?:管理員.*)?刪除|正在等待此消息.*"
    r"|Waiting for this message\. This may take a while\.)[.。]?"
)


#: How whatever is not plain text may begin and end; a line of text that does not is looked at
#: no further.
_STARTS = frozenset("\u200e\u200f<Ll位实分 ")
_TAILS = frozenset("d>)）略L除息l\u200e\u200f \r.。去")


def is_deleted(body: str) -> bool:
    if body[-1:] not in _TAILS:
        return False
    return _DELETED.fullmatch(body.strip(LRM + " ")) is not None


def read_body(body: str) -> tuple[MessageKind, str | None]:
    """Return what a message is made of, and the words in it (None where there are none)."""
    if body[-1:] not in _TAILS and body[:1] not in _STARTS and "\n" not in body:
        return MessageKind.TEXT, body
    body = _without_edited(body)
    is_marked = body[:1] in ("\u200e", "\u200f")
    bare = body.strip(LRM + " \r\n")
    found = _left_out(bare) or _attached(bare)
    if found:
        return found
    poll = _POLL.match(bare)
    if poll:
        return MessageKind.POLL, poll["asked"].replace("\u200e", "").strip()
    if _LOCATION.match(bare):
        return MessageKind.LOCATION, None
    if is_marked and _CALL.fullmatch(bare):
        return MessageKind.CALL, None
    return MessageKind.TEXT, bare


def _without_edited(body: str) -> str:
    at = body.rfind("<")
    if at < 0 or not _EDITED.fullmatch(body, at):
        return body
    marked = at - 1 if body[:at].endswith(tuple(LRM)) else at
    return body[:marked].rstrip()


def _left_out(bare: str) -> tuple[MessageKind, str | None] | None:
    """Recognise a placeholder. A caption may follow on the next line."""
    first, _, caption = bare.partition("\n")
    first = first.strip(LRM + " ")
    if len(first) > 60:
        return None
    if _ANY_OMITTED.fullmatch(first):
        return MessageKind.OTHER, caption or None
    for pattern, kind in _OMITTED:
        if pattern.fullmatch(first):
            return kind, caption or None
    return None


def _attached(bare: str) -> tuple[MessageKind, str | None] | None:
    found = _ATTACHED.search(bare) if "attached" in bare or "附" in bare else None
    if not found:
        return None
    name = found["in"] or found["before"]
    kind = _KIND_BY_ENDING.get(name.rpartition(".")[2].lower(), MessageKind.FILE)
    caption = (bare[: found.start()] + bare[found.end() :]).strip(LRM + " \r\n")
    return kind, caption or None
