"""Lines that could not be read: kept with their reason, to be looked at and downloaded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from weilu.connect.batches import Unreadable, UnreadableReason
from weilu.ingest.bulk import insert_rows
from weilu.ingest.models import Import, UnreadableLine
from weilu.kernel.text import storable

#: More lines than this are counted, not kept: nobody reads a list of millions.
_KEPT = 100_000

REASONS = {
    UnreadableReason.BROKEN: _("The line is damaged."),
    UnreadableReason.CUT_SHORT: _("The file ends in the middle of it."),
    UnreadableReason.NO_TIME: _("The time is missing or written in an unknown way."),
    UnreadableReason.NO_AUTHOR: _("Nobody is named as its author."),
    UnreadableReason.BAD_BYTES: _("Bytes that are no text."),
    UnreadableReason.TOO_LONG: _("Longer than any message can be."),
    UnreadableReason.UNKNOWN_KIND: _("A kind of entry that Weilu does not know."),
    UnreadableReason.SAME_ID: _(
        "Its id is that of an earlier message with other words, which counts."
    ),
}


@dataclass(slots=True)
class Lines:
    """Lines that could not be read: all counted, the first of them kept."""

    count: int = 0
    by_reason: Counter[str] = field(default_factory=Counter)
    kept: list[Unreadable] = field(default_factory=list)

    def add(self, found: Sequence[Unreadable]) -> None:
        self.count += len(found)
        self.by_reason.update(str(line.reason) for line in found)
        self.kept += found[: max(0, _KEPT - len(self.kept))]

    def keep(self, run: Import) -> None:
        """Store them with an import that has none yet; the caller saves the counts."""
        run.unreadable_by_reason = dict(self.by_reason)
        _insert(run, self.kept)


def keep_lines(run: Import, found: Sequence[Unreadable]) -> None:
    """Add to the list of an import; the caller saves the counts by reason."""
    reasons = Counter(run.unreadable_by_reason)
    reasons.update(str(line.reason) for line in found)
    run.unreadable_by_reason = dict(reasons)
    _insert(run, found[: max(0, _KEPT - (run.unreadable - len(found)))])


def _insert(run: Import, found: Sequence[Unreadable]) -> None:
    insert_rows(
        UnreadableLine,
        ["run_id", "place", "reason", "excerpt"],
        [
            (run.pk, storable(line.place, 200), str(line.reason)[:20], storable(line.excerpt, 200))
            for line in found
        ],
    )
