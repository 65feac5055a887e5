"""Writes what Weilu holds as an event table that it, or anybody, can read again."""

import csv
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from weilu.connect import arrow
from weilu.connect.spreadsheets import harmless
from weilu.connectors.events.shape import EVENTS, REACTION, REACTION_COUNT, REACTION_MARK, TEXT


def events(community: str, *, messages: pa.Table, reactions: pa.Table, moves: pa.Table) -> pa.Table:
    """Return the facts of some groups as rows of EVENTS, sorted by group and time.

    ``messages``
        group, message_ref, author, sent_us, characters, has_link, has_question, addressed_to
        (null or one author), reply_to_ref, is_bot; ``text`` where texts are wanted.
    ``reactions``
        group, message_ref, author (null: only counted), emoji, sent_us, count, is_bot.
    ``moves``
        group, author, kind, sent_us, is_bot. Kinds other than join and leave are left out:
        an event table has no names.

    Group and author are whatever text shall stand in the file. A move has no id of its own, so
    that reading the file again gives the same row.
    """
    parts = [_messages(messages), _reactions(reactions), _moves(moves)]
    has_text = "text" in messages.column_names
    schema = pa.schema([*EVENTS, TEXT] if has_text else EVENTS)
    shaped = []
    for part in parts:
        part["community"] = arrow.repeated(community, len(part["channel"]))
        rows = len(part["channel"])
        columns = [part.get(f.name, pa.nulls(rows, f.type)) for f in schema]
        shaped.append(pa.table(columns, schema=schema))
    return pa.concat_tables(shaped).sort_by([("channel", "ascending"), ("ts", "ascending")])


def write_parquet(tables: Iterable[pa.Table], path: Path) -> int:
    """Write tables of ``events`` one after the other; returns the number of rows."""
    rows = 0
    writer: pq.ParquetWriter | None = None
    try:
        for table in tables:
            writer = writer or pq.ParquetWriter(
                path, table.schema, compression="zstd", write_page_checksum=True
            )
            writer.write_table(table, row_group_size=122_880)
            rows += table.num_rows
    finally:
        if writer:
            writer.close()
    return rows


def write_csv(tables: Iterable[pa.Table], path: Path) -> int:
    """Write tables of ``events`` as CSV that a spreadsheet opens rightly and never executes.

    The file begins with a byte order mark. A text that a spreadsheet would take for a formula
    gets an apostrophe before it, which reading takes off again.
    """
    rows = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for table in tables:
            if not rows:
                writer.writerow(table.column_names)
            for batch in table.to_batches(max_chunksize=10_000):
                columns = [
                    _cells(column, field) for column, field in zip(batch, table.schema, strict=True)
                ]
                writer.writerows(zip(*columns, strict=True))
            rows += table.num_rows
    return rows


def _messages(found: pa.Table) -> dict[str, pa.Array]:
    part = {
        "channel": found["group"],
        "message_id": found["message_ref"],
        "author": found["author"],
        "ts": _moments(found),
        "kind": arrow.repeated("message", found.num_rows),
        "n_chars": found["characters"].cast(pa.int32()),
        "has_url": found["has_link"],
        "has_q": found["has_question"],
        "addressed_to": found["addressed_to"],
        "reply_to": found["reply_to_ref"],
        "is_bot": found["is_bot"],
    }
    if "text" in found.column_names:
        part["text"] = found["text"]
    return part


def _reactions(found: pa.Table) -> dict[str, pa.Array]:
    is_count = pc.is_null(found["author"])
    return {
        "channel": found["group"],
        "message_id": pc.binary_join_element_wise(
            found["message_ref"], found["emoji"], REACTION_MARK
        ),
        "author": found["author"],
        "ts": _moments(found),
        "kind": pc.if_else(is_count, REACTION_COUNT, REACTION),
        "n_chars": found["count"].cast(pa.int32()),
        "has_url": _false(found),
        "has_q": _false(found),
        "reply_to": found["message_ref"],
        "is_bot": pc.fill_null(found["is_bot"], False),
    }


def _moves(found: pa.Table) -> dict[str, pa.Array]:
    found = found.filter(pc.is_in(found["kind"], value_set=arrow.strings(["join", "leave"])))
    return {
        "channel": found["group"],
        "author": found["author"],
        "ts": _moments(found),
        "kind": found["kind"],
        "n_chars": arrow.integers([0] * found.num_rows, pa.int32()),
        "has_url": _false(found),
        "has_q": _false(found),
        "is_bot": found["is_bot"],
    }


def _moments(found: pa.Table) -> pa.Array:
    return found["sent_us"].cast(pa.timestamp("us", tz="UTC"))


def _false(found: pa.Table) -> pa.Array:
    return arrow.booleans([False] * found.num_rows)


def _cells(column: pa.Array, field: pa.Field) -> list[str]:
    if pa.types.is_timestamp(field.type):
        column = pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
    if pa.types.is_string(field.type):
        return [harmless(value or "") for value in column.to_pylist()]
    if pa.types.is_boolean(field.type):
        return ["true" if value else "false" for value in column.to_pylist()]
    return ["" if value is None else str(value) for value in column.to_pylist()]
