"""Reads the text export of WhatsApp chats."""

import re
from collections.abc import Iterator

from weilu.connect.bad_bytes import BAD_BYTE
from weilu.connect.batches import Batch, Clock, MoveKind, UnreadableReason
from weilu.connect.builder import BatchBuilder, Refs
from weilu.connect.dates import Order
from weilu.connect.encodings import Lines
from weilu.connect.errors import UnreadableExport
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source, head
from weilu.connectors.whatsapp.dates import HEAD, Calendar, Head
from weilu.connectors.whatsapp.media import is_deleted, read_body
from weilu.connectors.whatsapp.notices import Notice, clean_name, read_notice
from weilu.connectors.whatsapp.text import Piece, Survey, pieces, survey
from weilu.kernel.errors import gettext_noop

_TITLES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"WhatsApp Chat (?:with|mit|-) (?P<name>.+)",
        r"(?:Chat|Conversa|Discussion) (?:de |do )?WhatsApp (?:con|com|avec) (?P<name>.+)",
        r"[与與和]\s?[“「]?(?P<name>.+?)[”」]?\s?的\s?WhatsApp\s?(?:聊天记录|聊天|對話|对话).*",
        r"WhatsApp\s?(?:聊天记录|聊天|對話|对话)\s?[-–—与與和]?\s?(?P<name>.+)",
    )
]
_MENTION = re.compile("@\u2068([^\u2069]{1,100})\u2069|@(\\d{6,15})(?!\\d)")
_BRACKETED = re.compile(r"\s*\(\d+\)$")
_ENCRYPTED = ("end-to-end encrypted", "端到端加密", "端對端加密")
#: A year first, a comma and no seconds in brackets: so writes an exporter of Signal.
_FOREIGN = re.compile(r"^\[\d{4}-\d\d-\d\d, \d\d:\d\d\] ", re.MULTILINE)
_MOST = 0.92  # a text whose first line is a head; nothing else is written so


class WhatsAppImporter(Importer):
    slug = "whatsapp"
    platform = "whatsapp"
    clock = Clock.LOCAL

    def recognise(self, source: Source) -> Match:
        chats = chat_files(source)
        if not chats:
            return Match(certainty=0)
        return Match(certainty=_MOST, group_name=_title(source, chats[0]))

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        chats = chat_files(source)
        if not chats:
            why = gettext_noop("no line in it begins like a line of a WhatsApp chat")
            raise UnreadableExport(file=source.name, why=why)
        builder = BatchBuilder()
        before = 0
        for name in chats:
            found = _survey(source, name)
            title = reading.group_name if len(chats) == 1 else ""
            chat = _Chat(builder, found, ref=title or _title(source, name) or found.group_name)
            with source.open(name) as file:
                lines = Lines(file)
                for piece in pieces(lines.texts(), found.form):
                    chat.tell(piece, name)
                    if builder.is_full:
                        yield builder.take(before + lines.bytes_read)
            before += source.size(name)
        if not builder.is_empty:
            yield builder.take(before)


def chat_files(source: Source) -> list[str]:
    """Return the texts that are chats: a head within their first lines. Media are left out."""
    texts = [name for name in source.names() if name.lower().endswith(".txt")]
    if len(source.names()) == 1 and not source.names()[0].lower().endswith(".md"):
        texts = source.names()
    return [name for name in texts if _begins_like_a_chat(source, name)]


def _begins_like_a_chat(source: Source, name: str) -> bool:
    sample = head(source, name, 16_384)
    if b"\0\0\0" in sample:
        return False
    text = sample.decode("utf-8", "ignore")
    first = "\n".join(text.removeprefix("\ufeff").split("\n")[:5])
    return HEAD.search(first) is not None and not _FOREIGN.search(first)


def _survey(source: Source, name: str) -> Survey:
    with source.open(name) as file:
        return survey(Lines(file).texts())


def _title(source: Source, name: str) -> str:
    """Return the chat's name from the file's, or from that of the archive or folder around it."""
    candidates = [name.rpartition("/")[2], *reversed(name.split("/")[:-1]), source.name]
    stems = [re.sub(r"\.(txt|zip)$", "", c, flags=re.IGNORECASE) for c in candidates]
    for stem in stems:
        for pattern in _TITLES:
            found = pattern.fullmatch(_BRACKETED.sub("", stem))
            if found:
                return clean_name(found["name"])
    named = [stem for stem in stems if stem not in {"_chat", "chat"}]
    return named[0] if named else ""


class _Chat:
    """Tells the builder what one chat holds. Its name is its id: the file knows no other."""

    def __init__(self, builder: BatchBuilder, survey: Survey, *, ref: str) -> None:
        self._builder = builder
        self._survey = survey
        self._ref = ref or "WhatsApp"
        self._refs = Refs()
        order = survey.verdict.order if survey.verdict else Order.DMY
        self._calendar = Calendar(order=order)
        self._by_number = {
            "".join(c for c in name if c.isdigit()): name
            for name in survey.names.values()
            if name.startswith("+")
        }
        self._names = {*survey.names.values(), *survey.longer_names.values()}
        # A chat of two is named after the other one; a group is named after nobody in it.
        is_private = not survey.is_group and len(self._names) < 3 and self._ref in self._names
        builder.group(
            self._ref,
            survey.group_name or self._ref,
            is_private=is_private,
            has_doubtful_dates=survey.verdict is not None and survey.verdict.is_doubtful,
        )

    def tell(self, piece: Piece, file: str) -> None:
        body = piece.body.removesuffix("\n")
        if "\r" in body:
            body = body.removesuffix("\r").replace("\r\n", "\n")
        if BAD_BYTE in body:
            body = body.replace(BAD_BYTE, "\ufffd")
            self._lose(piece, file, UnreadableReason.BAD_BYTES, body)
        sent_us = self._calendar.moment(piece.head) if piece.head else None
        if piece.is_too_long or sent_us is None:
            is_long = piece.is_too_long
            reason = UnreadableReason.TOO_LONG if is_long else UnreadableReason.NO_TIME
            self._lose(piece, file, reason, body)
            return
        author, said = self._survey.author_and_body(body)
        said = said.removeprefix(" ")
        is_marked = said[:1] in ("\u200e", "\u200f")
        if not author or (is_marked and self._is_own_notice(author, said)):
            self._notice(said, sent_us)
        elif is_deleted(said):
            self._builder.passed_over()
        else:
            self._message(author, said, sent_us)

    def _lose(self, piece: Piece, file: str, reason: UnreadableReason, body: str) -> None:
        shown = f"{_written(piece.head)} {body}" if piece.head else body
        self._builder.unreadable(f"{file} line {piece.line}", reason, shown.strip())

    def _is_own_notice(self, author: str, said: str) -> bool:
        """An iPhone puts the author (or the group) before a notice, and a mark after the colon."""
        bare = clean_name(said)
        is_of_the_group = author in {self._ref, self._survey.group_name}
        if is_of_the_group or any(word in bare for word in _ENCRYPTED):
            return True
        if bare.startswith((f"{author} ", "You ", "您", "你")):
            return not is_deleted(said)
        notice = read_notice(bare)
        return notice is not None and bool(self._names & {*notice.who, notice.by})

    def _message(self, author: str, said: str, sent_us: int) -> None:
        kind, text = read_body(said)
        self._builder.account(author, author)
        self._builder.message(
            group_ref=self._ref,
            message_ref=self._refs.ref(self._ref, author, sent_us, said),
            author_ref=author,
            kind=kind,
            sent_us=sent_us,
            mentions=self._mentions(text) if text and "@" in text else None,
            text=text,
        )

    def _mentions(self, text: str) -> list[str]:
        names = (found[1] or self._by_number.get(found[2]) for found in _MENTION.finditer(text))
        cleaned = (clean_name(name) for name in names if name)
        return [name for name in cleaned if name in self._names]

    def _notice(self, line: str, sent_us: int) -> None:
        notice = read_notice(line)
        if notice is None or not (notice.who or notice.by):
            self._builder.passed_over()
            return
        for account in (*notice.who, notice.by):
            if account:
                self._builder.account(account, account)
        self._moves(notice, sent_us)
        self._builder.service()

    def _moves(self, notice: Notice, sent_us: int) -> None:
        kind = notice.kind or MoveKind.JOIN
        founder = () if notice.kind else (notice.by,)
        inviter = notice.by if kind is MoveKind.JOIN and notice.kind else ""
        movers = (notice.by,) if kind is MoveKind.GROUP_RENAME else notice.who or founder
        for author in movers:
            self._builder.move(
                group_ref=self._ref,
                author_ref=author,
                kind=kind,
                sent_us=sent_us,
                inviter_ref=inviter or None,
                channel=notice.channel or None,
                name=notice.name if kind is MoveKind.GROUP_RENAME else None,
            )
        if notice.kind is None:
            self._builder.membership(self._ref, notice.by, "owner")


def _written(found: Head) -> str:
    return found[2].join((found[1], found[3], found[4])) + f" {found[6]}:{found[7]}"
