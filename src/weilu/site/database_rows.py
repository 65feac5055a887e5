# ruff: noqa: SLF001  _meta is how Django lets a model be asked
"""The operational database as lines of JSON: how it leaves PostgreSQL, and how it enters either.

One line for each row: the table's model and the values by column. Written and read inside one
transaction, so that the rows are those of one moment.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

_AT_ONCE = 500


def own_models() -> list[type[models.Model]]:
    """Return every model with a table, many-to-many tables too, in a stable order."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def label_of(model: type[models.Model]) -> str:
    return model._meta.label


def table_of(model: type[models.Model]) -> str:
    return model._meta.db_table


def counts(alias: str = DEFAULT_DB_ALIAS) -> dict[str, int]:
    """Return how many rows each table has that has any."""
    found = {label_of(m): m._base_manager.using(alias).count() for m in own_models()}
    return {label: count for label, count in found.items() if count}


def lines(alias: str = DEFAULT_DB_ALIAS) -> Iterator[str]:
    """Yield every row of the database. The caller holds a transaction that sees one moment."""
    for model in own_models():
        names = [field.attname for field in model._meta.concrete_fields]
        rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
        for row in rows.iterator(chunk_size=2_000):
            values = dict(zip(names, row, strict=True))
            yield json.dumps([label_of(model), values], default=_told, ensure_ascii=False)


def load(told: Iterable[str], alias: str = DEFAULT_DB_ALIAS) -> None:
    """Replace all rows of the database by those told, in one transaction.

    A column of an older version that is no longer there is passed over; a newer one gets its
    default.
    """
    connection = connections[alias]
    known = {label_of(model): model for model in own_models()}
    rows = (json.loads(line) for line in told)
    with transaction.atomic(using=alias), connection.constraint_checks_disabled():
        tables = [table_of(model) for model in known.values()]
        for statement in connection.ops.sql_flush(no_style(), tables, allow_cascade=True):
            with connection.cursor() as cursor:
                cursor.execute(statement)
        for label, found in groupby(rows, key=lambda row: row[0]):
            if label in known:
                _insert(known[label], (row[1] for row in found), alias)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(known.values())):
            cursor.execute(statement)
    connection.check_constraints()


def _insert(model: type[models.Model], rows: Iterator[dict[str, Any]], alias: str) -> None:
    """Insert exactly what is told: a model's own save would set times anew."""
    connection = connections[alias]
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(table_of(model))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608  names of our own
    with connection.cursor() as cursor:
        while portion := list(islice(rows, _AT_ONCE)):
            values = [[_stored(field, row, connection) for field in fields] for row in portion]
            cursor.executemany(statement, values)


def _stored(field: "models.Field[Any, Any]", row: dict[str, Any], connection: Any) -> Any:
    if field.attname not in row:
        return field.get_db_prep_save(field.get_default(), connection)
    value = row[field.attname]
    if isinstance(field, models.BinaryField) and value is not None:
        value = base64.b64decode(value)
    elif not isinstance(field, models.JSONField):
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)


def _told(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    raise TypeError(f"A backup cannot hold {type(value).__name__}.")
