"""Reads what QQ for PC exports: text, or one page with its pictures."""

import re
from collections.abc import Iterator
from itertools import chain

from weilu.connect.addresses import address_ref
from weilu.connect.batches import Batch, Clock, MessageKind, UnreadableReason
from weilu.connect.builder import BatchBuilder, Refs
from weilu.connect.chinese_notices import read_notice, tell
from weilu.connect.encodings import Lines
from weilu.connect.errors import foreign
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source
from weilu.connect.transcripts import (
    Cutter,
    Piece,
    beginning,
    clock_us,
    day_us,
    pieces,
    read_transcripts,
    text_files,
)
from weilu.connectors.qq.pages import MARK, heads_of_page, pieces_of_page

_TITLE = re.compile(r"消息(?:记录|記錄)（此消息(?:记录|記錄)(?:为文本格式|為文字格式)")
_HEAD = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?) (\d\d?):(\d\d):(\d\d) "
    r"(.{0,200}?)(?:\((\d{1,12})\)|<([^<>\s]{1,80}@[^<>\s]{1,80})>)?\s*"
)
_CARD = re.compile(
    r"^(?:消息(?:对象|對象)[:：](.+)"
    r"|\d{4}-\d\d?-\d\d? \d\d?:\d\d:\d\d "
    r"(.{0,200}?)(?:\((\d{1,12})\)|<([^<>\s]{1,80}@[^<>\s]{1,80})>)\s*?)\r?$",
    re.MULTILINE,
)
_SECTION = re.compile(r"(消息(?:分组|分組|对象|對象)[:：]|={16,})(.*)")
_RANK = re.compile(r"【[^】]{1,16}】")
_SYSTEM = "10000"
_CHAT = frozenset({"对象", "對象"})
_MENTION = re.compile(r"@(\S{1,60})(?=\s|$)")
_PLACEHOLDER = re.compile(
    r"\[(图片|圖片|表情|视频|視頻|语音|語音|文件|QQ红包|红包|位置|闪照|动画表情)\]"
)
_KINDS = {
    "图片": MessageKind.IMAGE,
    "圖片": MessageKind.IMAGE,
    "闪照": MessageKind.IMAGE,
    "表情": MessageKind.STICKER,
    "动画表情": MessageKind.STICKER,
    "视频": MessageKind.VIDEO,
    "視頻": MessageKind.VIDEO,
    "语音": MessageKind.VOICE,
    "語音": MessageKind.VOICE,
    "文件": MessageKind.FILE,
    "QQ红包": MessageKind.RED_PACKET,
    "红包": MessageKind.RED_PACKET,
    "位置": MessageKind.LOCATION,
}


class QqImporter(Importer):
    slug = "qq"
    platform = "qq"
    clock = Clock.LOCAL

    def recognise(self, source: Source) -> Match:
        return Match(certainty=0.97 if chat_files(source) else 0)

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        files = chat_files(source)
        if not files:
            raise foreign(source.name)
        builder = BatchBuilder()

        def teller(name: str) -> _Chats:
            stem = name.rpartition("/")[2].rpartition(".")[0]
            cards = _survey(source, name)
            return _Chats(builder, name=reading.group_name or stem or name, cards=cards)

        def cutter(name: str) -> Cutter:
            return pieces_of_page if _is_page(beginning(source, name)) else pieces

        yield from read_transcripts(source, files, builder, teller, cutter)


def chat_files(source: Source) -> list[str]:
    return [n for n in text_files(source, ".txt", ".mht", ".mhtml") if _is_qq(beginning(source, n))]


def _is_page(lines: list[str]) -> bool:
    return bool(lines) and lines[0].strip() == MARK


def _is_qq(lines: list[str]) -> bool:
    if _is_page(lines):
        return True
    if any(_TITLE.match(line) for line in lines[:5]):
        return True
    heads = filter(None, map(_HEAD.fullmatch, lines[:60]))
    return any(found[8] or found[9] for found in heads)


def _survey(source: Source, name: str) -> dict[str, dict[str, str]]:
    """Return for each chat whose each card is, "" for a card of several.

    Somebody joins before they speak, and the notice has only their name: so who bears it must
    be known before the file is read. Only what is different is kept: people, not messages.
    """
    known: dict[str, str] = {}
    cards = {"": known}
    seen: set[tuple[str, str, str]] = set()
    rest = ""
    is_page = _is_page(beginning(source, name))
    with source.open(name) as file:
        texts = Lines(file).texts()
        for text in chain(heads_of_page(texts) if is_page else texts, ("\n",)):
            block = rest + text
            whole = block.rfind("\n") + 1
            for found in _CARD.findall(block[:whole]):
                chat, *who = found
                if chat:
                    known = cards.setdefault(chat.strip(), {})
                    seen.clear()
                elif found[1:] not in seen:
                    seen.add(found[1:])
                    author, card = author_of(*who)
                    if known.setdefault(card, author) != author:
                        known[card] = ""
            rest = block[whole:][-2000:]
    return cards


def author_of(card: str, number: str | None, mail: str | None) -> tuple[str, str]:
    """Return the ref and the name of who stands in a head; both "" where nobody does."""
    name = (_RANK.sub("", card, count=1) if card[:1] == "【" else card).strip()
    ref = number or (address_ref(mail) if mail else name)
    return ref, name or number or ("QQ" if ref else "")


class _Chats:
    """Tells the chats of one file; each begins with the lines that name it."""

    def __init__(
        self, builder: BatchBuilder, *, name: str, cards: dict[str, dict[str, str]]
    ) -> None:
        self._builder = builder
        self._group = name
        self._refs = Refs()
        self._is_group = False  # a head with a number was met: then all heads have one
        self._cards = cards
        self._by_name = cards.get("", {})
        self._is_told = False
        self._introduced: set[str] = set()

    def head(self, text: str) -> re.Match[str] | None:
        first = text[:1]
        if "0" <= first <= "9":
            found = _HEAD.fullmatch(text)
            if found and (found[8] or found[9]):
                self._is_group = True
            elif self._is_group:
                return None
            return found
        if first in "消=" and first:
            return _SECTION.fullmatch(text)
        return None

    def tell(self, piece: Piece) -> UnreadableReason | None:
        head = piece.head
        if head is None:
            is_title = bool(_TITLE.match(piece.body[0]))
            return None if is_title and not any(piece.body[1:]) else UnreadableReason.NO_TIME
        if head.re is _SECTION:
            if head[1][2:4] in _CHAT:
                self._begin(head[2].strip())
            return UnreadableReason.NO_TIME if any(piece.body) else None
        return self._entry(head, piece.body)

    def _begin(self, name: str) -> None:
        self._group = name or self._group
        self._by_name = self._cards.get(name, {})
        self._is_group = self._is_told = False

    def _entry(self, head: re.Match[str], lines: list[str]) -> UnreadableReason | None:
        year, month, day, hour, minute, second, card, number, mail = head.groups()
        start = day_us(int(year), int(month), int(day))
        clock = clock_us(int(hour), int(minute), int(second))
        if start is None or clock is None:
            return UnreadableReason.NO_TIME
        if not self._is_told:
            self._is_told = True
            self._builder.group(self._group, self._group, is_private=not self._is_group)
        while lines and not lines[-1].strip():
            lines.pop()
        text = lines[0] if len(lines) == 1 else "\n".join(lines)
        if number == _SYSTEM or (not number and card == "系统消息"):
            self._notice(text, start + clock)
            return None
        author, name = author_of(card, number, mail)
        if not author:
            return UnreadableReason.NO_AUTHOR
        self._introduced.add(author)
        self._builder.account(author, name)
        self._message(author, text, start + clock)
        return None

    def _message(self, author: str, text: str, sent_us: int) -> None:
        ref = self._refs.ref(self._group, author, sent_us, text)
        kind = MessageKind.TEXT
        if "[" in text:
            kind, text = _body(text)
        mentions = None
        if "@" in text:
            found = (self._by_name.get(name) for name in _MENTION.findall(text))
            mentions = [person for person in found if person]
        self._builder.message(
            group_ref=self._group,
            message_ref=ref,
            author_ref=author,
            sent_us=sent_us,
            kind=kind,
            mentions=mentions,
            text=text or None,
        )

    def _notice(self, text: str, sent_us: int) -> None:
        notice = read_notice(text)
        if notice is None:
            self._builder.passed_over()
            return
        tell(self._builder, notice, group_ref=self._group, sent_us=sent_us, person=self._person)

    def _person(self, name: str) -> str:
        """Return the account behind a name; "name(number)" gives the number."""
        numbered = re.fullmatch(r"(.*)\((\d{5,12})\)", name)
        if numbered:
            ref, name = numbered[2], numbered[1] or numbered[2]
            self._by_name.setdefault(name, ref)
        else:
            ref = self._by_name.get(name) or name
        if ref not in self._introduced:
            self._introduced.add(ref)
            self._builder.account(ref, name)
        return ref


def _body(text: str) -> tuple[MessageKind, str]:
    """Take the placeholders out; a sticker amid words leaves the message a text."""
    found = [_KINDS[name] for name in _PLACEHOLDER.findall(text)]
    if not found:
        return MessageKind.TEXT, text
    rest = _PLACEHOLDER.sub("", text).strip()
    if rest:
        found = [kind for kind in found if kind is not MessageKind.STICKER]
    return (found[0] if found else MessageKind.TEXT), rest
