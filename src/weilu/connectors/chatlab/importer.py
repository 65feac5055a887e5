"""Reads ChatLab files."""

import re
from collections.abc import Iterator

from weilu.connect.batches import (
    EARLIEST_US,
    LATEST_US,
    Batch,
    Clock,
    MessageKind,
    UnreadableReason,
)
from weilu.connect.builder import BatchBuilder, Refs
from weilu.connect.chinese_notices import SELF, read_notice, tell
from weilu.connect.errors import UnreadableExport
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source
from weilu.connectors.chatlab.entries import KINDS, SYSTEM, Member, Message, Meta
from weilu.connectors.chatlab.files import Damage, Part, Parts, chat_files, is_lines, meta_of
from weilu.kernel.errors import gettext_noop

_PLATFORMS = {
    "weixin": "wechat",
    "wx": "wechat",
    "wework": "wecom",
    "wxwork": "wecom",
    "work_wechat": "wecom",
    "qywx": "wecom",
    "tencent_qq": "qq",
}
_MENTION = re.compile("@([^@\\s\u2005]{1,40})(?=[\\s\u2005]|$)")
_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,12}\]")


class ChatLabImporter(Importer):
    slug = "chatlab"
    platform = ""
    clock = Clock.UTC

    def recognise(self, source: Source) -> Match:
        files = chat_files(source)
        if not files:
            return Match(certainty=0)
        return Match(certainty=0.98, group_name=_stem(files[0]) if len(files) == 1 else "")

    def platform_of(self, source: Source) -> str:
        """Return what the first file says; files of other services beside it are left out."""
        files = chat_files(source)
        return _platform(meta_of(source, files[0])) if files else ""

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        files = chat_files(source)
        if not files:
            why = gettext_noop("it does not begin like a ChatLab file")
            raise UnreadableExport(file=source.name, why=why)
        platform = self.platform_of(source)
        builder = BatchBuilder()
        before = 0
        for name in files:
            meta = meta_of(source, name)
            if _platform(meta) == platform:
                title = reading.group_name if len(files) == 1 else ""
                teller = _Teller(builder, meta, file=name, title=title)
                with source.open(name) as file:
                    parts = Parts(file, name, is_lines=is_lines(source, name))
                    for some in parts:
                        for part in some:
                            teller.tell(part)
                            if builder.is_full:
                                yield builder.take(before + parts.bytes_read)
            else:
                builder.unreadable(name, UnreadableReason.UNKNOWN_KIND, meta.platform or "")
            before += source.size(name)
        if not builder.is_empty:
            yield builder.take(before)


def _platform(meta: Meta) -> str:
    slug = re.sub(r"[^a-z0-9_-]", "", (meta.platform or "").lower())[:20]
    return _PLATFORMS.get(slug, slug) or "chatlab"


def _stem(name: str) -> str:
    return re.sub(r"\.jsonl?$", "", name.rpartition("/")[2], flags=re.IGNORECASE)


class _Teller:
    """Tells the builder what each part of one file is."""

    def __init__(self, builder: BatchBuilder, meta: Meta, *, file: str, title: str) -> None:
        self._builder = builder
        self._file = file
        self._number = 0  # messages met
        self._refs = Refs()
        self._owner = str(meta.owner_id or "")
        self._is_private = meta.type == "private"
        self._title = title or meta.name or _stem(file)
        self._group = str(meta.group_id or "") or self._title
        self._known: set[str] = set()
        self._by_name: dict[str, str] = {}  # "" for a name of several
        builder.group(self._group, self._title, is_private=self._is_private)

    def tell(self, part: Part) -> None:
        if isinstance(part, Message):
            self._number += 1
            self._message(part)
        elif isinstance(part, Member):
            self._member(part)
        elif isinstance(part, Damage):
            self._builder.unreadable(part.place, part.reason, part.excerpt)

    def _member(self, member: Member) -> None:
        ref = str(member.platform_id)
        if not ref:
            return
        self._known.add(ref)
        names = [member.account_name, member.group_nickname, *(member.aliases or ())]
        for name in filter(None, names):
            self._by_name[name] = ref if self._by_name.get(name, ref) == ref else ""
        self._builder.account(ref, member.account_name or member.group_nickname or ref)
        roles = {role.id for role in member.roles or ()}
        role = next((kind for kind in ("owner", "admin") if kind in roles), "member")
        self._builder.membership(self._group, ref, role)

    def _message(self, message: Message) -> None:
        sent_us = _microseconds(message.timestamp)
        kind = KINDS.get(message.type, MessageKind.OTHER) if message.type is not None else None
        author = str(message.sender) if message.sender is not None else ""
        if sent_us is None:
            self._lose(message, UnreadableReason.NO_TIME)
        elif message.type is None:
            self._lose(message, UnreadableReason.UNKNOWN_KIND)
        elif kind is None:
            self._notice(message, message.content or "", sent_us)
        elif not author:
            self._lose(message, UnreadableReason.NO_AUTHOR)
        else:
            self._speech(message, kind, author, sent_us)

    def _lose(self, message: Message, reason: UnreadableReason) -> None:
        place = f"{self._file} message {self._number}"
        self._builder.unreadable(place, reason, message.content or "")

    def _speech(self, message: Message, kind: MessageKind, author: str, sent_us: int) -> None:
        if author not in self._known:
            self._known.add(author)
            self._builder.account(author, message.account_name or message.group_nickname or author)
        text = message.content or ""
        if kind is not MessageKind.TEXT and _PLACEHOLDER.fullmatch(text):
            text = ""
        ref = message.platform_message_id
        self._builder.message(
            group_ref=self._group,
            message_ref=str(ref) if ref else self._refs.ref(self._group, author, sent_us, text),
            author_ref=author,
            kind=kind,
            sent_us=sent_us,
            reply_to_ref=message.answered,
            mentions=self._mentions(text) if "@" in text else None,
            text=text or None,
        )

    def _mentions(self, text: str) -> list[str]:
        found = (self._by_name.get(name) for name in _MENTION.findall(text))
        return [ref for ref in found if ref]

    def _notice(self, message: Message, content: str, sent_us: int) -> None:
        notice = read_notice(content) if message.type == SYSTEM else None
        if notice is None:
            self._builder.passed_over()
            return
        tell(self._builder, notice, group_ref=self._group, sent_us=sent_us, person=self._person)
        if notice.name:
            self._builder.group(self._group, notice.name, is_private=self._is_private)

    def _person(self, name: str) -> str:
        """Return the account behind a name; a name that nobody bears alone stands for itself."""
        ref = self._owner if name == SELF and self._owner else self._by_name.get(name) or name
        if ref not in self._known:
            self._known.add(ref)
            self._builder.account(ref, name)
        return ref


def _microseconds(timestamp: float | str | None) -> int | None:
    """Read seconds, or milliseconds by their size; nothing before 1990 is a chat message."""
    try:
        number = timestamp if type(timestamp) is int else float(timestamp or 0)
    except ValueError:
        return None
    for unit in (1_000_000, 1_000):
        if EARLIEST_US <= number * unit <= LATEST_US:
            return round(number * unit)
    return None
