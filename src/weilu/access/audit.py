"""Who changed what, and when (操作记录). Every entry belongs to one community, or to an operator.

A model is followed by ``follow`` in an ``AppConfig.ready``; what is no change of a row (a
sign-in, an export, an erasure) is written by ``record``. Rows that an import writes in bulk
send no signal, so they leave no entries: the import itself is the entry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditlog.models import LogEntryManager
from django.db import models

if TYPE_CHECKING:
    from weilu.access.models import AuditEntry, Operator


@dataclass(frozen=True, slots=True)
class Followed:
    """What of a model is written down, and where a row says to which community it belongs."""

    community: str
    actions: frozenset[int]


_followed: dict[type[models.Model], Followed] = {}
_CREATE, _UPDATE, _DELETE = 0, 1, 2  # auditlog's numbers; its class is not loaded yet here


class AuditManager(LogEntryManager):  # type: ignore[misc]  # auditlog is untyped
    """Notes beside each change the community it belongs to; drops what is not followed."""

    def log_create(self, instance: models.Model, force_log: bool = False, **kwargs: Any) -> Any:
        followed = _followed.get(type(instance))
        if not force_log and (followed is None or kwargs["action"] not in followed.actions):
            return None
        kwargs.setdefault("community_id", community_of(instance))
        return super().log_create(instance, force_log=force_log, **kwargs)


def follow(
    model: type[models.Model],
    *,
    fields: Iterable[str],
    community: str = "community_id",
    created: bool = True,
    changed: bool = True,
    deleted: bool = True,
) -> None:
    """Write an entry whenever one of ``fields`` of a row of ``model`` changes.

    ``community`` names the attribute of a row that holds the id of its community.
    """
    from auditlog.registry import auditlog

    wanted = {_CREATE: created, _UPDATE: changed, _DELETE: deleted}
    _followed[model] = Followed(community, frozenset(a for a, yes in wanted.items() if yes))
    auditlog.register(model, include_fields=[*fields])


def community_of(instance: models.Model) -> int | None:
    followed = _followed.get(type(instance))
    return getattr(instance, followed.community, None) if followed else None


def record(
    act: str,
    *,
    subject: models.Model,
    actor: "Operator | None",
    community_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> "AuditEntry":
    """Write an entry for something that is no change of a row.

    ``facts`` must not hold the name of a member: ids only, so that nothing is left to erase.
    """
    from weilu.access.models import AuditEntry

    entry: AuditEntry = AuditEntry.objects.log_create(
        subject,
        force_log=True,
        action=AuditEntry.Action.ACCESS,
        act=act,
        actor=actor,
        actor_email=actor.email if actor else None,
        community_id=community_id if community_id is not None else community_of(subject),
        additional_data=dict(facts or {}),
    )
    return entry


def forget(model: type[models.Model], ids: Iterable[int]) -> int:
    """Take names and values out of the entries about these rows; that something happened stays.

    Returns how many entries were changed.
    """
    from django.contrib.contenttypes.models import ContentType

    from weilu.access.models import AuditEntry

    entries = AuditEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=list(ids)
    )
    changed: int = entries.update(
        object_repr="", changes=None, changes_text="", serialized_data=None, additional_data=None
    )
    return changed
