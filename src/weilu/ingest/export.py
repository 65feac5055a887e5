"""Facts out of Weilu, as a file that it (or anybody) can read again."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from weilu.access import audit
from weilu.access.models import Operator
from weilu.community.facts import facts_of
from weilu.community.models import Account, Community, Group
from weilu.connect import arrow
from weilu.connect.importers import Told, exporters
from weilu.ingest.errors import CannotExport
from weilu.warehouse.reader import Reader

_MESSAGES = """
    SELECT $name AS "group", m.message_ref, a.ref AS author, m.sent_us, m.characters, m.has_link,
           m.has_question, b.ref AS addressed_to, m.reply_to_ref, m.is_bot{text}
    FROM messages m JOIN refs a ON a.account_id = m.account_id
    LEFT JOIN refs b ON b.account_id = m.mentions[1]
    WHERE m.group_id = $group ORDER BY m.sent_us, m.message_ref
"""
_REACTIONS = """
    SELECT $name AS "group", r.message_ref, a.ref AS author, r.emoji, r.sent_us, r.count, r.is_bot
    FROM reactions r LEFT JOIN refs a ON a.account_id = r.account_id
    WHERE r.group_id = $group ORDER BY r.sent_us, r.message_ref
"""
_MOVES = """
    SELECT $name AS "group", a.ref AS author, v.kind, v.sent_us, v.is_bot
    FROM moves v JOIN refs a ON a.account_id = v.account_id
    WHERE v.group_id = $group ORDER BY v.sent_us
"""


def export(
    community: Community,
    path: Path,
    *,
    groups: list[Group] | None = None,
    with_text: bool = False,
    operator: Operator | None = None,
) -> int:
    """Write the facts of a community to ``path`` and return the number of rows.

    Accounts stand there by the platform's ids, without names; texts only when asked for. The
    file appears when it is whole. Raises CannotExport for an ending that nobody writes.
    """
    known = exporters()
    exporter = known.get(path.suffix.lower())
    if exporter is None:
        raise CannotExport(file=path.name, endings=", ".join(known))
    chosen = groups if groups is not None else list(community.groups.order_by("pk"))
    growing = path.with_name(f".{path.stem}.part{path.suffix.lower()}")
    try:
        with facts_of(community) as facts:
            facts.connection.register("refs", _refs(community))
            told = _told(facts, _names(chosen), with_text=with_text)
            rows = exporter.write(community.slug, told, growing)
        growing.replace(path)
    finally:
        growing.unlink(missing_ok=True)
    audit.record(
        "exported",
        subject=community,
        actor=operator,
        community_id=community.pk,
        facts={"rows": rows, "groups": len(chosen), "with_text": with_text},
    )
    return rows


def _told(facts: Reader, names: dict[int, str], *, with_text: bool) -> Iterator[Told]:
    for group, name in names.items():
        asked = {"group": group, "name": name}
        yield Told(
            messages=facts.arrow(_MESSAGES.format(text=", m.text" if with_text else ""), asked),
            reactions=facts.arrow(_REACTIONS, asked),
            moves=facts.arrow(_MOVES, asked),
        )


def _names(groups: list[Group]) -> dict[int, str]:
    """Return what each group is called in the file: its name, with the id where two share it."""
    counts: dict[str, int] = {}
    for group in groups:
        counts[group.name] = counts.get(group.name, 0) + 1
    return {
        group.pk: group.name if counts[group.name] == 1 else f"{group.name} ({group.ref})"
        for group in groups
    }


def _refs(community: Community) -> pa.Table:
    found = list(Account.objects.filter(community=community).values_list("pk", "ref"))
    return pa.table(
        [
            arrow.integers([pk for pk, _ in found], pa.int64()),
            arrow.strings([ref for _, ref in found]),
        ],
        names=["account_id", "ref"],
    )
