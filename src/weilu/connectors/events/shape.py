"""The columns of an event table: one row for each fact, mostly without text.

``kind`` is message, join, leave, reaction or reaction_count. A reaction's ``reply_to`` is the
message it stands below, its ``message_id`` that one's followed by ``/r/`` and the emoji; a
reaction_count has no author and holds the number of those who reacted in ``n_chars``.
``channel`` is the group, a word of the file only: in Weilu a channel is where people come from.
"""

from dataclasses import dataclass, field

import pyarrow as pa

from weilu.connect.batches import UnreadableReason

REQUIRED = ("channel", "author", "ts", "kind")

EVENTS = pa.schema(
    [
        pa.field("community", pa.string()),
        pa.field("channel", pa.string()),
        pa.field("message_id", pa.string()),
        pa.field("author", pa.string()),
        pa.field("ts", pa.timestamp("us", tz="UTC")),
        pa.field("kind", pa.string()),
        pa.field("n_chars", pa.int32()),
        pa.field("has_url", pa.bool_()),
        pa.field("has_q", pa.bool_()),
        pa.field("addressed_to", pa.string()),  # whom a message speaks to
        pa.field("reply_to", pa.string()),  # a message_id
        pa.field("is_bot", pa.bool_()),
    ]
)
#: An extra column, where the texts are wanted.
TEXT = pa.field("text", pa.string())
#: Between a message's id and the emoji in the id of a reaction.
REACTION_MARK = "/r/"

MESSAGE, JOIN, LEAVE = "message", "join", "leave"
REACTION, REACTION_COUNT = "reaction", "reaction_count"


@dataclass(frozen=True, slots=True)
class Lost:
    """A place that could not be read, or with BAD_BYTES only in part."""

    place: str
    reason: UnreadableReason
    excerpt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some rows in the columns of EVENTS and TEXT, and what was lost beside them."""

    table: pa.Table
    places: "Places"
    lost: list[Lost] = field(default_factory=list)
    bytes_read: int = 0


@dataclass(frozen=True, slots=True)
class Places:
    """Where rows stand in their file: by their line, or counted from the first one."""

    name: str
    first: int = 1
    lines: list[int] | None = None

    def of(self, row: int) -> str:
        if self.lines is not None:
            return f"{self.name} line {self.lines[row]}"
        return f"row {self.first + row} of {self.name}"


def shaped(table: pa.Table) -> pa.Table:
    """Return the columns of EVENTS and TEXT in their types; those missing hold nulls.

    Raises ArrowInvalid where a column cannot be brought into its type.
    """
    columns = []
    for wanted in (*EVENTS, TEXT):
        at = table.schema.get_field_index(wanted.name)
        if at < 0:
            columns.append(pa.nulls(table.num_rows, wanted.type))
            continue
        column = table.column(at)
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if wanted.name == "ts" and pa.types.is_timestamp(column.type):
            column = column.cast(pa.timestamp("us", tz=column.type.tz), safe=False)
        columns.append(column.cast(wanted.type, safe=wanted.name != "n_chars"))
    return pa.Table.from_arrays(columns, schema=pa.schema([*EVENTS, TEXT]))
