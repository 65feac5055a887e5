# ruff: noqa: S608  names, numbers and paths of our own; nothing a person typed
"""Is the record whole? Each table is read and its promises are checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import duckdb

from weilu.kernel.errors import gettext_noop
from weilu.warehouse.delta import StoredTable
from weilu.warehouse.errors import WarehouseUnreadable
from weilu.warehouse.scans import scan

_FACTS = ("messages", "reactions", "moves")
_DERIVED = ("days", "replies", "starts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is wrong with a table, as a sentence with facts."""

    table: str
    code: str
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence % {"table": self.table, **self.facts}


def check(
    tables: Mapping[str, StoredTable], connection: duckdb.DuckDBPyConnection
) -> Iterator[Problem]:
    """Yield all that is wrong; nothing is changed."""
    broken: set[str] = set()
    for name, held in tables.items():
        try:
            yield from _check_files(held)
            yield from _check_table(held, connection)
        except (duckdb.Error, WarehouseUnreadable) as error:
            broken.add(name)
            yield Problem(
                table=name,
                code="warehouse.unreadable",
                sentence=gettext_noop("The table %(table)s cannot be read: %(reason)s"),
                facts={"reason": str(error).splitlines()[0]},
            )
    if not broken.intersection(_FACTS):
        sound = {name: held for name, held in tables.items() if name not in broken}
        yield from _check_groups(sound, connection)


def _check_table(held: StoredTable, connection: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    files = held.files()
    if not files:
        return
    source = scan(held.path, files, held.kind)
    stored = _number(connection, f"SELECT count(*) FROM {source}")
    named = sum(file.rows for file in files)
    if stored != named:
        yield Problem(
            table=held.name,
            code="warehouse.rows_missing",
            sentence=gettext_noop("%(table)s holds %(stored)d rows; its log names %(named)d."),
            facts={"stored": stored, "named": named},
        )
    if held.kind.key:
        key = ", ".join(held.kind.key)
        repeated = _number(
            connection,
            f"SELECT coalesce(sum(n - 1), 0) FROM "
            f"(SELECT count(*) AS n FROM {source} GROUP BY {key} HAVING n > 1)",
        )
        if repeated:
            yield Problem(
                table=held.name,
                code="warehouse.repeated_rows",
                sentence=gettext_noop("%(table)s holds %(repeated)d rows twice."),
                facts={"repeated": repeated},
            )


def _check_files(held: StoredTable) -> Iterator[Problem]:
    """Look for files the log names. Others, of a killed writer, go with the next vacuum."""
    known = {file.path for file in held.files()}
    on_disk = {str(path.relative_to(held.path)) for path in held.path.rglob("*.parquet")}
    missing = known - on_disk
    if missing:
        yield Problem(
            table=held.name,
            code="warehouse.files_missing",
            sentence=gettext_noop("%(count)d files of %(table)s are missing from the disk."),
            facts={"count": len(missing)},
        )


def _check_groups(
    tables: Mapping[str, StoredTable], connection: duckdb.DuckDBPyConnection
) -> Iterator[Problem]:
    facts = tables["messages"]
    if not facts.files():
        return
    groups = (
        f"SELECT DISTINCT community_id, group_id FROM {scan(facts.path, facts.files(), facts.kind)}"
    )
    for name in _DERIVED:
        held = tables.get(name)
        if held is None or not held.files():
            continue
        strange = _number(
            connection,
            f"SELECT count(DISTINCT group_id) FROM {scan(held.path, held.files(), held.kind)} "
            f"ANTI JOIN ({groups}) USING (community_id, group_id)",
        )
        if strange:
            yield Problem(
                table=name,
                code="warehouse.strange_groups",
                sentence=gettext_noop(
                    "%(table)s tells of %(strange)d groups of which nothing is known. "
                    "“weilu rebuild” computes it anew."
                ),
                facts={"strange": strange},
            )


def _number(connection: duckdb.DuckDBPyConnection, question: str) -> int:
    answer = connection.execute(question).fetchone()
    return int(answer[0]) if answer else 0
