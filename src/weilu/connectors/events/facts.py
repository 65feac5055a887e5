"""Rows of an event table as messages, reactions and moves: by columns, never row by row."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from weilu.connect import arrow, flags
from weilu.connect.batches import (
    EARLIEST_US,
    LATEST_US,
    MESSAGES,
    MOVES,
    REACTIONS,
    MessageKind,
    UnreadableReason,
)
from weilu.connect.builder import BatchBuilder, Refs
from weilu.connectors.events.shape import (
    JOIN,
    LEAVE,
    MESSAGE,
    REACTION,
    REACTION_COUNT,
    REACTION_MARK,
    Stretch,
)
from weilu.kernel.time import to_us

_KINDS = arrow.strings((MESSAGE, JOIN, LEAVE, REACTION, REACTION_COUNT))


class Facts:
    """Tells the rows of one import to a builder."""

    def __init__(self, builder: BatchBuilder) -> None:
        self._builder = builder
        self._hashes = Refs()
        self._bots: set[str] = set()
        self._names: dict[str, str] = {}  # group by name

    def tell(self, stretch: Stretch) -> None:
        for lost in stretch.lost:
            self._builder.unreadable(lost.place, lost.reason, lost.excerpt)
        table = _with_groups(self._sound(stretch))
        self._tell_groups(table)
        self._tell_accounts(table)
        self._messages(_of_kinds(table, MESSAGE))
        self._reactions(_of_kinds(table, REACTION, REACTION_COUNT))
        self._moves(_of_kinds(table, JOIN, LEAVE))

    def _sound(self, stretch: Stretch) -> pa.Table:
        """Return the rows that can be told; list the others."""
        table = stretch.table
        sent_us = table["ts"].cast(pa.int64())
        in_time = pc.and_(pc.greater(sent_us, EARLIEST_US), pc.less(sent_us, LATEST_US))
        is_count = _bits(pc.equal(table["kind"], REACTION_COUNT))
        sound = np.ones(table.num_rows, np.bool_)
        for reason, good in (
            (UnreadableReason.BROKEN, _is_told(table["channel"])),
            (UnreadableReason.UNKNOWN_KIND, _bits(pc.is_in(table["kind"], value_set=_KINDS))),
            (UnreadableReason.NO_TIME, _bits(in_time)),
            (UnreadableReason.NO_AUTHOR, _is_told(table["author"]) | is_count),
        ):
            for row in np.flatnonzero(sound & ~good).tolist():
                excerpt = table.slice(row, 1).to_pylist()[0]
                self._builder.unreadable(stretch.places.of(row), reason, str(excerpt))
            sound &= good
        if sound.all():
            return table
        return table.filter(arrow.booleans(sound))

    def _tell_groups(self, table: pa.Table) -> None:
        for found in (
            table.select(["group_ref", "channel", "community"])
            .group_by(["group_ref", "channel", "community"], use_threads=False)
            .aggregate([])
            .to_pylist()
        ):
            ref, name = found["group_ref"], found["channel"]
            if self._names.setdefault(name, ref) != ref:
                name = f"{name} ({found['community']})"
            self._builder.group(ref, name)

    def _tell_accounts(self, table: pa.Table) -> None:
        """Tell who is met; the file knows no names, so that the id stands for it."""
        bots = table.filter(pc.fill_null(table["is_bot"], False))
        self._bots.update(pc.unique(bots["author"]).to_pylist())
        for column in ("author", "addressed_to"):
            for ref in pc.unique(table[column]).to_pylist():
                if ref:
                    self._builder.account(ref, ref, is_bot=ref in self._bots)

    def _messages(self, table: pa.Table) -> None:
        if not table.num_rows:
            return
        characters, has_link, has_question = _flags(table)
        addressed = pc.if_else(
            pc.equal(table["addressed_to"], table["author"]), None, table["addressed_to"]
        )
        columns = [
            table["group_ref"],
            self._message_refs(table),
            table["author"],
            arrow.repeated(MessageKind.TEXT.value, table.num_rows),
            table["ts"].cast(pa.int64()),
            table["reply_to"],
            pa.nulls(table.num_rows, pa.string()),
            _single(addressed),
            characters,
            has_link,
            has_question,
            table["text"],
        ]
        self._builder.message_rows(pa.Table.from_arrays(columns, schema=MESSAGES))

    def _reactions(self, table: pa.Table) -> None:
        if not table.num_rows:
            return
        is_count = pc.equal(table["kind"], REACTION_COUNT)
        marked = pc.extract_regex(
            pc.fill_null(table["message_id"], ""), f"^(?P<on>.*){REACTION_MARK},?(?P<emoji>[^/]*)$"
        ).combine_chunks()
        emoji = pc.fill_null(pc.struct_field(marked, "emoji"), "")
        columns = [
            table["group_ref"],
            pc.coalesce(table["reply_to"], pc.struct_field(marked, "on"), ""),
            pc.if_else(is_count, None, table["author"]),
            emoji,
            table["ts"].cast(pa.int64()),
            pc.if_else(is_count, pc.fill_null(table["n_chars"], 1), pa.scalar(1, pa.int32())),
        ]
        self._builder.reaction_rows(pa.Table.from_arrays(columns, schema=REACTIONS))
        self._builder.service(table.num_rows)

    def _moves(self, table: pa.Table) -> None:
        if not table.num_rows:
            return
        nothing = pa.nulls(table.num_rows, pa.string())
        columns = [
            table["group_ref"],
            table["author"],
            table["kind"],  # both name joins and leaves alike
            table["ts"].cast(pa.int64()),
            table["addressed_to"],
            nothing,
            nothing,
        ]
        self._builder.move_rows(pa.Table.from_arrays(columns, schema=MOVES))
        self._builder.service(table.num_rows)

    def _message_refs(self, table: pa.Table) -> pa.ChunkedArray | pa.Array:
        """Return the ids, hashes where there is none."""
        missing = np.flatnonzero(~_is_told(table["message_id"]))
        if not len(missing):
            return table["message_id"]
        refs = table["message_id"].to_pylist()
        rows = table.select(["group_ref", "author", "ts", "text"]).take(pa.array(missing))
        for row, found in zip(missing.tolist(), rows.to_pylist(), strict=True):
            sent_us = to_us(found["ts"])
            text = found["text"] or ""
            refs[row] = self._hashes.ref(found["group_ref"], found["author"], sent_us, text)
        return arrow.strings(refs)


def _with_groups(table: pa.Table) -> pa.Table:
    community = pc.fill_null(table["community"], "")
    joined = pc.binary_join_element_wise(community, table["channel"], "/")
    return table.append_column(
        "group_ref", pc.if_else(pc.equal(community, ""), table["channel"], joined)
    )


def _of_kinds(table: pa.Table, *kinds: str) -> pa.Table:
    return table.filter(pc.is_in(table["kind"], value_set=arrow.strings(kinds)))


def _flags(table: pa.Table) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return the three facts about the texts: as told, or judged where only the text is."""
    if table["n_chars"].null_count < table.num_rows:
        return (
            pc.fill_null(table["n_chars"], 0),
            pc.fill_null(table["has_url"], False),
            pc.fill_null(table["has_q"], False),
        )
    judged = flags.judge(table["text"].to_pylist())
    return (
        arrow.integers(judged.characters, pa.int32()),
        arrow.booleans(judged.has_link),
        arrow.booleans(judged.has_question),
    )


def _single(column: pa.ChunkedArray) -> pa.Array:
    """Return a list of one for each value; null stays null."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    valid = _bits(pc.is_valid(whole))
    offsets = np.zeros(len(whole) + 1, np.int32)
    np.cumsum(valid, out=offsets[1:])
    buffers = [arrow.bits(valid), pa.py_buffer(offsets)]
    return pa.Array.from_buffers(
        pa.list_(pa.string()), len(whole), buffers, children=[pc.drop_null(whole)]
    )


def _is_told(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    return _bits(pc.not_equal(column, ""))


def _bits(column: pa.ChunkedArray | pa.Array) -> NDArray[np.bool_]:
    """Return truth values; null is false."""
    told: NDArray[np.bool_] = pc.fill_null(column, False).to_numpy(zero_copy_only=False)
    return told
