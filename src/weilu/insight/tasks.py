"""What the worker does for insight."""

from collections.abc import Sequence

from django_tasks import task

from weilu.community.models import Community
from weilu.ingest.handlers import after_import
from weilu.jobs.ticks import every


@after_import
def measure_after_import(community: Community, group_ids: Sequence[int]) -> None:
    """Bring the numbers up to date at once; the words, which take longer, by a job."""
    from weilu.insight.services import refresh

    del group_ids  # the marks know better what changed
    refresh(community)
    count_words_of.enqueue(community.pk)


@task(long=True)
def count_words_of(community_id: int) -> None:
    from weilu.insight.words import count_words

    community = Community.objects.filter(pk=community_id).first()
    if community is not None:
        count_words(community)


@every("insight.refresh", minutes=30, long=True)
def refresh_all() -> int:
    """Make good what an interrupted refresh left stale; return in how many communities."""
    from weilu.insight.services import refresh
    from weilu.insight.words import count_words

    stale = 0
    for community in Community.objects.order_by("pk"):
        stale += refresh(community)
        count_words(community)
    return stale
