"""Reads the text export of LINE chats."""

import re
from collections.abc import Iterator
from itertools import pairwise

from weilu.connect.batches import Batch, Clock, MoveKind, UnreadableReason
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
from weilu.connectors.line.wording import SAVED, TITLES, UNSENT, is_deleted, read_body, read_notice

_DAY = re.compile(
    r"(\d{4})[/.](\d\d?)[/.](\d\d?) ?(?:[（(].{1,4}[)）]|[A-Z][a-z]+day|星期.|[週周].|.曜日)?"
    r"|[A-Z][a-z]{2}, (\d\d?)/(\d\d?)/(\d{4})"
)
_HEAD = re.compile(
    r"(上午|下午|凌晨|早上|中午|晚上|午前|午後)?\s?(\d\d?):(\d\d) ?([AaPp][Mm])?([\t ])(.*)",
    re.DOTALL,
)
_PM = frozenset({"下午", "午後", "晚上", "pm"})
_AM = frozenset({"上午", "午前", "凌晨", "早上", "am"})
_MENTION = re.compile(r"@(\S{1,60})")
_LONGEST_NAME = 60
#: How LINE for computers begins a day; nothing else that chats are kept in does.
_PC_DAY = re.compile(r"\d{4}\.\d\d\.\d\d (?:[A-Z][a-z]+day|星期.|.曜日)")


class LineImporter(Importer):
    slug = "line"
    platform = "line"
    clock = Clock.LOCAL

    def recognise(self, source: Source) -> Match:
        files = chat_files(source)
        if not files:
            return Match(certainty=0)
        return Match(certainty=0.95, group_name=_title(beginning(source, files[0])))

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        files = chat_files(source)
        if not files:
            raise foreign(source.name)
        builder = BatchBuilder()

        def teller(name: str) -> _Chat:
            lines = beginning(source, name, length=65_536)
            chosen = reading.group_name if len(files) == 1 else ""
            stem = name.rpartition("/")[2].rpartition(".")[0]
            return _Chat(builder, _title(lines) or chosen or stem or name, lines)

        yield from read_transcripts(source, files, builder, teller)


def chat_files(source: Source) -> list[str]:
    return [n for n in text_files(source, ".txt") if _is_line(beginning(source, n))]


def _is_line(lines: list[str]) -> bool:
    """A title; or, in exports without one, a day with a message below."""
    seen = [line for line in lines[:12] if line.strip()]
    if seen and (seen[0].startswith("[LINE]") or _is_plainly_titled(seen)):
        return True
    return any(
        _DAY.fullmatch(day.strip())
        and (found := _HEAD.fullmatch(said))
        and (found[5] == "\t" or _PC_DAY.fullmatch(day.strip()))
        for day, said in pairwise(seen)
    )


def _is_plainly_titled(seen: list[str]) -> bool:
    """Tell a title without [LINE] before it by the line below, which says when it was saved."""
    return _title(seen[:1]) != "" and any(SAVED.fullmatch(line.strip()) for line in seen[1:2])


def _title(lines: list[str]) -> str:
    for line in lines[:3]:
        for pattern in TITLES:
            found = pattern.fullmatch(line.strip())
            if found:
                return found["name"].strip(' 「」"')
    return ""


class _Chat:
    """Tells one chat. Names are all that the file knows of people."""

    def __init__(self, builder: BatchBuilder, group: str, lines: list[str]) -> None:
        self._builder = builder
        self._group = group
        self._refs = Refs()
        self._day: int | None = None
        self._names: set[str] = set()
        self._is_quoted = False
        dates = [found for found in map(_DAY.fullmatch, lines) if found and found[6]]
        self._is_day_first = any(int(found[4]) > 12 for found in dates)
        is_clear = self._is_day_first or any(int(found[5]) > 12 for found in dates)
        authors = {line.split("\t")[1] for line in lines if line.count("\t") >= 2}
        builder.group(
            group,
            group,
            is_private=len(authors) <= 2 and group in authors,
            has_doubtful_dates=bool(dates) and not is_clear,
        )

    def head(self, text: str) -> re.Match[str] | None:
        found = _HEAD.fullmatch(text)
        if found and found[5] == "\t":
            name, tab, said = found[6].partition("\t")
            if self._is_quoted and not (tab and name in self._names):
                found = None
            elif tab:
                self._names.add(name)
                self._is_quoted = said[:1] == '"' and (said == '"' or said[-1] != '"')
                return found
        if self._is_quoted:
            self._is_quoted = text[-1:] != '"'
            return None
        return found or _DAY.fullmatch(text)

    def tell(self, piece: Piece) -> UnreadableReason | None:
        head = piece.head
        if head is None:
            return None if _is_preface(piece.body) else UnreadableReason.NO_TIME
        if head.re is _DAY:
            self._begin(head)
            return UnreadableReason.NO_TIME if any(piece.body) else None
        word, hour, minute, half, gap, rest = head.groups()
        clock = clock_us(_hour(int(hour), word or (half or "").lower()), int(minute))
        if self._day is None or clock is None:
            return UnreadableReason.NO_TIME
        if gap == "\t":
            author, tab, said = rest.partition("\t")
        else:
            author, tab, said = self._spaced(rest)
        if not author.strip() or not tab:
            self._notice((rest if gap == " " else said or author).strip(), self._day + clock)
            return None
        if piece.body:
            said = _unquoted("\n".join([said, *piece.body]).rstrip("\n"))
        self._message(author.strip(), said, self._day + clock, is_pc=gap == " ")
        return None

    def _spaced(self, rest: str) -> tuple[str, str, str]:
        """Split "name text" of the computer's layout: at a known name, else at the first space."""
        if is_deleted(rest) or read_notice(rest):
            return "", "", rest
        spaces = (at for at, sign in enumerate(rest[:_LONGEST_NAME]) if sign == " ")
        at = next((at for at in spaces if rest[:at] in self._names), -1)
        if at >= 0:
            return rest[:at], " ", rest[at + 1 :]
        author, space, said = rest.partition(" ")
        if space:
            self._names.add(author)
        return author, space, said

    def _begin(self, found: re.Match[str]) -> None:
        year, month, day, one, two, last = found.groups()
        if last:
            day, month = (one, two) if self._is_day_first else (two, one)
            year = last
        self._day = day_us(int(year), int(month), int(day))

    def _message(self, author: str, said: str, sent_us: int, *, is_pc: bool) -> None:
        if said == UNSENT or (len(said) < 200 and said.startswith(author) and is_deleted(said)):
            self._builder.passed_over()
            return
        self._builder.account(author, author)
        kind, text = read_body(said, is_pc=is_pc)
        mentions = None
        if "@" in text:
            mentions = [name for name in _MENTION.findall(text) if name in self._names]
            for name in mentions:
                self._builder.account(name, name)
        self._builder.message(
            group_ref=self._group,
            message_ref=self._refs.ref(self._group, author, sent_us, said),
            author_ref=author,
            sent_us=sent_us,
            kind=kind,
            mentions=mentions,
            text=text or None,
        )

    def _notice(self, text: str, sent_us: int) -> None:
        notice = None if is_deleted(text) else read_notice(text)
        if notice is None:
            self._builder.passed_over()
            return
        is_rename = notice.kind is MoveKind.GROUP_RENAME
        for name in filter(None, (*notice.who, notice.by)):
            self._builder.account(name, name)
        for author in (notice.by,) if is_rename else notice.who:
            self._builder.move(
                group_ref=self._group,
                author_ref=author,
                kind=notice.kind,
                sent_us=sent_us,
                inviter_ref=notice.by or None if notice.kind is MoveKind.JOIN else None,
                channel="invited" if notice.kind is MoveKind.JOIN and notice.by else None,
                name=notice.name or None,
            )
        self._builder.service()


def _is_preface(lines: list[str]) -> bool:
    said = [line for line in lines if line.strip()]
    titles = (line.startswith("[LINE]") or _title([line]) for line in said)
    return all(
        is_title or SAVED.fullmatch(li.strip()) for is_title, li in zip(titles, said, strict=True)
    )


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    return text


def _hour(hour: int, word: str) -> int:
    if word in _PM and hour < 12:
        return hour + 12
    if word == "中午" and hour < 10:
        return hour + 12
    if word in _AM and hour == 12:
        return 0
    return hour
