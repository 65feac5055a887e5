"""Erasing: rows leave their files, and the old files leave the disk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import duckdb

from weilu.kernel.failpoints import failpoint
from weilu.warehouse import parquet
from weilu.warehouse.delta import StoredTable
from weilu.warehouse.rewrite import Rewriting, files_with, selected
from weilu.warehouse.scans import scan


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What leaves one table: whole rows, and traces inside rows that stay."""

    rows: str = "false"  # condition of the rows that go
    traces: str = "false"  # condition of the rows that stay, changed
    cleaned: Mapping[str, str] = field(default_factory=dict)  # column -> its new expression


def removals_of_accounts(account_ids: Iterable[int]) -> dict[str, Removal]:
    """Return what to take from each table so that nothing of these accounts stays."""
    ids = f"[{', '.join(map(str, sorted(set(account_ids))))}]::BIGINT[]"

    def one_of(column: str) -> str:
        return f"list_contains({ids}, {column})"

    def without(column: str) -> Mapping[str, str]:
        return {column: f"CASE WHEN {one_of(column)} THEN NULL ELSE {column} END"}

    return {
        "messages": Removal(
            rows=one_of("account_id"),
            traces=f"list_has_any(mentions, {ids})",
            cleaned={"mentions": f"list_filter(mentions, lambda one: NOT {one_of('one')})"},
        ),
        "reactions": Removal(rows=one_of("account_id")),
        "moves": Removal(
            rows=one_of("account_id"), traces=one_of("inviter_id"), cleaned=without("inviter_id")
        ),
        "accounts": Removal(rows=one_of("account_id")),
        "memberships": Removal(
            rows=one_of("account_id"), traces=one_of("inviter_id"), cleaned=without("inviter_id")
        ),
        "days": Removal(rows=one_of("account_id")),
        "replies": Removal(rows=f"({one_of('child_account_id')} OR {one_of('parent_account_id')})"),
        "starts": Removal(
            rows=one_of("account_id"),
            traces=one_of("answered_by"),
            cleaned={
                **without("answered_by"),
                "answered_us": f"CASE WHEN {one_of('answered_by')} THEN NULL ELSE answered_us END",
            },
        ),
    }


def removals_of_import(import_id: int) -> dict[str, Removal]:
    condition = f"import_id = {int(import_id)}"
    return {name: Removal(rows=condition) for name in ("messages", "reactions", "moves", "changes")}


def hold_refs(
    connection: duckdb.DuckDBPyConnection,
    messages: StoredTable,
    community_id: int,
    removal: Removal,
) -> Removal:
    """Return what to take from ``changes``: those of messages that are about to go."""
    files = [file for file in messages.files() if file.partition[0] == community_id]
    source = scan(messages.path, files, messages.kind) if files else "(SELECT 0 AS group_id)"
    wanted = f"group_id, message_ref FROM {source} WHERE {removal.rows}"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE erased_refs AS SELECT {wanted}"
        if files
        else "CREATE OR REPLACE TEMP TABLE erased_refs (group_id BIGINT, message_ref VARCHAR)"
    )
    return Removal(
        rows="(group_id, message_ref) IN (SELECT (group_id, message_ref) FROM erased_refs)"
    )


def remove(
    held: StoredTable,
    connection: duckdb.DuckDBPyConnection,
    community_id: int,
    removal: Removal,
) -> int:
    """Take rows and traces out of one table and return how many rows went.

    Needs the table's lock. Only files that hold something are written anew, one at a time.
    Afterwards no older file is left on the disk, whatever a reader still wanted with it.
    """
    files = [file for file in held.files() if file.partition[0] == community_id]
    touched = files_with(connection, held, files, f"{removal.rows} OR {removal.traces}")
    names = parquet.stored_schema(held.kind).names
    columns = [
        f"{removal.cleaned[name]} AS {name}" if name in removal.cleaned else name for name in names
    ]
    with Rewriting(held) as new:
        for file in touched:
            rows = selected(
                connection, held, [file], f"WHERE ({removal.rows}) IS NOT TRUE", columns=columns
            )
            new.write(file.partition, rows, is_sorted=file.is_sorted)
        failpoint("warehouse.before_erasure")
        if touched:
            held.commit(added=new.added, removed=list(touched))
    failpoint("warehouse.before_vacuum")
    held.vacuum(retention_hours=0)
    return sum(file.rows for file in touched) - new.rows


def remove_all(held: StoredTable, community_id: int) -> None:
    """Take a whole community out of one table. Needs the table's lock."""
    files = [file for file in held.files() if file.partition[0] == community_id]
    if files:
        held.commit(removed=files)
    failpoint("warehouse.before_vacuum")
    held.vacuum(retention_hours=0)
