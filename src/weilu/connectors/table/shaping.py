"""Rows of a table to messages, a stretch at a time and column by column."""

import re
from array import array
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
import pyarrow as pa

from weilu.connect import arrow, flags
from weilu.connect.batches import MESSAGES, MessageKind, UnreadableReason
from weilu.connect.builder import BatchBuilder, Refs
from weilu.connect.columns import Columns, Role
from weilu.connect.csv_blocks import Stretch
from weilu.connect.dates import Order
from weilu.connect.encodings import MAX_LINE
from weilu.connectors.table.moments import MomentReader

#: How programs fill up a bare date, and a bare time of day.
_MIDNIGHT = re.compile(r"[ T]0?0:00(?::00(?:\.0+)?)?$")
_NO_DAY = re.compile(r"^(?:1899[-/]12[-/]30|1900[-/]0?1[-/]0?0)[ T]")
_KINDS = [MessageKind.TEXT.value, MessageKind.OTHER.value]


class Shaper:
    """Tells a builder what the rows of a file are. ``has_ids``: they are unique, so they stand."""

    def __init__(self, builder: BatchBuilder, columns: Columns, *, has_ids: bool) -> None:
        self._builder = builder
        self._places = columns.places
        self._moments = MomentReader(
            Order(columns.date_order or Order.YMD), is_instant=columns.is_instant
        )
        self._refs = Refs()
        self._has_ids = has_ids

    def tell(self, stretch: Stretch, names: Sequence[str], *, place: str, group: str) -> None:
        """Tell the rows of one table; ``group`` is where those go that name none."""
        for row in stretch.odd:
            if row.fault:
                self._builder.unreadable(f"{place} line {row.line}", row.fault, row.excerpt)
        if not stretch.cells:
            return
        columns = list(zip(*stretch.cells, strict=True))
        sent = self._moments.moments(times_of(columns, self._places))
        authors = _names(columns[self._places[Role.AUTHOR]])
        texts = self._texts(columns)
        good = [at for at, us in enumerate(sent) if us is not None and authors[at]]
        if len(good) < len(sent) or any(len(text) > MAX_LINE for text in texts):
            good = [at for at in good if len(texts[at]) <= MAX_LINE]
            self._list_others(stretch, names, set(good), sent, authors, place)
        if good:
            self._tell_messages(columns, good, sent, authors, texts, group)

    def _texts(self, columns: Sequence[Sequence[str]]) -> Sequence[str]:
        at = self._places.get(Role.TEXT)
        return [""] * len(columns[0]) if at is None else columns[at]

    def _list_others(
        self,
        stretch: Stretch,
        names: Sequence[str],
        good: set[int],
        sent: Sequence[int | None],
        authors: Sequence[str],
        place: str,
    ) -> None:
        for at, cells in enumerate(stretch.cells):
            if at in good or not any(cell.strip() for cell in cells):
                continue
            if [cell.strip() for cell in cells[: len(names)]] == list(names):
                self._builder.passed_over()  # the header again: tables were laid end to end
                continue
            reason = UnreadableReason.TOO_LONG
            if sent[at] is None:
                reason = UnreadableReason.NO_TIME
            elif not authors[at]:
                reason = UnreadableReason.NO_AUTHOR
            shown = " ".join(cell[:200] for cell in cells if cell)
            self._builder.unreadable(f"{place} line {stretch.lines[at]}", reason, shown)

    def _tell_messages(
        self,
        columns: Sequence[Sequence[str]],
        good: Sequence[int],
        sent: Sequence[int | None],
        authors: Sequence[str],
        texts: Sequence[str],
        group: str,
    ) -> None:
        moments = [sent[at] or 0 for at in good]
        people = [authors[at] for at in good]
        said = [texts[at].strip() for at in good]
        ids = self._optional(columns, good, Role.AUTHOR_ID)
        refs = [ref or name for ref, name in zip(ids, people, strict=True)] if ids else people
        groups = [name or group for name in self._optional(columns, good, Role.GROUP)]
        groups = groups or [group] * len(good)
        for name in dict.fromkeys(groups):
            self._builder.group(name, name)
        for ref, name in dict.fromkeys(zip(refs, people, strict=True)):
            self._builder.account(ref, name)
        message_refs = self._message_refs(columns, good, groups, refs, moments, said)
        table = _table(groups, message_refs, refs, moments, said)
        answered = self._optional(columns, good, Role.REPLY_TO) if self._has_ids else []
        if any(answered):
            at = table.column_names.index("reply_to_ref")
            told = arrow.strings([ref or None for ref in answered])
            table = table.set_column(at, MESSAGES.field(at), told)
        self._builder.message_rows(table)

    def _optional(
        self, columns: Sequence[Sequence[str]], good: Sequence[int], role: Role
    ) -> list[str]:
        at = self._places.get(role)
        if at is None:
            return []
        names = _names(columns[at])
        return [names[row] for row in good]

    def _message_refs(
        self,
        columns: Sequence[Sequence[str]],
        good: Sequence[int],
        groups: Sequence[str],
        refs: Sequence[str],
        moments: Sequence[int],
        said: Sequence[str],
    ) -> list[str]:
        if self._has_ids:
            return self._optional(columns, good, Role.MESSAGE_ID)
        return list(map(self._refs.ref, groups, refs, moments, said))


def times_of(columns: Sequence[Sequence[str]], places: dict[Role, int]) -> Sequence[str]:
    """Return the texts of the times, with the date before where it has a column of its own."""
    times = columns[places[Role.TIME]]
    if Role.DATE not in places:
        return times
    dates = columns[places[Role.DATE]]
    return [
        f"{_MIDNIGHT.sub('', date.strip())} {_NO_DAY.sub('', time.strip())}"
        for date, time in zip(dates, times, strict=True)
    ]


def _names(cells: Sequence[str]) -> list[str]:
    return [cell.replace("\0", "").strip() for cell in cells]


def _table(
    groups: Sequence[str],
    message_refs: Sequence[str],
    authors: Sequence[str],
    moments: Sequence[int],
    said: Sequence[str],
) -> pa.Table:
    judged = flags.judge(said)
    nothing = pa.nulls(len(said), pa.string())
    columns = [
        arrow.few(groups),
        arrow.strings(message_refs),
        arrow.few(authors),
        arrow.chosen(_KINDS, (judged.bytes == 0).astype(np.int32)),
        arrow.integers(moments, pa.int64()),
        nothing,
        nothing,
        pa.nulls(len(said), pa.list_(pa.string())),
        arrow.integers(judged.characters, pa.int32()),
        arrow.booleans(judged.has_link),
        arrow.booleans(judged.has_question),
        arrow.texts(said, judged.bytes),
    ]
    return pa.Table.from_arrays(columns, schema=MESSAGES)


def ids_are_unique(stretches: Iterator[Stretch], places: dict[Role, int]) -> bool:
    """Tell whether every row has a message id, and no two of one group have the same.

    Eight bytes for each row; a hash that two ids share only makes us distrust good ids.
    """
    seen = array("q")
    group_at, id_at = places.get(Role.GROUP), places[Role.MESSAGE_ID]
    for stretch in stretches:
        for cells in stretch.cells:
            own = cells[id_at].strip()
            if not own:
                if any(cell.strip() for cell in cells):
                    return False
                continue
            key = own if group_at is None else f"{cells[group_at].strip()}\0{own}"
            digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            seen.append(int.from_bytes(digest, "big", signed=True))
    hashes = np.sort(np.frombuffer(seen, np.int64)) if seen else np.empty(0, np.int64)
    return not bool((hashes[1:] == hashes[:-1]).any())
