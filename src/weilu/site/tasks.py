"""Recurring care for the installation as a whole."""

from importlib import import_module

from django.conf import settings

from weilu.jobs.ticks import every


@every("warehouse.tend", minutes=60, long=True)
def tend_the_warehouse() -> int:
    """Merge small files, sum up the logs, remove what no reader can want; return files removed."""
    from weilu.community.facts import warehouse

    record = warehouse()
    record.compact()
    record.checkpoint()
    return record.vacuum()


@every("site.forget_sessions", minutes=24 * 60)
def forget_ended_sessions() -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
