"""Reads Signal: its own export, and chats written as text: "[2026-03-02, 19:00] Name: text"."""

import re
from collections.abc import Iterator

from weilu.connect.batches import Batch, Clock, MessageKind, UnreadableReason
from weilu.connect.builder import BatchBuilder, Refs
from weilu.connect.errors import foreign
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source
from weilu.connect.transcripts import (
    Piece,
    beginning,
    clock_us,
    day_us,
    read_transcripts,
    text_files,
)
from weilu.connectors.signal.export import read_frames
from weilu.connectors.signal.frames import frame_files

_HEAD = re.compile(
    r"\[(\d{4})-(\d\d)-(\d\d)(?:,| ) ?(\d\d):(\d\d)(?::(\d\d))?\] ([^\n]{1,120}?): ?(.*)"
)
#: What only Signal's exporters write: with a comma there are no seconds; else Markdown.
_TEXT = re.compile(r"\[\d{4}-\d\d-\d\d, \d\d:\d\d\] ")
_MARKDOWN = re.compile(r"\[\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?\] ")
_MEDIA = re.compile(
    r"(!?)\[([^\[\]]{0,500})\]\(([^()\[\]\s]{0,500}(?:media|exported_stickers)/[^()]{0,500})\)"
)
_STICKER = re.compile(r"\(\( (.{1,60}) \)\)")
_DELETED = "(This message was deleted)"
_CALL = re.compile(
    r"(?:Incoming|Outgoing|Missed)(?: voice| video| group)? call(?: \([a-z0-9 ,]{1,60}\))?"
)
_REACTIONS = re.compile(r"\(- (.+) -\)")
_NOBODY = frozenset({"No-Sender", "None"})
_ENDINGS = (
    (MessageKind.VIDEO, (".mp4", ".mov", ".webm", ".3gp")),
    (MessageKind.VOICE, (".aac", ".m4a", ".mp3", ".ogg", ".wav", ".opus")),
    (MessageKind.IMAGE, (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic")),
)


class SignalImporter(Importer):
    slug = "signal"
    platform = "signal"
    clock = Clock.LOCAL

    def recognise(self, source: Source) -> Match:
        if frame_files(source):
            return Match(certainty=0.95)
        files = chat_files(source)
        if not files:
            return Match(certainty=0)
        return Match(certainty=0.9, group_name=_title(source, files[0]) if len(files) == 1 else "")

    def clock_of(self, source: Source) -> Clock:
        """Signal's own export has exact moments; the tools write the computer's clock."""
        return Clock.UTC if frame_files(source) else Clock.LOCAL

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        exported = frame_files(source)
        if exported:
            yield from read_frames(source, exported)
            return
        files = chat_files(source)
        if not files:
            raise foreign(source.name)
        builder = BatchBuilder()

        def teller(name: str) -> _Chat:
            chosen = reading.group_name if len(files) == 1 else ""
            return _Chat(builder, chosen or _title(source, name))

        yield from read_transcripts(source, files, builder, teller)


def chat_files(source: Source) -> list[str]:
    return [n for n in text_files(source, ".txt", ".md") if _is_signal(source, n)]


def _is_signal(source: Source, name: str) -> bool:
    lines = beginning(source, name)[:8]
    form = _MARKDOWN if name.lower().endswith(".md") else _TEXT
    return any(form.match(line) and _HEAD.match(line) for line in lines)


def _title(source: Source, name: str) -> str:
    """Return the chat's name: the file's, or that of the folder of a file called chat."""
    folder, _, file = name.rpartition("/")
    stem = re.sub(r"\.(txt|md)$", "", file, flags=re.IGNORECASE)
    if stem not in {"chat", "index"}:
        return stem
    return folder.rpartition("/")[2] or source.name.rpartition(".")[0] or source.name


class _Chat:
    """Tells one chat. Names are all that the file knows of people."""

    def __init__(self, builder: BatchBuilder, group: str) -> None:
        self._builder = builder
        self._group = group
        self._refs = Refs()
        self.head = _HEAD.fullmatch
        self._last: dict[str, str] = {}  # text -> message, of those a quote may mean
        builder.group(group, group)

    def tell(self, piece: Piece) -> UnreadableReason | None:
        if piece.head is None:
            return UnreadableReason.NO_TIME
        year, month, day, hour, minute, second, author, first = piece.head.groups()
        start = day_us(int(year), int(month), int(day))
        clock = clock_us(int(hour), int(minute), int(second or 0))
        if start is None or clock is None:
            return UnreadableReason.NO_TIME
        author = author.strip()
        if author in _NOBODY:
            self._builder.passed_over()
            return None
        if not author:
            return UnreadableReason.NO_AUTHOR
        if first.strip() == _DELETED:
            self._builder.passed_over()
            return None
        self._message(author, start + clock, [first, *piece.body] if piece.body else [first])
        return None

    def _message(self, author: str, sent_us: int, lines: list[str]) -> None:
        builder, group = self._builder, self._group
        builder.account(author, author)
        reactions: list[tuple[str, str]] = []
        reply = None
        if len(lines) > 1:
            quote = "\n".join(line[1:].strip() for line in lines if line[:1] == ">").strip()
            reply = self._last.get(quote) if quote else None
            for line in lines:
                found = _REACTIONS.fullmatch(line.strip())
                reactions += _each(found[1]) if found else ()
            kept = (li for li in lines if li[:1] != ">" and not _REACTIONS.fullmatch(li.strip()))
            text = "\n".join(kept).strip()
        else:
            text = lines[0].rstrip()
        kind, text = _body(text)
        ref = self._refs.ref(group, author, sent_us, text)
        builder.message(
            group_ref=group,
            message_ref=ref,
            author_ref=author,
            sent_us=sent_us,
            kind=kind,
            reply_to_ref=reply,
            text=text or None,
        )
        self._remember(text, ref)
        for person, emoji in reactions:
            builder.account(person, person)
            builder.reaction(group_ref=group, message_ref=ref, emoji=emoji, author_ref=person)

    def _remember(self, text: str, ref: str) -> None:
        """Keep the last messages by their words: a quote repeats them."""
        self._last[text[:500]] = ref
        if len(self._last) > 20_000:
            del self._last[next(iter(self._last))]


def _each(told: str) -> Iterator[tuple[str, str]]:
    """Yield who reacted how in "A: 👍, B: ❤": a name may hold a comma, a sign no space."""
    name = ""
    for part in told.split(", "):
        person, colon, sign = part.rpartition(":")
        sign = sign.strip()
        if colon and sign and not any(map(str.isspace, sign)) and (name or person):
            yield name + person, sign
            name = ""
        else:
            name = f"{name}{part}, "


def _body(text: str) -> tuple[MessageKind, str]:
    """Return what a message is made of, and the words in it."""
    if "](" in text:
        return _media(text)
    if text.endswith("))") and (found := _STICKER.search(text)):
        return MessageKind.STICKER, _STICKER.sub("", text).strip() or found[1]
    if text[-1:] in {"l", ")"} and _CALL.fullmatch(text):
        return MessageKind.CALL, ""
    return MessageKind.TEXT, text


def _media(text: str) -> tuple[MessageKind, str]:
    found = _MEDIA.search(text)
    if not found:
        return MessageKind.TEXT, text
    path = found[3].lower()
    if "exported_stickers/" in path:
        return MessageKind.STICKER, _MEDIA.sub("", text).strip() or found[2]
    fitting = (kind for kind, endings in _ENDINGS if path.endswith(endings))
    kind = next(fitting, MessageKind.IMAGE if found[1] else MessageKind.FILE)
    return kind, _MEDIA.sub("", text).strip()
