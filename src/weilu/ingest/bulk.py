"""Many rows at once into a table of a model, three times as fast as bulk_create."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def reserve_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Take ``count`` unused primary keys. Call it inside the transaction that inserts them."""
    if not count:
        return []
    table = model._meta.db_table  # noqa: SLF001  # Django's documented way to a model's table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            first = (row[0] if row else 0) + 1
            return range(first, first + count)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows given as values of ``columns`` (attribute names); others take their default.

    Values are as the database takes them, save moments, which are aware datetimes.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001  Django documents _meta
    moments = [
        place
        for place, column in enumerate(columns)
        if isinstance(fields[column], models.DateTimeField)
    ]
    rest = {
        name: field.get_db_prep_save(
            field.pre_save(model(), add=True) if _stamps(field) else field.get_default(), connection
        )
        for name, field in fields.items()
        if name not in columns and not field.primary_key
    }
    tail = tuple(rest.values())
    names = [str(fields[name].column) for name in (*columns, *rest)]
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    marks = ", ".join(["%s"] * len(names))
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  Django documents _meta
    statement = f"INSERT INTO {table} ({quoted}) VALUES ({marks})"  # noqa: S608  # names of models
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*_adapted(row, moments), *tail) for row in rows])


def _stamps(field: models.Field[Any, Any]) -> bool:
    return bool(getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False))


def _adapted(row: Sequence[Any], moments: list[int]) -> Sequence[Any]:
    if not moments:
        return row
    values = list(row)
    for place in moments:
        values[place] = connection.ops.adapt_datetimefield_value(values[place])
    return values
