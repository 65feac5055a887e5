from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "weilu.access"
    label = "access"
    verbose_name = _("Access")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa import signals

        from weilu.ui.registry import register_account_link

        register_account_link(_("My settings"), "access:profile")
        # allauth tells of a changed second factor by these only.
        signals.authenticator_added.connect(_note("second_factor_on"), weak=False)
        signals.authenticator_removed.connect(_note("second_factor_off"), weak=False)
        signals.authenticator_reset.connect(_note("recovery_codes_renewed"), weak=False)


def _note(act: str) -> Any:
    def note(user: Any, authenticator: Any, **_options: Any) -> None:
        from weilu.access import audit

        kind = str(authenticator.type)
        if act == "recovery_codes_renewed" or kind == "totp":
            audit.record(act, subject=user, actor=user)

    return note
