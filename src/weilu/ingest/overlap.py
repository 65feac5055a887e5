"""Which messages of a file are in a community already, under the same id or the same words."""

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from weilu.community.facts import facts_of
from weilu.community.models import Account, Community, Group
from weilu.ingest.clocks import utc_from_wall

#: From this share of its messages on, a group of the file is proposed for an existing group.
_SAME_GROUP = 0.3
#: With fewer accounts known in the community than this share, a group seems foreign.
_FOREIGN_SHARE = 0.03
_FOREIGN_MIN_ACCOUNTS, _FOREIGN_MIN_KNOWN = 10, 50

_BY_REF = """
    SELECT f.group_ref, count(*) FROM found f
    JOIN held h ON h.group_ref = f.group_ref
    JOIN messages m ON m.group_id = h.group_id AND m.message_ref = f.message_ref
    WHERE m.sent_us BETWEEN $low AND $high GROUP BY ALL
"""
_BY_CONTENT = """
    WITH f AS (
        SELECT group_ref, sent_us // 60000000 AS minute, text, count(*) AS n FROM found
        WHERE length(text) >= 6 GROUP BY ALL
    ), h AS (
        SELECT group_id, sent_us // 60000000 AS minute, text, count(*) AS n FROM messages
        WHERE length(text) >= 6 AND sent_us BETWEEN $low AND $high GROUP BY ALL
    )
    SELECT group_ref, group_id, sum(least(f.n, h.n))::BIGINT FROM f JOIN h USING (minute, text)
    GROUP BY ALL
"""
_TELLING = "SELECT group_ref, count(*) FROM found WHERE length(text) >= 6 GROUP BY ALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """An existing group that a group of the file seems to be."""

    group_id: int
    known: int  # messages that are there already
    by_content: bool  # the ids differ; known by minute and words


@dataclass(slots=True)
class Overlap:
    """Counts, batch by batch, what is there already. ``timezone`` is "" for files in UTC."""

    community: Community
    platform: str
    timezone: str
    _groups: dict[str, int] = field(init=False)
    _accounts: frozenset[str] = field(init=False)
    _by_ref: Counter[str] = field(init=False, default_factory=Counter)
    _by_content: Counter[tuple[str, int]] = field(init=False, default_factory=Counter)
    _telling: Counter[str] = field(init=False, default_factory=Counter)

    def __post_init__(self) -> None:
        groups = Group.objects.filter(community=self.community)
        self._groups = dict(groups.filter(platform=self.platform).values_list("ref", "pk"))
        self._has_groups = groups.exists()
        accounts = Account.objects.filter(community=self.community, platform=self.platform)
        self._accounts = frozenset(accounts.values_list("ref", flat=True))

    _has_groups: bool = field(init=False, default=False)

    def add(self, messages: pa.Table) -> None:
        if not self._has_groups:
            return
        found = messages.select(["group_ref", "message_ref", "sent_us", "text"])
        if self.timezone:
            shifted = utc_from_wall(found["sent_us"], self.timezone)
            found = found.set_column(2, "sent_us", shifted)
        low, high = pc.min(found["sent_us"]).as_py(), pc.max(found["sent_us"]).as_py()
        minute = 60_000_000
        span = {"low": low // minute * minute, "high": high // minute * minute + minute - 1}
        held = pa.table(
            [list(self._groups), list(self._groups.values())],
            schema=pa.schema([("group_ref", pa.string()), ("group_id", pa.int64())]),
        )
        with facts_of(self.community) as facts:
            facts.connection.register("found", found)
            facts.connection.register("held", held)
            self._by_ref.update(dict(facts.rows(_BY_REF, span)))
            self._telling.update(dict(facts.rows(_TELLING)))
            for ref, group, count in facts.rows(_BY_CONTENT, span):
                self._by_content[ref, group] += count

    def same(self, ref: str, messages: int) -> Same | None:
        """Return the existing group that the group ``ref`` of the file is, or seems to be."""
        if ref in self._groups:
            return Same(group_id=self._groups[ref], known=self._by_ref[ref], by_content=False)
        shares = {
            group: count / self._telling[ref]
            for (found, group), count in self._by_content.items()
            if found == ref and self._telling[ref]
        }
        best = max(shares, key=lambda group: shares[group], default=None)
        if best is None or shares[best] < _SAME_GROUP:
            return None
        return Same(group_id=best, known=round(shares[best] * messages), by_content=True)

    def seems_foreign(self, accounts: AbstractSet[str]) -> bool:
        """Return whether hardly anybody of a group is known in a community of some size."""
        if len(self._accounts) < _FOREIGN_MIN_KNOWN or len(accounts) < _FOREIGN_MIN_ACCOUNTS:
            return False
        return len(accounts & self._accounts) / len(accounts) < _FOREIGN_SHARE
