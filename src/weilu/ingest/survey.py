"""What a file holds, found out before anything is stored."""

import time
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from weilu.connect.batches import Batch, Clock, GroupSeen
from weilu.connect.errors import EmptyExport
from weilu.connect.importers import Importer, Reading
from weilu.connect.sources import Source
from weilu.ingest.fitting import fit
from weilu.ingest.lines import Lines
from weilu.ingest.models import Import, ImportedGroup
from weilu.ingest.overlap import Overlap
from weilu.ingest.targets import DATES, FOREIGN, doubt_about
from weilu.kernel.text import storable
from weilu.kernel.time import HOUR_US


@dataclass(slots=True, kw_only=True)
class Found:
    """A group in the file, counted while reading."""

    seen: GroupSeen
    messages: int = 0
    accounts: set[str] = field(default_factory=set)
    first_us: int | None = None
    last_us: int | None = None

    def add(self, messages: pa.Table) -> None:
        sent = messages["sent_us"]
        low, high = pc.min(sent).as_py(), pc.max(sent).as_py()
        self.messages += messages.num_rows
        self.accounts.update(pc.unique(messages["author_ref"]).to_pylist())
        self.first_us = low if self.first_us is None else min(low, self.first_us)
        self.last_us = high if self.last_us is None else max(high, self.last_us)


@dataclass(slots=True)
class Survey:
    """One reading of a file that only counts."""

    run: Import
    importer: Importer
    clock: Clock
    found: dict[str, Found] = field(init=False, default_factory=dict)
    hours: np.ndarray = field(init=False, default_factory=lambda: np.zeros(24, np.int64))
    lines: Lines = field(init=False, default_factory=Lines)
    records: int = field(init=False, default=0)
    overlap: Overlap = field(init=False)

    def read(self, source: Source) -> None:
        """Count, and keep what was found with the import. Raises EmptyExport."""
        began = time.monotonic()
        timezone = self.run.timezone or self.run.community.timezone
        self.overlap = Overlap(
            self.run.community, self.run.platform, timezone if self._is_local else ""
        )
        reading = Reading(group_name=self.run.group_name or self.run.suggested_name)
        for batch in self.importer.read(source, reading):
            self._add(fit(batch))
            done = max(self.run.bytes_read, batch.bytes_read)
            Import.objects.filter(pk=self.run.pk).update(bytes_read=done)
            self.run.bytes_read = done
        if not any(group.messages for group in self.found.values()):
            raise EmptyExport(file=self.run.file_name)
        self._save(time.monotonic() - began)

    @property
    def _is_local(self) -> bool:
        return self.clock == Clock.LOCAL

    def _add(self, batch: Batch) -> None:
        self.records += batch.records
        self.lines.add(batch.unreadable)
        for seen in batch.groups:
            self.found.setdefault(seen.ref, Found(seen=seen)).seen = seen
        messages = batch.messages
        if not messages.num_rows:
            return
        hours = messages["sent_us"].to_numpy() // HOUR_US % 24
        self.hours += np.bincount(hours, minlength=24)
        for ref in pc.unique(messages["group_ref"]).to_pylist():
            group = self.found.setdefault(ref, Found(seen=GroupSeen(ref=ref, name=ref)))
            group.add(messages.filter(pc.equal(messages["group_ref"], ref)))
        self.overlap.add(messages)

    def _save(self, seconds: float) -> None:
        run = self.run
        run.unreadable = self.lines.count
        run.records = self.records
        run.found_messages = sum(group.messages for group in self.found.values())
        run.people = len(set().union(*(group.accounts for group in self.found.values())))
        run.hours = self.hours.tolist() if self._is_local else []
        spans = [group for group in self.found.values() if group.messages]
        run.first_us = min(group.first_us for group in spans if group.first_us is not None)
        run.last_us = max(group.last_us for group in spans if group.last_us is not None)
        run.seconds = seconds
        run.state = Import.State.CHOOSING
        with transaction.atomic():
            run.lines.all().delete()
            run.groups.all().delete()
            self.lines.keep(run)
            run.save()
            ImportedGroup.objects.bulk_create(
                self._proposal(group) for group in self.found.values() if group.messages
            )

    def _proposal(self, group: Found) -> ImportedGroup:
        same = self.overlap.same(group.seen.ref, group.messages)
        doubt = doubt_about(group.seen, self.run.group_name)
        if not doubt and same is None and self.overlap.seems_foreign(group.accounts):
            doubt = FOREIGN
        return ImportedGroup(
            run=self.run,
            ref=group.seen.ref,
            name=storable(group.seen.name or group.seen.ref, 200),
            is_private=group.seen.is_private,
            is_chosen=not doubt,
            doubt=doubt or (DATES if group.seen.has_doubtful_dates else ""),
            target_id=None if same is None else same.group_id,
            is_matched=same is not None and same.by_content,
            known_messages=0 if same is None else same.known,
            messages=group.messages,
            accounts=len(group.accounts),
            first_us=group.first_us,
            last_us=group.last_us,
        )
