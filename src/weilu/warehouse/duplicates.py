# ruff: noqa: S608  names, numbers and paths of our own; nothing a person typed
"""Which rows are new: the keys of a batch against themselves and against what is held."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from weilu.kernel.time import HOUR_US
from weilu.warehouse.delta import StoredFile, StoredTable
from weilu.warehouse.scans import scan
from weilu.warehouse.tables import TableKind

#: The same wall clock read in another zone moves a message by at most this much: a
#: repetition is looked for that far around its time and no further.
ZONE_MARGIN_US = 26 * HOUR_US

#: Tables whose key fixes the time. A reaction's does not: one source tells when somebody
#: reacted, another only when the message was sent.
_TIMES = {"messages": "sent_us", "moves": "sent_us", "changes": "changed_us"}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What one group has in the batch, from when to when."""

    community_id: int
    group_id: int
    low: int
    high: int


def without_inner_repeats(rows: pa.Table, kind: TableKind) -> pa.Table:
    """Keep the first row of each key."""
    if "message_ref" in kind.key and pc.count_distinct(rows["message_ref"]).as_py() == len(rows):
        return rows
    keys = _numbered(rows.select(kind.key))
    first = keys.group_by(list(kind.key), use_threads=False).aggregate([("row", "min")])
    if len(first) == len(rows):
        return rows
    return rows.take(first["row_min"].combine_chunks().sort())


def without_held(
    rows: pa.Table, held: StoredTable, connect: Callable[[], duckdb.DuckDBPyConnection]
) -> pa.Table:
    """Leave out the rows whose key the table holds already.

    Only files that may hold one are read: those with a group of the batch and, where a key
    fixes the time, with a time near the batch's.
    """
    if len(rows) == 0 or not held.files():
        return rows
    stretches = list(_stretches(rows, held.name))
    files = [file for file in held.files() if any(_concerns(file, held, s) for s in stretches)]
    if not files:
        return rows
    time = _TIMES.get(held.name)
    near = (
        f"held.{time} BETWEEN {min(s.low for s in stretches)} AND {max(s.high for s in stretches)}"
        if time
        else "true"
    )
    return without_matches(rows, held, files, where=near, connect=connect)


def without_matches(
    rows: pa.Table,
    held: StoredTable,
    files: list[StoredFile],
    *,
    where: str,
    connect: Callable[[], duckdb.DuckDBPyConnection],
    key: tuple[str, ...] = (),
    compared: tuple[str, ...] = (),
) -> pa.Table:
    """Leave out the rows whose key stands in ``files`` under the condition ``where``.

    ``where`` may name ``held`` and ``batch``: of the latter the key and ``compared``.
    """
    key = key or held.kind.key
    same = " AND ".join(_same(held.kind.schema.field(name)) for name in key)
    numbered = _numbered(rows.select([*key, *compared]))
    with connect() as connection:
        connection.register("batch", numbered)
        repeated = connection.sql(
            f"SELECT DISTINCT batch.row FROM {scan(held.path, files, held.kind)} AS held "
            f"JOIN batch ON {same} WHERE {where}"
        ).to_arrow_table()["row"]
    if len(repeated) == 0:
        return rows
    known = pc.is_in(numbered["row"], value_set=repeated.combine_chunks())
    return rows.filter(pc.invert(known))


def _numbered(rows: pa.Table) -> pa.Table:
    return rows.append_column("row", pa.array(np.arange(len(rows))))


def _same(column: pa.Field) -> str:
    equal = "IS NOT DISTINCT FROM" if column.nullable else "="  # the plain one is twice as quick
    return f"held.{column.name} {equal} batch.{column.name}"


def _stretches(rows: pa.Table, table: str) -> Iterator[_Stretch]:
    time = _TIMES.get(table)
    place = ["community_id", "group_id"]
    spans = [(time, "min"), (time, "max")] if time else []
    found = rows.select([*place, *([time] if time else [])]).group_by(place).aggregate(spans)
    for row in found.to_pylist():
        yield _Stretch(
            row["community_id"],
            row["group_id"],
            row[f"{time}_min"] - ZONE_MARGIN_US if time else 0,
            row[f"{time}_max"] + ZONE_MARGIN_US if time else 0,
        )


def _concerns(file: StoredFile, held: StoredTable, stretch: _Stretch) -> bool:
    if file.partition[0] != stretch.community_id:
        return False
    if not file.may_hold("group_id", stretch.group_id, stretch.group_id):
        return False
    time = _TIMES.get(held.name)
    return time is None or file.may_hold(time, stretch.low, stretch.high)
