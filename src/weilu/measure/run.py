# ruff: noqa: S608  names and numbers of our own; nothing a person typed
"""Run all metrics over some windows on a reader's DuckDB."""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from weilu.measure.catalogue import METRICS, STEPS
from weilu.measure.compiled import Compiled, compiled
from weilu.measure.held import Window, held_rows, hold_groups, hold_whole, look_at
from weilu.measure.portions import deal
from weilu.measure.tables import PREFIX, SHAPES
from weilu.warehouse.tables import TABLES

#: Rows of days and replies looked at together, unless one group alone has more.
PORTION = 2_000_000
#: The number under which the whole community is measured.
WHOLE = 0

_TYPES = {"int64": "BIGINT", "int32": "INTEGER", "string": "VARCHAR", "float64": "DOUBLE"}


def measure(
    connection: duckdb.DuckDBPyConnection,
    community_id: int,
    group_ids: Sequence[int],
    windows: Sequence[Window],
    *,
    with_whole: bool = False,
    staff_rooms: Sequence[int] = (),
) -> pa.Table:
    """Return the measures of these groups (and of the whole) in the shape of the warehouse.

    ``connection`` sees a reader's views. For the whole community ``group_ids`` has to hold all
    its groups; those of ``staff_rooms`` are left out of it. Groups are taken in portions, so
    that memory does not grow with their number.
    """
    sql = compiled()
    hold_groups(connection, group_ids, windows)
    found = []
    for portion in deal(held_rows(connection, group_ids), PORTION):
        look_at(connection, portion)
        found.append(_run(connection, community_id, sql))
    if with_whole and len(group_ids) == 1 and not set(staff_rooms) & set(group_ids):
        found.append(_as_whole(found[0]))
    elif with_whole:
        hold_whole(connection, staff_rooms, windows)
        found.append(_run(connection, community_id, sql))
    _let_go(connection)
    return pa.concat_tables(found)


def _as_whole(rows: pa.Table) -> pa.Table:
    """Return the measures of the only group as those of its community."""
    place = rows.schema.get_field_index("group_id")
    numbers = pa.array([WHOLE] * len(rows), pa.int64())
    return rows.set_column(place, rows.schema.field(place), numbers)


def _run(connection: duckdb.DuckDBPyConnection, community_id: int, sql: Compiled) -> pa.Table:
    for name in STEPS:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {PREFIX}{name} AS {sql.steps[name]}")
    columns = ", ".join(f"{name} {_TYPES[kind]}" for name, kind in SHAPES["measured"].items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {PREFIX}measured ({columns})")
    for metric in METRICS:
        connection.execute(
            f"INSERT INTO {PREFIX}measured "
            f"SELECT group_id, until_day, '{metric}', value, low, high, n "
            f"FROM ({sql.metrics[metric]})"
        )
    found = connection.sql(
        f"""
        SELECT $community::BIGINT AS community_id, group_id, until_day, metric,
               CASE WHEN isfinite(value) THEN value END AS value,
               CASE WHEN isfinite(value) THEN low END AS low,
               CASE WHEN isfinite(value) THEN high END AS high,
               n, formula.version::INTEGER AS formula_version
        FROM {PREFIX}measured
        SEMI JOIN {PREFIX}asked USING (group_id, until_day)
        JOIN (SELECT unnest($names) AS metric, unnest($versions) AS version) AS formula
          USING (metric)
        ORDER BY group_id, metric, until_day
        """,
        params={
            "community": community_id,
            "names": list(METRICS),
            "versions": [metric.version for metric in METRICS.values()],
        },
    ).to_arrow_table()
    return found.cast(TABLES["measures"].schema)


def _let_go(connection: duckdb.DuckDBPyConnection) -> None:
    for name in (*SHAPES, "asked", "people", "all_windows"):
        connection.execute(f"DROP TABLE IF EXISTS {PREFIX}{name}")
