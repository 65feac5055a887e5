"""A run: the batches of a file into the operational database and the warehouse.

For each batch: groups, accounts and lists of members in one transaction, then the facts, then
the checkpoint. A crash in between repeats the batch: accounts are found again, facts are
stored once for each (stream, sequence), counters are saved together with the checkpoint.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow.compute as pc
from django.db import transaction

from weilu.community.facts import warehouse
from weilu.community.models import Community
from weilu.connect.batches import Batch, Clock
from weilu.connect.importers import Importer, Reading
from weilu.connect.sources import Source
from weilu.ingest.bulk import insert_rows
from weilu.ingest.fitting import fit
from weilu.ingest.identities import Identities
from weilu.ingest.lines import keep_lines
from weilu.ingest.matching import Matcher
from weilu.ingest.models import Import, ImportedGroup, ListedMember
from weilu.ingest.rows import Names, Origin, Rows, chosen, in_utc, references, rows
from weilu.ingest.targets import Targets
from weilu.jobs.running import ensure_held
from weilu.kernel.failpoints import failpoint

Progress = Callable[[Import], None]

_CHECKPOINT = [
    "batches_done",
    "bytes_read",
    "records",
    "found_messages",
    "messages",
    "people",
    "unreadable",
    "unreadable_by_reason",
    "first_us",
    "last_us",
    "seconds",
]


class Paused(Exception):
    """Somebody asked the run to stop; the batch before is safely stored."""


@dataclass(slots=True)
class Runner:
    """One import being run by this process."""

    run: Import
    importer: Importer
    clock: Clock
    progress: Progress | None = None
    people: set[int] = field(init=False, default_factory=set)
    targets: Targets = field(init=False)
    _identities: Identities = field(init=False)
    _matcher: Matcher = field(init=False)
    _origin: Origin = field(init=False)
    _counts: dict[int, tuple[int, int, int]] = field(init=False, default_factory=dict)
    _listed: set[tuple[int, int]] = field(init=False, default_factory=set)
    _started: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        run = self.run
        self.targets = Targets(run)
        self._identities = Identities(run.community, run.platform, run.pk)
        self._matcher = Matcher(run, self.targets)
        self._listed = set(run.listed.values_list("group_id", "account_id"))
        self._origin = Origin(
            community_id=run.community_id,
            import_id=run.pk,
            source=run.importer,
            clock=self.clock,
            timezone=run.timezone or run.community.timezone,
        )

    def read(self, source: Source) -> None:
        """Read the file from its beginning; what is stored already is only counted.

        Raises Paused when the state of the import is no longer RUNNING.
        """
        self._started = time.monotonic() - self.run.seconds
        reading = Reading(group_name=self.run.group_name or self.run.suggested_name)
        for sequence, batch in enumerate(self.importer.read(source, reading)):
            self._bring_in(fit(batch), sequence)
            del batch  # or two batches would be in memory while the next one is read
            if self.progress:
                self.progress(self.run)
        self._save_groups()

    def _bring_in(self, batch: Batch, sequence: int) -> None:
        is_stored = sequence < self.run.batches_done
        ours = self._identified(batch)
        ours = self._matcher.renamed(in_utc(ours, self._origin), self._identities)
        names = Names(groups=self.targets.ids, accounts=self._identities.ids)
        found = rows(ours, names, self._origin)
        self._count(found)
        if not is_stored:
            failpoint("import.before_facts")
            added = self._store(found, sequence)
            failpoint("import.before_checkpoint")
            self._checkpoint(batch, found, sequence, added)
            failpoint("import.after_checkpoint")

    def _identified(self, batch: Batch) -> Batch:
        """Make the groups and accounts that the batch needs; return its chosen part."""
        with transaction.atomic():
            Community.objects.select_for_update().get(pk=self.run.community_id)
            self.targets.meet(batch.groups)
            groups = self.targets.ids
            ours = chosen(batch, groups)
            listed = [each for each in batch.memberships if each.group_ref in groups]
            self._identities.hear(batch.accounts)
            refs = dict.fromkeys(references(ours)) | dict.fromkeys(m.author_ref for m in listed)
            self._identities.ensure([ref for ref in refs if ref])
            new = []
            for each in listed:
                pair = (groups[each.group_ref], self._identities.ids[each.author_ref])
                self.people.add(pair[1])
                if pair not in self._listed:
                    self._listed.add(pair)
                    new.append((self.run.pk, *pair, each.role[:8]))
            insert_rows(ListedMember, ["run_id", "group_id", "account_id", "role"], new)
        return ours

    def _count(self, found: Rows) -> None:
        for table in (found.messages, found.reactions, found.moves):
            self.people.update(pc.unique(table["account_id"]).to_pylist())
        spans = found.messages.group_by("group_id").aggregate(
            [("sent_us", "count"), ("sent_us", "min"), ("sent_us", "max")]
        )
        for row in spans.to_pylist():
            group = row["group_id"]
            count, first, last = self._counts.get(
                group, (0, row["sent_us_min"], row["sent_us_max"])
            )
            self._counts[group] = (
                count + row["sent_us_count"],
                min(first, row["sent_us_min"]),
                max(last, row["sent_us_max"]),
            )

    def _store(self, found: Rows, sequence: int) -> int:
        """Hand the facts to the warehouse; return how many messages were new to it."""
        stream, store = f"import:{self.run.pk}", warehouse()
        added = 0
        if found.messages.num_rows:
            added = store.append("messages", found.messages, stream=stream, sequence=sequence)
        if found.reactions.num_rows:
            store.append("reactions", found.reactions, stream=stream, sequence=sequence)
        if found.moves.num_rows:
            store.append("moves", found.moves, stream=stream, sequence=sequence)
        return added

    def _checkpoint(self, batch: Batch, found: Rows, sequence: int, added: int) -> None:
        run = self.run
        run.batches_done = sequence + 1
        run.bytes_read = max(run.bytes_read, batch.bytes_read)
        run.records += batch.records
        run.found_messages += found.messages.num_rows
        run.messages += added  # a first count; the facts themselves are counted at the end
        run.people = len(self.people - {None, 0})
        run.unreadable += len(batch.unreadable)
        spans = self._counts.values()
        run.first_us = min((first for _, first, _ in spans), default=None)
        run.last_us = max((last for *_, last in spans), default=None)
        run.seconds = time.monotonic() - self._started
        with transaction.atomic():
            ensure_held()
            keep_lines(run, batch.unreadable)
            run.save(update_fields=_CHECKPOINT)
            goes_on = Import.objects.filter(pk=run.pk, state=Import.State.RUNNING).exists()
        if not goes_on:
            raise Paused

    def _save_groups(self) -> None:
        by_target: dict[int, list[ImportedGroup]] = {}
        for found in self.targets.by_ref.values():
            if found.is_chosen and found.target_id is not None:
                by_target.setdefault(found.target_id, []).append(found)
        for target, groups in by_target.items():
            if target in self._counts and len(groups) == 1:
                found = groups[0]
                found.messages, found.first_us, found.last_us = self._counts[target]
                found.save(update_fields=["messages", "first_us", "last_us"])
