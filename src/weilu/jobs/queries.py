from django.db.models import Count, QuerySet

from weilu.jobs.models import Lease


def counts() -> dict[str, int]:
    """Return how many jobs and ticks stand in each state, all states named."""
    found = dict(Lease.objects.values_list("state").annotate(Count("pk")))
    return {state.value: found.get(state.value, 0) for state in Lease.State}


def failed() -> QuerySet[Lease]:
    """Return the jobs that were given up, the newest first."""
    return Lease.objects.filter(state=Lease.State.FAILED).order_by("-finished_at")
