"""Reads WeChat groups from the CSV files of other tools."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from weilu.connect.batches import Batch, Clock, MessageKind, UnreadableReason
from weilu.connect.builder import BatchBuilder, Refs
from weilu.connect.chinese_notices import SELF, read_notice, tell
from weilu.connect.csv_blocks import Row, Table
from weilu.connect.errors import UnreadableExport
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.json_bytes import BROKEN_JSON
from weilu.connect.sources import Source, head
from weilu.connectors.wechat.layouts import Entry, Layout, WeChatMsg, layout_of
from weilu.kernel.errors import gettext_noop

_MENTION = re.compile("@([^@\\s\u2005]{1,40})[\u2005 ]")
_USERS_LIMIT = 64 * 1024 * 1024

#: The owner of the device where the file names them nowhere.
_OWN = "我"


class WeChatImporter(Importer):
    slug = "wechat"
    platform = "wechat"
    clock = Clock.LOCAL

    def recognise(self, source: Source) -> Match:
        tables = table_files(source)
        if not tables:
            return Match(certainty=0)
        return Match(certainty=0.97, group_name=_stem(tables[0]) if len(tables) == 1 else "")

    def clock_of(self, source: Source) -> Clock:
        """Judge by the first time that can be read."""
        for name in table_files(source):
            with _opened(source, name) as (table, layout):
                for row in table.rows(open_cell=layout.open_cell):
                    moment = layout.entry(row.cells).moment if row.cells else None
                    if moment:
                        return Clock.UTC if moment.is_instant else Clock.LOCAL
        return self.clock

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        tables = table_files(source)
        if not tables:
            why = gettext_noop("its columns are not those of PyWxDump or WeChatMsg")
            raise UnreadableExport(file=source.name, why=why)
        is_instant = self.clock_of(source) is Clock.UTC
        names = _names(source)
        builder = BatchBuilder()
        before = 0
        for name in tables:
            known = _survey(source, name, names)
            title = reading.group_name if len(tables) == 1 else ""
            teller = _Teller(builder, known, title or _stem(name), is_instant=is_instant)
            with _opened(source, name) as (table, layout):
                teller.is_named_by_file = isinstance(layout, WeChatMsg)
                for row in table.rows(open_cell=layout.open_cell):
                    teller.tell(row, layout, name)
                    if builder.is_full:
                        yield builder.take(before + table.bytes_read)
            before += source.size(name)
        if not builder.is_empty:
            yield builder.take(before)


def table_files(source: Source) -> list[str]:
    names = source.names()
    tables = [n for n in names if n.lower().endswith((".csv", ".txt"))] if len(names) > 1 else names
    return [name for name in tables if _layout(source, name)]


def _layout(source: Source, name: str) -> Layout | None:
    if b"\0\0\0" in head(source, name, 4096):
        return None
    with source.open(name) as file:
        return layout_of(Table(file).columns)


@contextmanager
def _opened(source: Source, name: str) -> Iterator[tuple[Table, Layout]]:
    with source.open(name) as file:
        table = Table(file)
        layout = layout_of(table.columns)
        if layout is None:
            raise UnreadableExport(file=name, why=gettext_noop("its first line is damaged"))
        yield table, layout


@dataclass(slots=True, kw_only=True)
class _Known:
    """What a first pass over a table tells: who is called how, and who wrote the export."""

    by_name: dict[str, str] = field(default_factory=dict)  # account by a name only it has
    own: str = _OWN
    rooms: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)  # name by account or room
    groups: set[str] = field(default_factory=set)  # rooms that more than two people speak in


def _survey(source: Source, name: str, names: dict[str, str]) -> _Known:
    accounts: dict[str, set[str]] = {}
    for ref, shown in names.items():
        accounts.setdefault(shown, set()).add(ref)
    own: Counter[str] = Counter()
    speakers: dict[str, set[str]] = {}
    known = _Known(names=names)
    with _opened(source, name) as (table, layout):
        for row in table.rows(open_cell=layout.open_cell):
            if not row.cells:
                continue
            seen = layout.glimpse(row.cells)
            others = speakers.setdefault(seen.room, set())
            if seen.notice:
                if read_notice(seen.notice):
                    known.groups.add(seen.room)
            elif seen.is_own:
                own[seen.author] += 1
            elif len(others) < 2:
                others.add(seen.author)
            if seen.author_name and seen.author:
                accounts.setdefault(seen.author_name, set()).add(seen.author)
    known.by_name = {name: min(refs) for name, refs in accounts.items() if len(refs) == 1}
    known.own = next((ref for ref, _ in own.most_common() if ref), _OWN)
    known.rooms = {*speakers}
    known.groups |= {r for r, who in speakers.items() if len(who) > 1 or r.endswith("@chatroom")}
    return known


class _User(msgspec.Struct):
    nickname: str | None = None
    remark: str | None = None


def _names(source: Source) -> dict[str, str]:
    """Return the names in PyWxDump's users.json, by account or room. Without one: none."""
    found: dict[str, str] = {}
    for name in source.names():
        if name.rpartition("/")[2] == "users.json" and source.size(name) <= _USERS_LIMIT:
            with source.open(name) as file:
                try:
                    users = msgspec.json.decode(file.read(), type=dict[str, _User])
                except BROKEN_JSON:
                    continue
            found |= {ref: user.nickname or user.remark or ref for ref, user in users.items()}
    return found


def _stem(name: str) -> str:
    """Return the file's name without its ending and the page numbers PyWxDump adds."""
    stem = re.sub(r"\.(csv|txt)$", "", name.rpartition("/")[2], flags=re.IGNORECASE)
    return re.sub(r"_\d+(_\d+)?$", "", stem) or stem


class _Teller:
    """Tells the builder what each row is."""

    def __init__(
        self, builder: BatchBuilder, known: _Known, title: str, *, is_instant: bool
    ) -> None:
        self._builder = builder
        self._known = known
        self._title = title
        self._is_instant = is_instant
        self._refs = Refs()
        self._refs_by_room: dict[str, str] = {}
        self.is_named_by_file = False  # the rooms are numbers that mean nothing elsewhere

    def tell(self, row: Row, layout: Layout, file: str) -> None:
        if row.fault:
            self._builder.unreadable(f"{file} line {row.line}", row.fault, row.excerpt)
        if not row.cells:
            return
        entry = layout.entry(row.cells)
        if entry.moment is None:
            place, shown = f"{file} line {row.line}", ",".join(row.cells)
            self._builder.unreadable(place, UnreadableReason.NO_TIME, shown)
            return
        sent_us = entry.moment.on(is_instant=self._is_instant)
        group = self._group(entry)
        author = self._author(entry)
        if entry.kind is None:
            self._notice(entry.text, group, sent_us)
        elif not author:
            place = f"{file} line {row.line}"
            self._builder.unreadable(place, UnreadableReason.NO_AUTHOR, entry.text)
        else:
            self._message(entry, entry.kind, group, author, sent_us)

    def _group(self, entry: Entry) -> str:
        room = entry.room
        ref = self._refs_by_room.get(room)
        if ref is None:
            ref = self._refs_by_room[room] = self._ref(room)
            self._builder.group(ref, self._name(room, ref), is_private=self._is_private(room))
        return ref

    def _ref(self, room: str) -> str:
        if room and not self.is_named_by_file:
            return room
        return self._title if len(self._known.rooms) == 1 else f"{self._title} {room}".strip()

    def _name(self, room: str, ref: str) -> str:
        """Return what users.json calls a room; the file's name for a lone room without one."""
        if room in self._known.names:
            return self._known.names[room]
        return self._title if len(self._known.rooms) == 1 and room.endswith("@chatroom") else ref

    def _is_private(self, room: str) -> bool:
        if room in self._known.groups:
            return False
        return self.is_named_by_file or not room or room.startswith("wxid_") or room == "filehelper"

    def _author(self, entry: Entry) -> str:
        if entry.is_own:
            return entry.author or self._known.own
        return entry.author or (entry.room if self.is_named_by_file else "")

    def _message(
        self, entry: Entry, kind: MessageKind, group: str, author: str, sent_us: int
    ) -> None:
        text = entry.text
        self._builder.account(author, self._known.names.get(author) or entry.author_name or author)
        self._builder.message(
            group_ref=group,
            message_ref=entry.ref or self._refs.ref(group, author, sent_us, text),
            author_ref=author,
            kind=kind,
            sent_us=sent_us,
            reply_to_ref=entry.reply_to_ref,
            mentions=self._mentions(text) if "@" in text else None,
            text=text or None,
        )

    def _mentions(self, text: str) -> list[str]:
        by_name = self._known.by_name
        return [by_name[name] for name in _MENTION.findall(text) if name in by_name]

    def _notice(self, text: str, group: str, sent_us: int) -> None:
        notice = read_notice(text)
        if notice is None:
            self._builder.passed_over()
            return
        tell(self._builder, notice, group_ref=group, sent_us=sent_us, person=self._person)
        if notice.name:
            self._builder.group(group, notice.name)

    def _person(self, name: str) -> str:
        """Return the account behind a name; a name that nobody bears alone stands for itself."""
        if name == SELF:
            ref, shown = self._known.own, self._known.names.get(self._known.own, self._known.own)
        else:
            ref, shown = self._known.by_name.get(name, name), name
        self._builder.account(ref, shown)
        return ref
