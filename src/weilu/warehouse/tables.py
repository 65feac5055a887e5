"""The shapes of the warehouse: what is stored, and what a reader sees.

Times are int64 microseconds since 1970-01-01 UTC (``*_us``), days int32 days since 1970-01-01
in the group's zone. Ids are the operational database's. Facts carry no name and no setting:
zone, person, staff and bot are joined when read, so a changed setting rewrites nothing.
"""

from dataclasses import dataclass

import pyarrow as pa


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


_PLACE = [_required("community_id", pa.int64()), _required("group_id", pa.int64())]

#: One message as first told. ``year`` is the UTC year of sent_us.
MESSAGES = pa.schema(
    [
        *_PLACE,
        _required("year", pa.int32()),
        _required("account_id", pa.int64()),
        _required("message_ref", pa.string()),
        _required("kind", pa.string()),
        _required("sent_us", pa.int64()),
        pa.field("reply_to_ref", pa.string()),
        pa.field("thread_ref", pa.string()),
        pa.field("mentions", pa.list_(pa.int64())),  # account ids
        _required("characters", pa.int32()),
        _required("has_link", pa.bool_()),
        _required("has_question", pa.bool_()),
        _required("is_own", pa.bool_()),  # sent by Weilu
        pa.field("text", pa.string()),
        _required("source", pa.string()),  # importer's or connector's slug
        pa.field("import_id", pa.int64()),
    ]
)

REACTIONS = pa.schema(
    [
        *_PLACE,
        _required("year", pa.int32()),
        pa.field("account_id", pa.int64()),  # null: the source only counts
        _required("message_ref", pa.string()),
        _required("emoji", pa.string()),
        _required("sent_us", pa.int64()),  # that of the message where the source does not say
        _required("count", pa.int32()),
        _required("source", pa.string()),
        pa.field("import_id", pa.int64()),
    ]
)

MOVES = pa.schema(
    [
        *_PLACE,
        _required("year", pa.int32()),
        _required("account_id", pa.int64()),  # 0 for a group_rename by nobody
        _required("kind", pa.string()),  # join | leave | rename | group_rename
        _required("sent_us", pa.int64()),
        pa.field("inviter_id", pa.int64()),  # account id
        pa.field("channel", pa.string()),
        pa.field("name", pa.string()),
        _required("source", pa.string()),
        pa.field("import_id", pa.int64()),
    ]
)

#: Edits and deletions of messages; folded into the base by compaction.
CHANGES = pa.schema(
    [
        *_PLACE,
        _required("message_ref", pa.string()),
        _required("kind", pa.string()),  # edit | delete
        _required("changed_us", pa.int64()),
        pa.field("text", pa.string()),
        pa.field("import_id", pa.int64()),
    ]
)

#: Offset from UTC by group and span; spans of one group neither overlap nor leave gaps.
ZONES = pa.schema(
    [
        *_PLACE,
        _required("from_us", pa.int64()),
        _required("until_us", pa.int64()),
        _required("offset_us", pa.int64()),
    ]
)

ACCOUNTS = pa.schema(
    [
        _required("community_id", pa.int64()),
        _required("account_id", pa.int64()),
        _required("person_id", pa.int64()),
        _required("is_bot", pa.bool_()),
        _required("is_staff", pa.bool_()),
    ]
)

#: One stay of one account in one group. A stay without a recorded join begins with the first
#: message, and says so: shares of "members" rest on it.
MEMBERSHIPS = pa.schema(
    [
        *_PLACE,
        _required("account_id", pa.int64()),
        _required("role", pa.string()),
        _required("joined_us", pa.int64()),
        pa.field("left_us", pa.int64()),
        _required("join_recorded", pa.bool_()),
        pa.field("inviter_id", pa.int64()),  # account id
        pa.field("channel", pa.string()),
    ]
)

#: Counts of one account in one group on one local day. Derived.
DAYS = pa.schema(
    [
        *_PLACE,
        _required("account_id", pa.int64()),
        _required("local_day", pa.int32()),
        _required("messages", pa.int32()),
        _required("characters", pa.int64()),
        _required("links", pa.int32()),
        _required("questions", pa.int32()),
        _required("reactions", pa.int32()),  # given
        _required("hours", pa.list_(pa.int32())),  # 24 counts of messages by local hour
    ]
)

#: One message that answers another. Derived; inferred where the platform gave no link.
REPLIES = pa.schema(
    [
        *_PLACE,
        _required("child_ref", pa.string()),
        _required("parent_ref", pa.string()),
        _required("child_account_id", pa.int64()),
        _required("parent_account_id", pa.int64()),
        _required("child_us", pa.int64()),
        _required("parent_us", pa.int64()),
        _required("local_day", pa.int32()),  # of the child
        _required("is_inferred", pa.bool_()),
        _required("rule_version", pa.int32()),
    ]
)

#: One message that starts a conversation: it answers nothing, not even its author's own last
#: words. ``answered_us`` is the first reply by another person who is no bot. Derived.
STARTS = pa.schema(
    [
        *_PLACE,
        _required("message_ref", pa.string()),
        _required("account_id", pa.int64()),
        _required("sent_us", pa.int64()),
        _required("local_day", pa.int32()),
        _required("local_hour", pa.int8()),
        pa.field("answered_us", pa.int64()),
        pa.field("answered_by", pa.int64()),  # account id
        _required("has_question", pa.bool_()),
    ]
)

#: One measured number. group_id 0 is the whole community. ``until_day`` is the last local day
#: of the window. Derived.
MEASURES = pa.schema(
    [
        *_PLACE,
        _required("until_day", pa.int32()),
        _required("metric", pa.string()),
        pa.field("value", pa.float64()),  # null: too few, or not defined
        pa.field("low", pa.float64()),
        pa.field("high", pa.float64()),
        _required("n", pa.int64()),  # people or events the value rests on
        _required("formula_version", pa.int32()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableKind:
    """How a table is kept."""

    schema: pa.Schema
    key: tuple[str, ...]  # unique in the base files; () where rows are replaced as a whole
    partition_by: tuple[str, ...]
    sort_by: tuple[str, ...]
    is_derived: bool = False


TABLES: dict[str, TableKind] = {
    "messages": TableKind(
        schema=MESSAGES,
        key=("community_id", "group_id", "message_ref"),
        partition_by=("community_id", "year"),
        sort_by=("group_id", "sent_us"),
    ),
    "reactions": TableKind(
        schema=REACTIONS,
        key=("community_id", "group_id", "message_ref", "emoji", "account_id"),
        partition_by=("community_id", "year"),
        sort_by=("group_id", "sent_us"),
    ),
    "moves": TableKind(
        schema=MOVES,
        key=("community_id", "group_id", "account_id", "kind", "sent_us"),
        partition_by=("community_id", "year"),
        sort_by=("group_id", "sent_us"),
    ),
    "changes": TableKind(
        schema=CHANGES,
        key=("community_id", "group_id", "message_ref", "kind", "changed_us"),
        partition_by=("community_id",),
        sort_by=("group_id", "message_ref"),
    ),
    "zones": TableKind(
        schema=ZONES, key=(), partition_by=("community_id",), sort_by=("group_id", "from_us")
    ),
    "accounts": TableKind(
        schema=ACCOUNTS, key=(), partition_by=("community_id",), sort_by=("account_id",)
    ),
    "memberships": TableKind(
        schema=MEMBERSHIPS, key=(), partition_by=("community_id",), sort_by=("group_id",)
    ),
    "days": TableKind(
        schema=DAYS,
        key=(),
        partition_by=("community_id",),
        sort_by=("group_id", "local_day"),
        is_derived=True,
    ),
    "replies": TableKind(
        schema=REPLIES,
        key=(),
        partition_by=("community_id",),
        sort_by=("group_id", "child_us"),
        is_derived=True,
    ),
    "starts": TableKind(
        schema=STARTS,
        key=(),
        partition_by=("community_id",),
        sort_by=("group_id", "sent_us"),
        is_derived=True,
    ),
    "measures": TableKind(
        schema=MEASURES,
        key=(),
        partition_by=("community_id",),
        sort_by=("group_id", "metric", "until_day"),
        is_derived=True,
    ),
}
