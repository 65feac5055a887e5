"""What a whole export gives, as plain rows: for tests of single importers."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from weilu.connect.importers import Importer, Reading
from weilu.connect.sources import open_source

Rows = list[dict[str, Any]]


@dataclass(kw_only=True)
class Export:
    """Everything read; ``names`` and ``groups`` hold the last sighting."""

    messages: Rows = field(default_factory=list)
    moves: Rows = field(default_factory=list)
    reactions: Rows = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    bots: set[str] = field(default_factory=set)
    groups: dict[str, str] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    roles: dict[tuple[str, str], str] = field(default_factory=dict)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    passed_over: int = 0
    records: int = 0

    @property
    def texts(self) -> list[str | None]:
        return [message["text"] for message in self.messages]

    def said(self, text: str) -> dict[str, Any]:
        return next(m for m in self.messages if text in (m["text"] or ""))


def read(importer: Importer, path: Path, *, group_name: str = "") -> Export:
    found = Export()
    with open_source(path) as source:
        for batch in importer.read(source, Reading(group_name=group_name)):
            assert batch.records == (
                batch.messages.num_rows + batch.service_entries + batch.passed_over
            )
            found.messages += batch.messages.to_pylist()
            found.moves += batch.moves.to_pylist()
            found.reactions += batch.reactions.to_pylist()
            found.names |= {account.ref: account.name for account in batch.accounts}
            found.bots |= {account.ref for account in batch.accounts if account.is_bot}
            for group in batch.groups:
                found.groups[group.ref] = group.name
                if group.has_doubtful_dates:
                    found.doubtful.add(group.ref)
                (found.private.add if group.is_private else found.private.discard)(group.ref)
            found.roles |= {(m.group_ref, m.author_ref): m.role for m in batch.memberships}
            found.unreadable += [(u.place, u.reason.value) for u in batch.unreadable]
            found.passed_over += batch.passed_over
            found.records += batch.records
    return found
