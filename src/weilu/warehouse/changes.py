# ruff: noqa: S608  names, numbers and paths of our own; nothing a person typed
"""Edits and deletions: which wait, and how they are carried out in the base files.

A change that waits has the kind ``edit`` or ``delete``. Carried out it leaves a mark without
text, ``edited`` or ``deleted``: an older edit that arrives later does not win over a newer
one, and a deleted message that is imported again does not come back.
"""

import time
from collections.abc import Sequence

import duckdb

from weilu.kernel.failpoints import failpoint
from weilu.warehouse import parquet
from weilu.warehouse.delta import StoredFile, StoredTable
from weilu.warehouse.rewrite import Rewriting, files_with, selected
from weilu.warehouse.scans import scan

#: What waits for each message: its newest edit that is newer than the mark, and whether it
#: is deleted. ``{rows}`` is a query with the columns of ``changes``.
WAITING = """
SELECT group_id, message_ref,
       bool_or(kind = 'delete') AS is_deleted,
       bool_or(kind = 'edit') AS is_edited,
       arg_max(text, (changed_us, coalesce(text, ''))) FILTER (kind = 'edit') AS text
FROM (
    SELECT *, max(changed_us) FILTER (kind = 'edited')
                  OVER (PARTITION BY group_id, message_ref) AS carried_us
    FROM ({rows})
)
WHERE kind = 'delete' OR (kind = 'edit' AND (carried_us IS NULL OR changed_us > carried_us))
GROUP BY group_id, message_ref
"""

#: What is left of one community's changes once those of ``found`` messages are carried out.
_LEFT = """
WITH rows AS ({rows}),
gone AS (
    SELECT group_id, message_ref, 'deleted' AS kind, max(changed_us) AS changed_us,
           NULL AS text, max(import_id) AS import_id
    FROM rows WHERE kind IN ('delete', 'deleted') GROUP BY group_id, message_ref
),
alive AS (SELECT * FROM rows ANTI JOIN gone USING (group_id, message_ref))
FROM gone
UNION ALL BY NAME
SELECT group_id, message_ref, 'edited' AS kind, max(changed_us) AS changed_us,
       NULL AS text, arg_max(import_id, changed_us) AS import_id
FROM alive SEMI JOIN found USING (group_id, message_ref) GROUP BY group_id, message_ref
UNION ALL BY NAME
SELECT group_id, message_ref, kind, changed_us, text, import_id
FROM alive ANTI JOIN found USING (group_id, message_ref)
ORDER BY group_id, message_ref, kind, changed_us
"""

#: Changes are carried out once a day, or when so many wait that readers feel them.
DUE_SECONDS = 20 * 3600
DUE_ROWS = 5_000


def carry_out(
    messages: StoredTable,
    changes: StoredTable,
    connection: duckdb.DuckDBPyConnection,
    *,
    whether_due: bool = True,
) -> int:
    """Write edits and deletions into the messages' own files; return for how many messages.

    Needs the locks of both tables. Messages come first: a crash in between leaves changes
    that are carried out once more, to the same result.
    """
    done = 0
    for community_id in sorted({file.partition[0] for file in changes.files()}):
        files = [file for file in changes.files() if file.partition[0] == community_id]
        if whether_due and not _are_due(changes, files):
            continue
        done += _carry_out_one(messages, changes, connection, community_id, files)
    return done


def _are_due(changes: StoredTable, files: Sequence[StoredFile]) -> bool:
    fresh = [file for file in files if not file.is_sorted]
    if sum(file.rows for file in fresh) >= DUE_ROWS:
        return True
    oldest = min(((changes.path / f.path).stat().st_mtime for f in fresh), default=time.time())
    return time.time() - oldest >= DUE_SECONDS


def _carry_out_one(
    messages: StoredTable,
    changes: StoredTable,
    connection: duckdb.DuckDBPyConnection,
    community_id: int,
    files: list[StoredFile],
) -> int:
    rows = f"SELECT * FROM {scan(changes.path, files, changes.kind)}"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE waiting AS {WAITING.format(rows=rows)}")
    base = [file for file in messages.files() if file.partition[0] == community_id]
    changed = files_with(
        connection,
        messages,
        base,
        "(group_id, message_ref) IN (SELECT (group_id, message_ref) FROM waiting)",
    )
    held = scan(messages.path, list(changed), messages.kind) if changed else "waiting LIMIT 0"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE found AS SELECT group_id, message_ref FROM waiting "
        f"SEMI JOIN (SELECT group_id, message_ref FROM {held}) USING (group_id, message_ref)"
    )
    _write_base(messages, connection, list(changed))
    failpoint("warehouse.between_changes")
    with Rewriting(changes) as new:
        left = connection.sql(_LEFT.format(rows=rows)).to_arrow_reader(parquet.ROW_GROUP_ROWS)
        new.write((community_id,), left, is_sorted=True)
        changes.commit(added=new.added, removed=files)
    return sum(changed.values())


def _write_base(
    messages: StoredTable, connection: duckdb.DuckDBPyConnection, files: list[StoredFile]
) -> None:
    names = parquet.stored_schema(messages.kind).names
    columns = [
        "CASE WHEN waiting.is_edited THEN waiting.text ELSE held.text END AS text"
        if name == "text"
        else f"held.{name}"
        for name in names
    ]
    rest = (
        "LEFT JOIN waiting USING (group_id, message_ref) WHERE waiting.is_deleted IS NOT TRUE "
        "ORDER BY held.group_id, held.sent_us, held.message_ref"
    )
    with Rewriting(messages) as new:
        for file in files:
            rows = selected(connection, messages, [file], rest, columns=columns)
            new.write(file.partition, rows, is_sorted=file.is_sorted)
        messages.commit(added=new.added, removed=files)
