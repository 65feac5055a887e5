from collections.abc import Sequence
from datetime import datetime, timedelta

from weilu.jobs.errors import NoSuchJob
from weilu.jobs.models import Lease

#: Done work is kept for a week (what happened?), a tick's occurrence for two days: longer than
#: any clock is put back, so that no occurrence can come twice.
KEEP_JOBS = timedelta(days=7)
KEEP_TICKS = timedelta(days=2)


def retry(*, job: int, now: datetime) -> None:
    """Let a failed job be tried again from its first attempt."""
    changed = Lease.objects.filter(pk=job, state=Lease.State.FAILED).update(
        state=Lease.State.WAITING, due_at=now, attempts=0, finished_at=None
    )
    if not changed:
        raise NoSuchJob(job=job)


def forget_words(words: Sequence[str]) -> None:
    """Take the sentence of an error that holds one of ``words`` out of the job it ended."""
    for lease in Lease.objects.exclude(error=None):
        error = lease.error or {}
        if any(word in error.get("sentence", "") for word in words):
            kept = {key: value for key, value in error.items() if key != "sentence"}
            Lease.objects.filter(pk=lease.pk).update(error=kept)


def tidy(*, now: datetime) -> int:
    """Forget work that was done long ago; what failed stays until somebody has seen to it."""
    done = Lease.objects.filter(state=Lease.State.DONE)
    jobs, _ = done.filter(occurrence=None, finished_at__lt=now - KEEP_JOBS).delete()
    ticks, _ = (
        Lease.objects.exclude(occurrence=None)
        .exclude(state__in=[Lease.State.WAITING, Lease.State.RUNNING])
        .filter(finished_at__lt=now - KEEP_TICKS)
        .delete()
    )
    return jobs + ticks
