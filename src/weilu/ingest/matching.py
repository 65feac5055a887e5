"""The same messages under other ids: known again by minute, words and author.

One exporter writes the platform's message ids, another none, a third its own. When a group of
a file goes into a group whose messages carry other ids, each message that is there already
takes the id it has there, so that the warehouse knows it as repeated.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from weilu.community.facts import facts_of
from weilu.community.models import Account
from weilu.connect.batches import Batch
from weilu.ingest.identities import Identities
from weilu.ingest.models import Import
from weilu.ingest.targets import Targets

_MINUTE_US = 60_000_000

#: Words this long tell a message without its author, whose name differs between exporters.
_TELLING_LENGTH = 6

_HELD = """
    SELECT message_ref, sent_us, account_id, kind, text FROM messages
    WHERE group_id = $group AND import_id IS DISTINCT FROM $run
    ORDER BY sent_us, message_ref
"""


def content_key(sent_us: int, author: str, kind: str, text: str | None) -> int:
    """Return what a message is known by, apart from its id."""
    words = (text or "").strip()
    who = "" if len(words) >= _TELLING_LENGTH else author.strip().casefold()
    return hash((sent_us // _MINUTE_US, who, words or kind))


@dataclass(slots=True)
class Matcher:
    """Renames the messages of a file that are held under another id."""

    run: Import
    targets: Targets
    _held: dict[str, dict[int, deque[str]]] = field(init=False, default_factory=dict)
    _names: dict[tuple[str, str], str] = field(init=False, default_factory=dict)

    def renamed(self, batch: Batch, identities: Identities) -> Batch:
        """Return the batch with the ids under which its messages are held."""
        refs = [ref for ref, found in self.targets.by_ref.items() if found.is_matched]
        refs = [ref for ref in refs if ref in self.targets.ids]
        if not refs:
            return batch
        wanted = pa.array(refs, pa.string())
        ours = batch.messages.filter(pc.is_in(batch.messages["group_ref"], value_set=wanted))
        self._match(ours, identities)
        for table, columns in (
            ("messages", ("message_ref", "reply_to_ref", "thread_ref")),
            ("reactions", ("message_ref",)),
        ):
            found = getattr(batch, table)
            for column in columns:
                values = self._translated(found["group_ref"], found[column])
                place = found.schema.get_field_index(column)
                found = found.set_column(place, found.schema.field(place), values)
            setattr(batch, table, found)
        return batch

    def _match(self, messages: pa.Table, identities: Identities) -> None:
        columns = ("group_ref", "message_ref", "author_ref", "kind", "sent_us", "text")
        for group, ref, author, kind, us, text in zip(
            *(messages[name].to_pylist() for name in columns), strict=True
        ):
            if group not in self._held:
                self._held[group] = self._index(self.targets.ids[group])
            waiting = self._held[group].get(content_key(us, identities.name_of(author), kind, text))
            if waiting:
                self._names[group, ref] = waiting.popleft()

    def _index(self, group_id: int) -> dict[int, deque[str]]:
        names = dict(Account.objects.filter(community=self.run.community).values_list("pk", "name"))
        index: dict[int, deque[str]] = defaultdict(deque)
        with facts_of(self.run.community) as facts:
            held = facts.rows(_HELD, {"group": group_id, "run": self.run.pk})
        for ref, us, account, kind, text in held:
            index[content_key(us, names.get(account, ""), kind, text)].append(ref)
        return index

    def _translated(self, groups: pa.ChunkedArray, refs: pa.ChunkedArray) -> pa.Array:
        pairs: Iterable[tuple[str, str]] = zip(groups.to_pylist(), refs.to_pylist(), strict=True)
        return pa.array([self._names.get(pair, pair[1]) for pair in pairs], pa.string())
