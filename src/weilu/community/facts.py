"""The installation's warehouse, opened from the settings: one per process."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from weilu.community.models import Community

if TYPE_CHECKING:
    from weilu.warehouse.reader import Reader
    from weilu.warehouse.store import Warehouse


@cache
def warehouse() -> "Warehouse":
    from weilu.warehouse.store import Warehouse  # costs 0.3 s; most commands need none

    return Warehouse(settings.WAREHOUSE_ROOT, memory_mb=settings.WAREHOUSE_MEMORY_MB)


@contextmanager
def facts_of(community: Community) -> Iterator["Reader"]:
    """Open the facts of one community for reading."""
    with warehouse().reader(community.pk) as reader:
        yield reader
