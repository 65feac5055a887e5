"""Batches of a file as rows of the warehouse: references become ids, wall clocks UTC."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from weilu.connect.batches import Batch, Clock
from weilu.ingest.clocks import utc_from_wall
from weilu.warehouse.tables import TABLES

_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the references of a file stand for."""

    groups: Mapping[str, int]  # chosen ones only
    accounts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where rows come from: the same for all rows of an import."""

    community_id: int
    import_id: int
    source: str
    clock: Clock
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of one batch by table of the warehouse."""

    messages: pa.Table
    reactions: pa.Table
    moves: pa.Table


def chosen(batch: Batch, groups: Mapping[str, int]) -> Batch:
    """Return the part of a batch that belongs to ``groups``; the batch itself if that is all."""
    wanted = pa.array(list(groups), pa.string())
    for name in ("messages", "reactions", "moves"):
        table = getattr(batch, name)
        keep = pc.is_in(table["group_ref"], value_set=wanted)
        if not pc.all(keep, min_count=0).as_py():
            setattr(batch, name, table.filter(keep))
    return batch


def references(batch: Batch) -> list[str]:
    """Return every account that the facts of a batch speak of, in a fixed order."""
    columns = [
        batch.messages["author_ref"],
        pc.list_flatten(batch.messages["mentions"]),
        batch.reactions["author_ref"],
        batch.moves["author_ref"],
        batch.moves["inviter_ref"],
    ]
    found: dict[str, None] = {}
    for column in columns:
        found.update(dict.fromkeys(pc.unique(column).to_pylist()))
    return [ref for ref in found if ref]


def in_utc(batch: Batch, origin: Origin) -> Batch:
    """Shift the wall clocks of a batch; its own column, since a null may stay a null."""
    if origin.clock == Clock.UTC:
        return batch
    for name in ("messages", "reactions", "moves"):
        table = getattr(batch, name)
        if table.num_rows:
            column = table["sent_us"]
            shifted = utc_from_wall(pc.fill_null(column, 0), origin.timezone)
            shifted = pc.if_else(pc.is_valid(column), shifted, pa.scalar(None, pa.int64()))
            place = table.schema.get_field_index("sent_us")
            setattr(batch, name, table.set_column(place, table.schema.field(place), shifted))
    return batch


def rows(batch: Batch, names: Names, origin: Origin) -> Rows:
    """Return the rows of a batch that is all chosen, and in UTC."""
    return Rows(
        messages=_messages(batch.messages, names, origin),
        reactions=_reactions(batch, names, origin),
        moves=_moves(batch.moves, names, origin),
    )


def _messages(found: pa.Table, names: Names, origin: Origin) -> pa.Table:
    columns = {name: found[name] for name in found.column_names}
    columns |= _place(found, names, origin)
    columns["account_id"] = ids(found["author_ref"], names.accounts)
    columns["mentions"] = _mentions(found["mentions"], names.accounts)
    columns["is_own"] = _constant(False, pa.bool_(), found.num_rows)
    return _shaped("messages", columns)


def _reactions(batch: Batch, names: Names, origin: Origin) -> pa.Table:
    found = _with_moments(batch)
    columns = {name: found[name] for name in found.column_names}
    columns |= _place(found, names, origin)
    columns["account_id"] = ids(found["author_ref"], names.accounts)
    return _shaped("reactions", columns)


def _moves(found: pa.Table, names: Names, origin: Origin) -> pa.Table:
    columns = {name: found[name] for name in found.column_names}
    columns |= _place(found, names, origin)
    columns["account_id"] = pc.fill_null(ids(found["author_ref"], names.accounts), 0)
    columns["inviter_id"] = ids(found["inviter_ref"], names.accounts)
    return _shaped("moves", columns)


def _with_moments(batch: Batch) -> pa.Table:
    """Give reactions without a moment that of their message.

    Exporters write a reaction into its message, so both are in one batch; a reaction whose
    message is nowhere has no place in time and is left out.
    """
    found = batch.reactions
    if not found["sent_us"].null_count:
        return found
    key = pc.binary_join_element_wise(found["group_ref"], found["message_ref"], _BETWEEN)
    messages = batch.messages
    keys = pc.binary_join_element_wise(messages["group_ref"], messages["message_ref"], _BETWEEN)
    at = pc.index_in(key, value_set=keys.combine_chunks())
    moments = pc.coalesce(found["sent_us"], messages["sent_us"].take(at))
    place = found.schema.get_field_index("sent_us")
    found = found.set_column(place, found.schema.field(place), moments)
    return found.filter(pc.is_valid(found["sent_us"]))


def _place(found: pa.Table, names: Names, origin: Origin) -> dict[str, pa.Array]:
    count = found.num_rows
    return {
        "community_id": _constant(origin.community_id, pa.int64(), count),
        "group_id": ids(found["group_ref"], names.groups),
        "source": _constant(origin.source, pa.string(), count),
        "import_id": _constant(origin.import_id, pa.int64(), count),
    }


def _constant(value: object, kind: pa.DataType, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, kind), count)


def ids(column: pa.ChunkedArray | pa.Array, known: Mapping[str, int]) -> pa.Array:
    """Return the id of each reference; null where there is none."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = whole.dictionary_encode()
    found = [known.get(ref) for ref in encoded.dictionary.to_pylist()]
    return pa.array(found, pa.int64()).take(encoded.indices)


def _mentions(column: pa.ChunkedArray, known: Mapping[str, int]) -> pa.Array:
    whole = column.combine_chunks()
    if not len(whole) or whole.null_count == len(whole):
        return pa.nulls(len(whole), pa.list_(pa.int64()))
    # Offsets count from the array's own beginning, so a slice is laid out anew first.
    lengths = pc.fill_null(pc.list_value_length(whole), 0).to_numpy()
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    values = ids(pc.list_flatten(whole), known)
    mask = pc.is_null(whole)
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=mask)


def _shaped(table: str, columns: Mapping[str, pa.Array]) -> pa.Table:
    # The warehouse works the year out itself.
    schema = pa.schema([field for field in TABLES[table].schema if field.name != "year"])
    return pa.table([columns[field.name] for field in schema], schema=schema)
