"""Rows for the warehouse with readable values; whatever is not said is ordinary."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from weilu.warehouse.tables import TABLES

#: 2026-03-02 08:00 UTC, a Monday.
MORNING_US = 1_772_438_400_000_000
FOREVER = 2**62

_ORDINARY: Mapping[str, Any] = {
    "community_id": 1,
    "group_id": 1,
    "account_id": 1,
    "kind": "text",
    "sent_us": MORNING_US,
    "characters": 2,
    "source": "telegram",
    "import_id": 1,
    "emoji": "👍",
    "count": 1,
    "changed_us": MORNING_US,
    "from_us": -FOREVER,
    "until_us": FOREVER,
    "person_id": 1,
    "role": "member",
    "joined_us": MORNING_US,
    "join_recorded": True,
    "messages": 1,
    "hours": [0] * 24,
    "metric": "stickiness",
}
_EMPTY: Mapping[str, Any] = {
    "int64": 0,
    "int32": 0,
    "int8": 0,
    "bool": False,
    "string": "",
    "double": 0.0,
}


def rows(table: str, given: Sequence[Mapping[str, Any]], **for_all: Any) -> pa.Table:
    """Return rows of ``table``, one for each mapping of what is special about it."""
    schema = TABLES[table].schema
    columns = [
        pa.array([_value(field, {**for_all, **one}) for one in given], field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def messages(*refs: str, **for_all: Any) -> pa.Table:
    """Return one message for each ref, a minute apart."""
    step = for_all.pop("apart_us", 60_000_000)
    first = for_all.pop("sent_us", MORNING_US)
    return rows(
        "messages",
        [
            {"message_ref": ref, "sent_us": first + n * step, "text": f"第{ref}条"}
            for n, ref in enumerate(refs)
        ],
        **for_all,
    )


def _value(field: pa.Field, given: Mapping[str, Any]) -> Any:
    if field.name in given:
        return given[field.name]
    if field.nullable and field.name not in {"import_id", "account_id"}:
        return None
    return _ORDINARY.get(field.name, _EMPTY.get(str(field.type)))
