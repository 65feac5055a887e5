"""What the worker does for imports."""

from collections.abc import Sequence
from contextlib import suppress

from django.utils import timezone
from django_tasks import task

from weilu.community.models import Community
from weilu.connect.errors import UncertainEncoding
from weilu.ingest import handlers
from weilu.ingest.models import Import
from weilu.jobs.ticks import every


@task(long=True)
def survey_import(import_id: int) -> None:
    from weilu.ingest import services

    run = Import.objects.filter(pk=import_id, state=Import.State.SURVEYING).first()
    if run is not None:
        with suppress(UncertainEncoding):  # the page of the import asks
            services.survey(run)


@task(long=True)
def run_import(import_id: int) -> None:
    from weilu.ingest import services

    run = Import.objects.filter(pk=import_id, state=Import.State.RUNNING).first()
    if run is not None:
        services.run(run)


@task(long=True)
def measure_import(import_id: int) -> None:
    from weilu.ingest import services

    run = Import.objects.filter(pk=import_id, state=Import.State.MEASURING).first()
    if run is not None:
        services.measure(run)


@task(long=True)
def undo_import(import_id: int) -> None:
    from weilu.ingest import services

    run = Import.objects.filter(pk=import_id).first()
    if run is not None and run.state != Import.State.UNDONE:
        services.undo(run)


@task(long=True)
def move_clocks(community_id: int) -> None:
    """Publish other local days after the community's time zone changed, and measure by them."""
    from weilu.ingest import roster

    community = Community.objects.filter(pk=community_id).first()
    if community is not None:
        roster.publish_identities(community)
        handlers.tell(community, sorted(community.groups.values_list("pk", flat=True)))


def clocks_moved(community: Community) -> None:
    move_clocks.enqueue(community.pk)


@task(long=True)
def measure_groups(community_id: int, group_ids: list[int]) -> None:
    community = Community.objects.filter(pk=community_id).first()
    if community is not None:
        handlers.tell(community, group_ids)


@task(long=True)
def follow_people(community_id: int, group_ids: list[int]) -> None:
    """Bring the numbers in line with who is who after a merge or a split."""
    from weilu.ingest import roster

    community = Community.objects.filter(pk=community_id).first()
    if community is not None:
        roster.publish_identities(community)
        handlers.tell(community, group_ids)


@task(long=True)
def suggest_people(community_id: int) -> None:
    from weilu.ingest import suggesting

    community = Community.objects.filter(pk=community_id).first()
    if community is not None:
        suggesting.suggest(community)


@handlers.after_import
def suggest_after_import(community: Community, group_ids: Sequence[int]) -> None:
    """Look for accounts of one person once the numbers are up to date, by a job."""
    del group_ids  # a name may have a namesake in any group
    suggest_people.enqueue(community.pk)


@every("people.suggest", minutes=24 * 60, long=True)
def suggest_everywhere() -> int:
    """Look again everywhere: renamed accounts and live connections; return how many are open."""
    from weilu.ingest import suggesting

    return sum(suggesting.suggest(community) for community in Community.objects.order_by("pk"))


@every("warehouse.compact", minutes=60, long=True)
def compact_facts() -> int:
    """Carry out edits and deletions that are due, merge small files, keep the logs short."""
    from weilu.community.facts import warehouse

    done = warehouse().compact()
    warehouse().checkpoint()
    return done


@every("warehouse.vacuum", minutes=360, long=True)
def vacuum_facts() -> int:
    """Remove files that no reader can want any more."""
    from weilu.community.facts import warehouse

    return warehouse().vacuum(retention_hours=1)


@every("ingest.tidy_uploads", minutes=6 * 60)
def tidy_uploads() -> int:
    from weilu.ingest import uploads

    return uploads.tidy(timezone.now())
