# ruff: noqa: S608  names, numbers and paths of our own; what a person typed is a parameter
"""The newest messages of a kind, with or without certain words, among tens of millions.

Files are read from the newest back, and no further than the answer needs. Words are looked
for in the bytes of whole row groups: twice as quick as asking message by message.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from weilu.warehouse import words
from weilu.warehouse.delta import StoredFile
from weilu.warehouse.scans import scan
from weilu.warehouse.tables import TABLES
from weilu.warehouse.views import messages_over

if TYPE_CHECKING:
    from weilu.warehouse.reader import Reader

_MESSAGES = TABLES["messages"]
_NEWEST_FIRST = "sent_us DESC, group_id DESC, message_ref DESC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which messages are asked for; None and () ask for all.

    ``words`` must all occur, each in one of its spellings, whatever the case of Latin
    letters. ``before`` is the (sent_us, group_id, message_ref) after which a list goes on.
    """

    words: tuple[tuple[str, ...], ...] = ()
    group_id: int | None = None
    person_id: int | None = None
    first_us: int | None = None  # included
    until_us: int | None = None  # not included
    before: tuple[int, int, str] | None = None


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMessage:
    group_id: int
    message_ref: str
    sent_us: int
    local_day: int
    local_hour: int
    account_id: int
    person_id: int
    is_bot: bool
    is_staff: bool
    is_own: bool
    kind: str
    reply_to_ref: str | None
    text: str | None

    @property
    def place(self) -> tuple[int, int, str]:
        """What ``Wanted.before`` takes to go on after this message."""
        return self.sent_us, self.group_id, self.message_ref


_SHOWN = ", ".join(FoundMessage.__slots__)


def newest(reader: "Reader", wanted: Wanted, *, limit: int) -> list[FoundMessage]:
    files = _candidates(reader, wanted)
    accounts = _accounts_of(reader, wanted.person_id)
    best: list[FoundMessage] = []
    for portion, older in _portions(files):
        if wanted.words:
            found = _with_words(reader, wanted, accounts, portion, limit=limit, best=best)
        else:
            found = _plain(reader, wanted, accounts, portion, limit=limit)
        best = sorted([*best, *found], key=lambda one: one.place, reverse=True)[:limit]
        if len(best) == limit and best[-1].sent_us > older:
            break
    if wanted.words and reader.scene.joins.has_changes:
        best = _with_edited(reader, wanted, accounts, best, limit=limit)
    return best


def around(
    reader: "Reader", group_id: int, sent_us: int, *, before: int, after: int
) -> list[FoundMessage]:
    earlier = newest(reader, Wanted(group_id=group_id, until_us=sent_us + 1), limit=before + 1)
    files = _candidates(reader, Wanted(group_id=group_id, first_us=sent_us + 1))
    later: list[FoundMessage] = []
    for portion, newer in _portions_forward(files):
        later += _select(
            reader,
            scan(reader.root / "messages", portion, _MESSAGES),
            "group_id = $group AND sent_us > $at",
            {"group": group_id, "at": sent_us},
            order="sent_us, group_id, message_ref",
            limit=after,
        )
        later = sorted(later, key=lambda one: one.place)[:after]
        if len(later) == after and (not later or later[-1].sent_us < newer):
            break
    return [*reversed(earlier), *later]


def _candidates(reader: "Reader", wanted: Wanted) -> list[StoredFile]:
    low = wanted.first_us if wanted.first_us is not None else -(2**63)
    high = wanted.until_us - 1 if wanted.until_us is not None else 2**63 - 1
    if wanted.before is not None:
        high = min(high, wanted.before[0])
    files = [file for file in reader.scene.files["messages"] if file.may_hold("sent_us", low, high)]
    if wanted.group_id is None:
        return files
    return [file for file in files if file.may_hold("group_id", wanted.group_id, wanted.group_id)]


def _portions(files: Sequence[StoredFile]) -> Iterator[tuple[list[StoredFile], int]]:
    """Yield files from the newest back, more each time, and the newest moment in the rest."""
    ordered = sorted(files, key=lambda file: file.ranges["sent_us"][1], reverse=True)
    start, size = 0, 1
    while start < len(ordered):
        rest = ordered[start + size :]
        yield (
            ordered[start : start + size],
            max((file.ranges["sent_us"][1] for file in rest), default=-(2**63)),
        )
        start, size = start + size, size * 2


def _portions_forward(files: Sequence[StoredFile]) -> Iterator[tuple[list[StoredFile], int]]:
    """Yield files from the oldest on, more each time, and the oldest moment in the rest."""
    ordered = sorted(files, key=lambda file: file.ranges["sent_us"][0])
    start, size = 0, 1
    while start < len(ordered):
        rest = ordered[start + size :]
        yield (
            ordered[start : start + size],
            min((file.ranges["sent_us"][0] for file in rest), default=2**63 - 1),
        )
        start, size = start + size, size * 2


def _accounts_of(reader: "Reader", person_id: int | None) -> list[int] | None:
    if person_id is None:
        return None
    found = reader.connection.execute(
        "SELECT account_id FROM _accounts WHERE person_id = $1", [person_id]
    ).fetchall()
    return [row[0] for row in found] or [-person_id]  # see views: not published yet


def _conditions(wanted: Wanted, accounts: list[int] | None) -> tuple[str, dict[str, object]]:
    conditions, parameters = ["true"], dict[str, object]()
    for condition, name, value in (
        ("group_id = $group", "group", wanted.group_id),
        ("sent_us >= $first", "first", wanted.first_us),
        ("sent_us < $until", "until", wanted.until_us),
        ("list_contains($accounts, account_id)", "accounts", accounts),
    ):
        if value is not None:
            conditions.append(condition)
            parameters[name] = value
    if wanted.before is not None:
        conditions.append("sent_us <= $us")  # the row comparison alone prunes no file
        conditions.append("(sent_us, group_id, message_ref) < ($us, $before_group, $ref)")
        names = ("us", "before_group", "ref")
        parameters.update(zip(names, wanted.before, strict=True))
    return " AND ".join(conditions), parameters


def _plain(
    reader: "Reader",
    wanted: Wanted,
    accounts: list[int] | None,
    files: Sequence[StoredFile],
    *,
    limit: int,
) -> list[FoundMessage]:
    """Find out from when on, by the times alone; then only those messages are worked out."""
    condition, parameters = _conditions(wanted, accounts)
    source = scan(reader.root / "messages", files, _MESSAGES)
    joins = reader.scene.joins
    looked_at = f"({messages_over(source, joins)})" if joins.has_changes else source
    since = reader.connection.execute(
        f"SELECT min(sent_us) FROM (SELECT sent_us FROM {looked_at} WHERE {condition} "
        f"ORDER BY sent_us DESC LIMIT {int(limit)})",
        parameters,
    ).fetchone()
    if since is None or since[0] is None:
        return []
    condition = f"{condition} AND sent_us >= {since[0]}"
    return _select(reader, source, condition, parameters, order=_NEWEST_FIRST, limit=limit)


def _select(
    reader: "Reader",
    source: str,
    condition: str,
    parameters: dict[str, object],
    *,
    order: str,
    limit: int,
) -> list[FoundMessage]:
    rows = reader.connection.execute(
        f"SELECT {_SHOWN} FROM ({messages_over(source, reader.scene.joins)}) "
        f"WHERE {condition} ORDER BY {order} LIMIT {int(limit)}",
        parameters,
    ).fetchall()
    return [_message(row) for row in rows]


def _message(row: tuple[Any, ...]) -> FoundMessage:
    return FoundMessage(**dict(zip(FoundMessage.__slots__, row, strict=True)))


def _with_words(
    reader: "Reader",
    wanted: Wanted,
    accounts: list[int] | None,
    files: Sequence[StoredFile],
    *,
    limit: int,
    best: Sequence[FoundMessage],
) -> list[FoundMessage]:
    """Find the words in the files as they stand, and show what the views make of the hits.

    Twice the limit is taken: waiting changes may take some away.
    """
    floor = best[-1].sent_us if len(best) >= limit else None
    hits = words.find(
        [reader.root / "messages" / file.path for file in files],
        wanted,
        accounts,
        limit=limit * 2,
        floor=floor,
    )
    if hits.num_rows == 0:
        return []
    reader.connection.register("hits", hits)
    condition = "true"
    if reader.scene.joins.has_changes:
        condition = "(group_id, message_ref) NOT IN (SELECT (group_id, message_ref) FROM _changes)"
    try:
        return _select(reader, "hits", condition, {}, order=_NEWEST_FIRST, limit=limit)
    finally:
        reader.connection.unregister("hits")


def _with_edited(
    reader: "Reader",
    wanted: Wanted,
    accounts: list[int] | None,
    best: list[FoundMessage],
    *,
    limit: int,
) -> list[FoundMessage]:
    """Add messages whose words came by an edit that waits to be carried out."""
    edited = reader.connection.sql(
        "SELECT group_id, message_ref, text FROM _changes WHERE is_edited AND NOT is_deleted"
    ).to_arrow_table()
    matching = words.matching(edited["text"].combine_chunks(), wanted.words)
    if len(matching) == 0:
        return best
    condition, parameters = _conditions(wanted, accounts)
    reader.connection.register("edited_hits", edited.take(pa.array(matching)))
    try:
        found = _select(
            reader,
            "_messages",
            f"{condition} AND (group_id, message_ref) IN "
            "(SELECT (group_id, message_ref) FROM edited_hits)",
            parameters,
            order=_NEWEST_FIRST,
            limit=limit,
        )
    finally:
        reader.connection.unregister("edited_hits")
    return sorted([*best, *found], key=lambda one: one.place, reverse=True)[:limit]
