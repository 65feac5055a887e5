"""References as the database holds them: of bounded length, and text that can be encoded.

A file may call a group or an account anything. Cutting a long reference would make one of two;
it keeps its beginning and ends in a hash of the whole.
"""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b

import pyarrow as pa
import pyarrow.compute as pc

from weilu.connect import arrow
from weilu.connect.batches import Batch
from weilu.kernel.text import storable

#: Characters of a reference that the columns take.
LONGEST = 200
_KEPT = 160
_COLUMNS = {
    "messages": ("group_ref", "author_ref", "mentions"),
    "reactions": ("group_ref", "author_ref"),
    "moves": ("group_ref", "author_ref", "inviter_ref"),
}


def fitting(ref: str) -> str:
    """Return a reference itself wherever it fits."""
    clean = arrow.clean(ref)
    if len(clean) <= LONGEST and "\x00" not in clean:
        return clean
    return f"{storable(clean, _KEPT)}~{blake2b(clean.encode(), digest_size=16).hexdigest()}"


def fit(batch: Batch) -> Batch:
    """Exchange references that do not fit, in the whole batch."""
    batch.groups = [replace(seen, ref=fitting(seen.ref)) for seen in batch.groups]
    batch.accounts = [replace(seen, ref=fitting(seen.ref)) for seen in batch.accounts]
    batch.memberships = [
        replace(seen, group_ref=fitting(seen.group_ref), author_ref=fitting(seen.author_ref))
        for seen in batch.memberships
    ]
    for table, column in _unfit(batch):
        rows = getattr(batch, table)
        place = rows.schema.get_field_index(column)
        fitted = _fitted(rows[column].combine_chunks())
        setattr(batch, table, rows.set_column(place, rows.schema.field(place), fitted))
    return batch


def _unfit(batch: Batch) -> Iterator[tuple[str, str]]:
    for table, columns in _COLUMNS.items():
        for column in columns:
            values = getattr(batch, table)[column]
            if pa.types.is_list(values.type):
                values = pc.list_flatten(values)
            length = pc.max(pc.utf8_length(values)).as_py() or 0
            if length > LONGEST or pc.any(pc.match_substring(values, "\x00")).as_py():
                yield table, column


def _fitted(values: pa.Array) -> pa.Array:
    if pa.types.is_list(values.type):
        inner = _fitted(pc.list_flatten(values))
        ends = pc.cumulative_sum(pc.fill_null(pc.list_value_length(values), 0))
        offsets = pa.concat_arrays([arrow.integers([0], pa.int32()), ends.cast(pa.int32())])
        return pa.ListArray.from_arrays(offsets, inner, mask=values.is_null())
    known = pc.unique(values)
    told = [None if ref is None else fitting(ref) for ref in known.to_pylist()]
    return arrow.strings(told).take(pc.index_in(values, value_set=known))
