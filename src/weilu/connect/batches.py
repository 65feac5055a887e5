"""The shapes that importers yield: Arrow tables of messages, reactions and moves.

Every ``*_ref`` is the platform's own id as opaque text. ``sent_us`` is microseconds since
1970-01-01: in UTC where the file knows the instant, else the *wall clock read as if it were
UTC*; the importer says which by its ``clock``, and ingest shifts it by the zone the operator
chose.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

import pyarrow as pa

#: Rows in one batch, about 25 MB of text: small enough for 400 MB, large enough to be quick.
BATCH_ROWS = 100_000

#: Times outside 1990 … 2100 are mistakes of a file, not moments of a chat.
EARLIEST_US = 631_152_000_000_000
LATEST_US = 4_102_444_800_000_000

#: What the columns of counts can hold; a file that tells of more reactions is none to believe.
MOST_COUNTED = 2**31 - 1


class Clock(StrEnum):
    """What the times of a file mean."""

    UTC = "utc"
    LOCAL = "local"


class MessageKind(StrEnum):
    """What a message is made of. Text that accompanies a picture stays with the picture."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    VOICE = "voice"
    STICKER = "sticker"
    FILE = "file"
    LINK = "link"
    POLL = "poll"
    RED_PACKET = "red_packet"
    LOCATION = "location"
    CONTACT = "contact"
    CALL = "call"
    FORWARD = "forward"
    OTHER = "other"


class MoveKind(StrEnum):
    """What happened to somebody's (or the group's) standing."""

    JOIN = "join"
    LEAVE = "leave"
    RENAME = "rename"
    GROUP_RENAME = "group_rename"


MESSAGES = pa.schema(
    [
        pa.field("group_ref", pa.string(), nullable=False),
        pa.field("message_ref", pa.string(), nullable=False),
        pa.field("author_ref", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # MessageKind
        pa.field("sent_us", pa.int64(), nullable=False),
        pa.field("reply_to_ref", pa.string()),  # message_ref in the same group
        pa.field("thread_ref", pa.string()),
        pa.field("mentions", pa.list_(pa.string())),  # author_refs, without the author
        pa.field("characters", pa.int32(), nullable=False),  # see weilu.connect.flags
        pa.field("has_link", pa.bool_(), nullable=False),
        pa.field("has_question", pa.bool_(), nullable=False),
        pa.field("text", pa.string()),  # null where the source gives none
    ]
)

REACTIONS = pa.schema(
    [
        pa.field("group_ref", pa.string(), nullable=False),
        pa.field("message_ref", pa.string(), nullable=False),
        pa.field("author_ref", pa.string()),  # null: the source only counts
        pa.field("emoji", pa.string(), nullable=False),
        pa.field("sent_us", pa.int64()),  # null: the source does not say
        pa.field("count", pa.int32(), nullable=False),  # 1 where the author is known
    ]
)

MOVES = pa.schema(
    [
        pa.field("group_ref", pa.string(), nullable=False),
        pa.field("author_ref", pa.string(), nullable=False),  # "" for a group_rename by nobody
        pa.field("kind", pa.string(), nullable=False),  # MoveKind
        pa.field("sent_us", pa.int64(), nullable=False),
        pa.field("inviter_ref", pa.string()),
        pa.field("channel", pa.string()),  # how they came, as the platform names it
        pa.field("name", pa.string()),  # the new name of a rename
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSeen:
    """A group as the file names it."""

    ref: str
    name: str
    is_private: bool = False  # a chat of two people: never imported unless chosen
    has_doubtful_dates: bool = False  # day and month could be the other way round
    created_us: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSeen:
    """An account as the file names it; the last sighting wins."""

    ref: str
    name: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipSeen:
    """Somebody the file lists as being in a group, though they may never have spoken."""

    group_ref: str
    author_ref: str
    role: str = "member"  # owner | admin | member, as far as the platform says


class UnreadableReason(StrEnum):
    """Why a line or entry was left out."""

    BROKEN = "broken"  # not valid JSON / CSV
    CUT_SHORT = "cut_short"  # the file ends inside it
    NO_TIME = "no_time"
    NO_AUTHOR = "no_author"
    BAD_BYTES = "bad_bytes"
    TOO_LONG = "too_long"
    UNKNOWN_KIND = "unknown_kind"
    SAME_ID = "same_id"  # as an entry before it that says something else


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """One place in the file that could not be read; the rest was."""

    place: str  # "messages.json line 48210", "entry 17 of result.json"
    reason: UnreadableReason  # an identifier, so that the interface can translate it
    excerpt: str = ""  # at most 200 characters


def _empty(schema: pa.Schema) -> pa.Table:
    return pa.Table.from_batches([], schema)  # Schema.empty_table would import pandas


@dataclass(slots=True, kw_only=True)
class Batch:
    """A stretch of the file, in file order.

    Every entry of the file is either a record or listed as unreadable, and every record is one
    of three things: records = rows of ``messages`` + ``service_entries`` + ``passed_over``.
    A service entry told moves or reactions but no message (one invitation of three people is
    one entry and three moves); reactions that stand beside a message count with it.
    ``bytes_read`` counts from the start of the file and drives the progress bar.
    """

    messages: pa.Table = field(default_factory=partial(_empty, MESSAGES))
    reactions: pa.Table = field(default_factory=partial(_empty, REACTIONS))
    moves: pa.Table = field(default_factory=partial(_empty, MOVES))
    groups: list[GroupSeen] = field(default_factory=list)
    accounts: list[AccountSeen] = field(default_factory=list)
    memberships: list[MembershipSeen] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    records: int = 0
    service_entries: int = 0
    passed_over: int = 0
    bytes_read: int = 0
