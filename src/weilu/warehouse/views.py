# ruff: noqa: S608  names, numbers and paths of our own; nothing a person typed
"""What a reader sees: stored rows joined with person, bot, staff and local time.

Each community gets a schema of its own inside DuckDB. Small snapshots are held in memory
there under names that begin with an underscore; facts stay in their files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from weilu.kernel.time import DAY_US, HOUR_US
from weilu.warehouse.changes import WAITING
from weilu.warehouse.delta import StoredFile
from weilu.warehouse.scans import scan_or_nothing
from weilu.warehouse.tables import TABLES

#: Integer division cuts towards zero; moved by this many days no time is below zero.
_FAR_DAYS = 1_000_000
#: Zone spans are joined by stretches of 2^41 µs (25 days): an equality, however many spans.
_STRETCH_BITS = 41


@dataclass(frozen=True, slots=True, kw_only=True)
class Joins:
    """Which joins the views of a community need; the simple ones are cheaper."""

    has_changes: bool  # edits or deletions wait to be carried out
    has_spans: bool  # a group's offset changes with time


def build(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    files: Mapping[str, Sequence[StoredFile]],
) -> Joins:
    """Create the views of one community in the connection's current schema."""
    for name in _HELD:
        rows = scan_or_nothing(root / name, files[name], TABLES[name])
        connection.execute(f"CREATE TABLE _{name} AS {rows}")
    _hold_changes(connection, root, files["changes"])
    joins = Joins(
        has_changes=_one(connection, "SELECT count(*) > 0 FROM _changes"),
        has_spans=_one(connection, "SELECT count(*) > count(DISTINCT group_id) FROM _zones"),
    )
    for name in TABLES:
        if name not in {*_HELD, "changes"}:
            rows = scan_or_nothing(root / name, files[name], TABLES[name])
            connection.execute(f"CREATE VIEW _{name} AS {rows}")
    if joins.has_spans:
        connection.execute(_SPREAD_ZONES.format(**_time_bounds(connection, files)))
    for name, view in _views(joins).items():
        connection.execute(f"CREATE VIEW {name} AS {view}")
    return joins


#: Small enough for memory, and joined by nearly every query.
_HELD = ("zones", "accounts")

_SPREAD_ZONES = """
CREATE TABLE _zone_stretches AS
SELECT group_id, from_us, until_us, offset_us,
       unnest(range(greatest(from_us, {low}) >> {bits},
                    (least(until_us - 1, {high}) >> {bits}) + 1)) AS stretch
FROM _zones WHERE from_us < {high} AND until_us > {low}
"""


def _hold_changes(
    connection: duckdb.DuckDBPyConnection, root: Path, files: Sequence[StoredFile]
) -> None:
    rows = scan_or_nothing(root / "changes", files, TABLES["changes"])
    connection.execute(f"CREATE TABLE _changes AS {WAITING.format(rows=rows)}")


def _time_bounds(
    connection: duckdb.DuckDBPyConnection, files: Mapping[str, Sequence[StoredFile]]
) -> dict[str, int]:
    """Return the time that the facts span, so that endless zone spans end somewhere."""
    stays = connection.execute(
        "SELECT min(joined_us), max(greatest(joined_us, left_us)) FROM _memberships"
    ).fetchone()
    moments = [moment for moment in stays or () if moment is not None]
    for name in ("messages", "reactions", "moves"):
        for file in files[name]:
            moments += file.ranges["sent_us"]
    low, high = min(moments, default=0), max(moments, default=0)
    return {"low": low - DAY_US, "high": high + DAY_US, "bits": _STRETCH_BITS}


def _one(connection: duckdb.DuckDBPyConnection, question: str) -> bool:
    answer = connection.execute(question).fetchone()
    return bool(answer and answer[0])


def _day(time: str, zone: str = "zone") -> str:
    moved = f"{time} + coalesce({zone}.offset_us, 0) + {_FAR_DAYS * DAY_US}"
    return f"(({moved}) // {DAY_US} - {_FAR_DAYS})::INTEGER"


def _hour(time: str) -> str:
    moved = f"{time} + coalesce(zone.offset_us, 0) + {_FAR_DAYS * DAY_US}"
    return f"(({moved}) % {DAY_US} // {HOUR_US})::TINYINT"


def _zone_of(time: str, *, has_spans: bool, name: str = "zone") -> str:
    """Return the join that gives a row its offset."""
    if not has_spans:
        return f"LEFT JOIN _zones AS {name} ON {name}.group_id = fact.group_id"
    return (
        f"LEFT JOIN _zone_stretches AS {name} ON {name}.group_id = fact.group_id "
        f"AND {name}.stretch = {time} >> {_STRETCH_BITS} "
        f"AND {time} >= {name}.from_us AND {time} < {name}.until_us"
    )


def _who(account: str, prefix: str = "", *, person_only: bool = False) -> str:
    """Return the columns that tell who an account is.

    An account that is not published yet counts as a person of its own, with a number that
    no person has.
    """
    alias = f"{prefix}account"
    person = f"coalesce({alias}.person_id, -{account}) AS {prefix}person_id"
    if person_only:
        return person
    return (
        f"{person}, coalesce({alias}.is_bot, false) AS {prefix}is_bot, "
        f"coalesce({alias}.is_staff, false) AS {prefix}is_staff"
    )


def _account(account: str, prefix: str = "") -> str:
    return f"LEFT JOIN _accounts AS {prefix}account ON {prefix}account.account_id = {account}"


def _views(joins: Joins) -> dict[str, str]:
    author = _who("fact.account_id")
    joined = _account("fact.account_id")
    zone = _zone_of("fact.sent_us", has_spans=joins.has_spans)
    day = f"{_day('fact.sent_us')} AS local_day"
    return {
        "messages": messages_over("_messages", joins),
        "reactions": f"SELECT fact.*, {author}, {day} FROM _reactions AS fact {joined} {zone}",
        "moves": (
            f"SELECT fact.*, {author}, {_who('fact.inviter_id', 'inviter_', person_only=True)}, "
            f"{day} FROM _moves AS fact {joined} {_account('fact.inviter_id', 'inviter_')} {zone}"
        ),
        "days": f"SELECT fact.*, {author} FROM _days AS fact {joined}",
        "starts": (
            f"SELECT fact.*, {author}, "
            f"{_who('fact.answered_by', 'answered_by_', person_only=True)} FROM _starts AS fact "
            f"{joined} {_account('fact.answered_by', 'answered_by_')}"
        ),
        "replies": (
            f"SELECT fact.*, {_who('fact.child_account_id', 'child_')}, "
            f"{_who('fact.parent_account_id', 'parent_')} FROM _replies AS fact "
            f"{_account('fact.child_account_id', 'child_')} "
            f"{_account('fact.parent_account_id', 'parent_')}"
        ),
        "memberships": _memberships(author, joined, has_spans=joins.has_spans),
        "accounts": "FROM _accounts",
        "zones": "FROM _zones",
        "measures": "FROM _measures",
    }


def messages_over(source: str, joins: Joins) -> str:
    """Return the query that makes messages of ``source`` what the view ``messages`` shows."""
    told, change, kept = "fact.*", "", ""
    if joins.has_changes:
        text = "CASE WHEN change.is_edited THEN change.text ELSE fact.text END AS text"
        told = f"fact.* REPLACE ({text})"
        change = (
            "LEFT JOIN _changes AS change ON change.group_id = fact.group_id "
            "AND change.message_ref = fact.message_ref"
        )
        kept = "WHERE change.is_deleted IS NOT TRUE"
    return (
        f"SELECT {told}, {_who('fact.account_id')}, {_day('fact.sent_us')} AS local_day, "
        f"{_hour('fact.sent_us')} AS local_hour "
        f"FROM {source} AS fact {_account('fact.account_id')} "
        f"{_zone_of('fact.sent_us', has_spans=joins.has_spans)} {change} {kept}"
    )


def _memberships(author: str, joined: str, *, has_spans: bool) -> str:
    began = _zone_of("fact.joined_us", has_spans=has_spans)
    ended = _zone_of("fact.left_us", has_spans=has_spans, name="end_zone")
    return (
        f"SELECT fact.*, {author}, {_day('fact.joined_us')} AS joined_day, "
        f"{_day('fact.left_us', 'end_zone')} AS left_day "
        f"FROM _memberships AS fact {joined} {began} {ended}"
    )
