"""A reader over a small history: the views of a community without a warehouse behind them."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.measure.facts import DERIVED, Facts, connect
from weilu.measure.derive import derive

COMMUNITY = 9


class SmallReader:
    """Answers like a warehouse reader; derived tables are made when it is opened."""

    def __init__(self, facts: Facts) -> None:
        self.connection = connect(facts)
        self.connection.execute("ALTER TABLE messages ADD COLUMN year INTEGER DEFAULT 2026")
        made = {
            name: rows.read_all()
            for name, rows in derive(self.connection, COMMUNITY, facts.groups() or [1])
        }
        for name, rows in made.items():
            self.connection.register(f"{name}_rows", rows)
            self.connection.execute(f"CREATE VIEW {name} AS {DERIVED[name]}")

    def rows(
        self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()
    ) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, parameters or None).fetchall()

    recall = rows

    def newest_us(self) -> int | None:
        found = self.rows("SELECT max(sent_us) FROM messages")
        return None if found[0][0] is None else int(found[0][0])
