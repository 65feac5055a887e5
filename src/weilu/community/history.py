"""The audit of one community, in words (操作记录)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weilu.access.models import AuditEntry, Operator
from weilu.community.models import Community

if TYPE_CHECKING:
    from django.db import models

PAGE = 50

#: What may be asked for, and which models and acts belong to it.
KINDS = {
    "team": gettext_lazy("Team"),
    "settings": gettext_lazy("Settings"),
    "people": gettext_lazy("People"),
    "imports": gettext_lazy("Imports and data"),
    "access": gettext_lazy("Sign-in"),
}
_MODELS = {
    "team": {"operatorrole", "invitation"},
    "settings": {"community", "group"},
    "people": {"person", "account"},
    "imports": {"import"},
    "access": {"operator"},
}

#: An act that changes no row, as a sentence about its subject.
ACTS = {
    "signed_in": gettext_lazy("signed in"),
    "sign_in_failed": gettext_lazy("Somebody entered a wrong password for %(subject)s"),
    "password_changed": gettext_lazy("set a new password"),
    "second_factor_on": gettext_lazy("switched the second factor on"),
    "second_factor_off": gettext_lazy("switched the second factor off"),
    "recovery_codes_renewed": gettext_lazy("made new recovery codes"),
    "joined_team": gettext_lazy("joined the team as %(kind)s"),
    "import_undone": gettext_lazy("undid the import %(subject)s"),
    "people_merged": gettext_lazy("merged two people into one (merge %(merge)s)"),
    "people_split": gettext_lazy("split two people again (merge %(merge)s)"),
    "suggestion_refused": gettext_lazy("said that two accounts are two people"),
    "person_erased": gettext_lazy("erased a person"),
    "exported": gettext_lazy("took rows out of Weilu"),
}
_CREATED, _UPDATED, _DELETED = (
    AuditEntry.Action.CREATE,
    AuditEntry.Action.UPDATE,
    AuditEntry.Action.DELETE,
)
_VERBS = {
    _CREATED: gettext_lazy("added %(thing)s %(subject)s"),
    _UPDATED: gettext_lazy("changed %(thing)s %(subject)s"),
    _DELETED: gettext_lazy("removed %(thing)s %(subject)s"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field, before and after; "" where there was nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry as it is read."""

    pk: int
    at: datetime
    who: str  # "" = Weilu itself or the command line
    what: str
    changes: Sequence[Change]


def entries(community: Community) -> "QuerySet[AuditEntry]":
    """Return what was done in ``community``, and the sign-ins of its present team."""
    team = community.roles.values("operator_id")
    own_doors = Q(content_type__model="operator", community_id=None, object_id__in=team)
    found: QuerySet[AuditEntry] = AuditEntry.objects.filter(
        Q(community_id=community.pk) | own_doors
    )
    return found.select_related("actor", "content_type").order_by("-pk")


def of_kind(found: "QuerySet[AuditEntry]", kind: str) -> "QuerySet[AuditEntry]":
    if kind not in _MODELS:
        return found
    acts = {
        "imports": ["exported", "person_erased", "import_undone"],
        "people": ["people_merged", "people_split", "suggestion_refused"],
    }.get(kind, [])
    return found.filter(Q(content_type__model__in=_MODELS[kind]) | Q(act__in=acts))


def lines(found: Iterable[AuditEntry]) -> list[Line]:
    return [_line(entry) for entry in found]


def _line(entry: AuditEntry) -> Line:
    return Line(
        pk=entry.pk,
        at=entry.timestamp,
        who=_who(entry),
        what=_what(entry),
        changes=_changes(entry) if entry.action == _UPDATED and not entry.act else (),
    )


def _who(entry: AuditEntry) -> str:
    actor: Operator | None = entry.actor
    return str(actor) if actor else (entry.actor_email or "")


def _what(entry: AuditEntry) -> str:
    subject = entry.object_repr or _("(erased)")
    model = _model(entry)
    facts: dict[str, Any] = {**(entry.additional_data or {}), "subject": subject}
    if "kind" in facts:
        facts["kind"] = _value(model, "kind", facts["kind"])
    if entry.act:
        sentence = ACTS.get(entry.act)
        return str(sentence) % facts if sentence else entry.act
    thing = str(entry.content_type.name)
    return str(_VERBS[entry.action]) % {"thing": thing, "subject": subject}


def _changes(entry: AuditEntry) -> list[Change]:
    model = _model(entry)
    return [
        Change(
            field=_name(model, field),
            before=_value(model, field, old),
            after=_value(model, field, new),
        )
        for field, (old, new) in (entry.changes or {}).items()
    ]


def _model(entry: AuditEntry) -> "type[models.Model] | None":
    try:
        return apps.get_model(entry.content_type.app_label, entry.content_type.model)
    except LookupError:
        return None


def _field(model: "type[models.Model] | None", name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None  # noqa: SLF001  # Django's public API
    except FieldDoesNotExist:
        return None


def _name(model: "type[models.Model] | None", field: str) -> str:
    return capfirst(str(getattr(_field(model, field), "verbose_name", field)))


def _value(model: "type[models.Model] | None", field: str, value: Any) -> str:
    text = str(value)
    if text == "None":
        return ""
    if text in {"True", "False"}:
        return _("yes") if text == "True" else _("no")
    known = dict(getattr(_field(model, field), "choices", None) or [])
    return str(known.get(text, text))
