"""Reads the logs of irssi, WeeChat, ZNC, energymech, mIRC and their like."""

import re
from collections.abc import Iterator

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
from weilu.connectors.irc import days
from weilu.connectors.irc.nicks import Nicks
from weilu.connectors.irc.notices import Act, Notice, read_notice

_LINE = re.compile(
    r"\[?(?:(\d{4})-(\d\d)-(\d\d)[ T])?(\d\d):(\d\d)(?::(\d\d))?\]?([\t ])\s*(.*)", re.DOTALL
)
_ANY = re.compile(r".*", re.DOTALL)
_SAID = re.compile(r"<[ @+%&~]?([^\s<>]{1,60})>\s?(.*)", re.DOTALL)
_ACTION = re.compile(r"\* ([^\s*]{1,60}) (.*)", re.DOTALL)
_TOLD = re.compile(r"(?:\*\*\*|-!-|-->|<--|--|==) (.*)", re.DOTALL)
_ADDRESSED = re.compile(r"@?([^\s:,]{1,60})[:,] ")
_ENTERED = re.compile(r"(?:-!-|-->|\*\*\*).* (?:has )?joined ([#&][^\s,:]{1,60})")
_COLOURS = re.compile(r"[\x02\x0f\x11\x16\x1d\x1e\x1f]|\x03(?:\d\d?(?:,\d\d?)?)?")
_ARROWS = frozenset({"-->", "<--", "--", "=!="})
_ENDINGS = (".log", ".txt", ".weechatlog")


class IrcImporter(Importer):
    slug = "irc"
    platform = "irc"
    clock = Clock.LOCAL

    def recognise(self, source: Source) -> Match:
        files = chat_files(source)
        if not files:
            return Match(certainty=0)
        return Match(certainty=0.85, group_name=_channel(source, files[0]))

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        files = chat_files(source)
        if not files:
            raise foreign(source.name)
        builder = BatchBuilder()
        channels: dict[str, _Channel] = {}

        def teller(name: str) -> _Log:
            ref = _channel(source, name) or reading.group_name or _stem(source.name) or "IRC"
            channel = channels.setdefault(ref, _Channel(builder, ref))
            return _Log(channel, days.of_name(name))

        yield from read_transcripts(source, files, builder, teller)


def chat_files(source: Source) -> list[str]:
    return [n for n in text_files(source, *_ENDINGS) if _is_log(beginning(source, n))]


def _is_log(lines: list[str]) -> bool:
    """Judge by the first lines: most of them are dated and speak like IRC."""
    seen = [line for line in lines[:41] if line.strip()]
    fitting = sum(1 for line in seen if _speaks(line))
    marks = sum(1 for line in seen if days.LINE.fullmatch(line))
    return fitting > 0 and 10 * (fitting + marks) >= 6 * len(seen)


def _speaks(text: str) -> bool:
    found = _LINE.fullmatch(text)
    if not found:
        return False
    if found[7] == "\t":
        return found[1] is not None and "\t" in found[8]
    return bool(_SAID.match(found[8]) or _TOLD.match(found[8]))


def _channel(source: Source, path: str) -> str:
    """Return the channel that the path names, else the first that somebody enters.

    Without either it is the file's name, "" where that is only a day.
    """
    *folders, file = path.split("/")
    for part in (_stem(file), *reversed(folders)):
        at = part.find("#")
        if at >= 0 and days.without_day(part[at:]):
            return days.without_day(part[at:])
    entered = filter(None, map(_ENTERED.search, beginning(source, path)))
    first = next(entered, None)
    return first[1] if first else days.without_day(_stem(file))


def _stem(name: str) -> str:
    ending = next((e for e in _ENDINGS if name.lower().endswith(e)), "")
    return name[: len(name) - len(ending)]


class _Channel:
    """Tells what happens in one channel, over all the files that speak of it."""

    def __init__(self, builder: BatchBuilder, ref: str) -> None:
        self._builder = builder
        self._ref = ref
        self._refs = Refs()
        self._nicks = Nicks()
        self._introduced: set[str] = set()
        builder.group(ref, ref)

    def _person(self, nick: str) -> str:
        ref = self._nicks.ref(nick)
        if ref not in self._introduced:
            self._introduced.add(ref)
            self._builder.account(ref, nick)
        return ref

    def said(self, nick: str, text: str, sent_us: int) -> None:
        author = self._person(nick)
        if not text.isprintable():
            text = _COLOURS.sub("", text)
        mentions = None
        if ": " in text or ", " in text:
            found = _ADDRESSED.match(text)
            if found and self._nicks.is_known(found[1]):
                mentions = [self._person(found[1])]
        self._builder.message(
            group_ref=self._ref,
            message_ref=self._refs.ref(self._ref, author, sent_us, text),
            author_ref=author,
            sent_us=sent_us,
            mentions=mentions,
            text=text or None,
        )

    def told(self, text: str, sent_us: int) -> None:
        notice = read_notice(_COLOURS.sub("", text).strip())
        if notice is None:
            self._builder.passed_over()
            return
        self._builder.service()
        self._move(notice, sent_us)

    def _move(self, notice: Notice, sent_us: int) -> None:
        who = notice.who.lstrip("@+%&~") or notice.who
        author = self._person(who)
        kind = MoveKind.JOIN if notice.act is Act.JOIN else MoveKind.LEAVE
        if notice.act is Act.NICK:
            kind = MoveKind.RENAME
            self._nicks.rename(who, notice.new)
            self._builder.account(author, notice.new)
        elif notice.act is Act.LEAVE:
            self._nicks.gone(who)
        self._builder.move(
            group_ref=self._ref,
            author_ref=author,
            kind=kind,
            sent_us=sent_us,
            name=notice.new or None,
        )

    def passed_over(self) -> None:
        self._builder.passed_over()


class _Log:
    """Understands the lines of one file."""

    def __init__(self, channel: _Channel, day: int | None) -> None:
        self._channel = channel
        self._day = day

    def head(self, text: str) -> re.Match[str] | None:
        return _LINE.fullmatch(text) or (_ANY.fullmatch(text) if text.strip() else None)

    def tell(self, piece: Piece) -> UnreadableReason | None:
        head = piece.head
        if head is None or head.re is _ANY:
            return self._undated(head.string if head else piece.body[0])
        year, month, day, hour, minute, second, gap, rest = head.groups()
        start = day_us(int(year), int(month), int(day)) if year else self._day
        clock = clock_us(int(hour), int(minute), int(second or 0))
        if start is None or clock is None:
            return UnreadableReason.NO_TIME
        if gap == "\t" and year:
            return self._columns(rest, start + clock)
        return self._line(rest, start + clock)

    def _undated(self, text: str) -> UnreadableReason | None:
        found = days.LINE.fullmatch(text)
        if not found:
            return UnreadableReason.NO_TIME
        day = days.of_line(found)
        if day is not None:
            self._day = day
        return None

    def _columns(self, rest: str, sent_us: int) -> UnreadableReason | None:
        """WeeChat: nick, tab, text; arrows in the place of the nick."""
        nick, tab, text = rest.partition("\t")
        nick = nick.strip()
        if not tab:
            return UnreadableReason.NO_AUTHOR
        if nick in _ARROWS or not nick:
            self._channel.told(text, sent_us)
            return None
        if nick == "*":
            nick, _, text = text.partition(" ")
        nick = nick.strip("<>").lstrip("@+%&~")
        if not nick:
            return UnreadableReason.NO_AUTHOR
        self._channel.said(nick, text, sent_us)
        return None

    def _line(self, rest: str, sent_us: int) -> UnreadableReason | None:
        found = _SAID.fullmatch(rest) or _ACTION.fullmatch(rest)
        if found:
            self._channel.said(found[1], found[2], sent_us)
            return None
        told = _TOLD.fullmatch(rest)
        if told:
            self._channel.told(told[1], sent_us)
            return None
        if rest[:1] == "-":
            self._channel.passed_over()  # a notice of a service: "-ChanServ- …"
            return None
        return UnreadableReason.NO_AUTHOR
