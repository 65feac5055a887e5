"""DiscordChatExporter's CSV files. They have no ids of messages and no types of notices."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from weilu.connect.batches import MessageKind, MoveKind, UnreadableReason
from weilu.connect.builder import BatchBuilder, Refs
from weilu.connect.encodings import Lines
from weilu.connect.moments import moment_us
from weilu.connect.sources import Source, head
from weilu.connect.tables import Row, delimiter_of, rows
from weilu.connectors.discord.entries import file_kind
from weilu.connectors.discord.files import columns, header
from weilu.kernel.time import to_us

#: Dates of the years until 2023, in the clock of the computer that exported.
_OLD_DATES = ("%d-%b-%y %I:%M %p", "%m/%d/%Y %I:%M %p", "%d-%b-%y %H:%M")
_COUNTED = re.compile(r"(?:^|,\s*)([^,()]{1,60}?) \((\d{1,9})\)")
_JOINED = "Joined the server."
#: Sentences that DiscordChatExporter writes for a notice.
_NOTICES = frozenset(
    {"Pinned a message.", "Started a thread.", "Changed the channel icon.", "Left the group."}
)


def knows_instants(source: Source, name: str) -> bool:
    """Tell whether the first dates have an offset."""
    names = columns(header(source, name))
    start = head(source, name).decode("utf-8", "replace")
    first = start.partition("\n")[2].split("\n", 5)[:5]
    where = names.index("date")
    delimiter = delimiter_of(start.partition("\n")[0])
    for line in first:
        cells = line.split(delimiter)
        if len(cells) > where and moment_us(cells[where].strip('" ')) is not None:
            return True
    return False


class Table:
    """One CSV file, told to the builder row by row."""

    def __init__(
        self, builder: BatchBuilder, refs: Refs, *, group: str, file: str, is_wall_clock: bool
    ) -> None:
        self.bytes_read = 0
        self._builder = builder
        self._refs = refs
        self._group = group
        self._file = file
        self._is_wall_clock = is_wall_clock
        self._known: dict[str, str] = {}

    def read(self, source: Source) -> Iterator[None]:
        """Tell the rows; yields after each, so that the caller can take a batch."""
        with source.open(self._file) as file:
            lines = Lines(file)
            line = header(source, self._file)
            names = columns(line)
            found = rows(lines, delimiter=delimiter_of(line))
            next(found, None)
            for row in found:
                self.bytes_read = lines.bytes_read
                self._row(row, names)
                yield

    def _row(self, row: Row, names: list[str]) -> None:
        place = f"{self._file} line {row.line}"
        if row.values and len(row.values) < len(names) - 1:
            self._builder.unreadable(place, UnreadableReason.BROKEN, ",".join(row.values))
            return
        if row.problem:
            self._builder.unreadable(place, row.problem, row.excerpt)
        if row.values:
            self._told(dict(zip(names, row.values, strict=False)), place)

    def _told(self, cells: dict[str, str], place: str) -> None:
        name = cells.get("author", "").strip()
        author = cells.get("authorid", "").strip() or (f"name:{name}" if name else "")
        text = cells.get("content", "")
        sent_us = moment_us(cells.get("date", "").strip(), is_wall_clock=self._is_wall_clock)
        if sent_us is None and self._is_wall_clock:
            sent_us = _old_moment(cells.get("date", "").strip())
        if sent_us is None or not author:
            reason = UnreadableReason.NO_TIME if sent_us is None else UnreadableReason.NO_AUTHOR
            self._builder.unreadable(place, reason, text)
            return
        if self._known.get(author) != name:
            self._known[author] = name
            self._builder.account(author, name or author)
        files = cells.get("attachments", "")
        if text == _JOINED and not files:
            self._builder.move(
                group_ref=self._group, author_ref=author, kind=MoveKind.JOIN, sent_us=sent_us
            )
            self._builder.service()
        elif text in _NOTICES and not files:
            self._builder.passed_over()
        else:
            self._message(author, sent_us, text, files, cells.get("reactions", ""))

    def _message(self, author: str, sent_us: int, text: str, files: str, reactions: str) -> None:
        ref = self._refs.ref(self._group, author, sent_us, text or files)
        self._builder.message(
            group_ref=self._group,
            message_ref=ref,
            author_ref=author,
            kind=file_kind(files.partition(",")[0]) if files else MessageKind.TEXT,
            sent_us=sent_us,
            text=text or None,
        )
        for emoji, count in _COUNTED.findall(reactions) if reactions else ():
            if number := int(count):
                self._builder.reaction(
                    group_ref=self._group, message_ref=ref, emoji=emoji.strip(), count=number
                )


def _old_moment(value: str) -> int | None:
    for form in _OLD_DATES:
        try:
            return to_us(datetime.strptime(value, form).replace(tzinfo=UTC))
        except ValueError:
            continue
    return None
