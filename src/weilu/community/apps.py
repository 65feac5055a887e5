from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "weilu.community"
    label = "community"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from weilu.community.permissions import Permission
        from weilu.community.places import places, stopped_clock
        from weilu.ui.registry import register_clock, register_places, register_settings_page

        register_places(places)
        register_clock(stopped_clock)
        register_settings_page(
            key="community",
            title=_("Community"),
            url_name="community:settings",
            permission=Permission.MANAGE,
            order=10,
        )
        register_settings_page(
            key="team",
            title=_("Team"),
            url_name="community:team",
            permission=Permission.VIEW,
            order=20,
        )
        register_settings_page(
            key="audit",
            title=_("Audit"),
            url_name="community:audit",
            permission=Permission.MANAGE,
            order=90,
        )
        _follow_changes()


def _follow_changes() -> None:
    """Say what of a community is written into its audit.

    People and accounts: changes by hand only. What an import makes in bulk is the import's entry.
    """
    from weilu.access.audit import follow
    from weilu.community.models import (
        Account,
        Community,
        Group,
        Invitation,
        OperatorRole,
        Person,
    )

    follow(Community, fields=["name", "timezone"], community="pk")
    follow(OperatorRole, fields=["kind"], created=False)
    follow(Invitation, fields=["email", "kind"], changed=False)
    follow(Group, fields=["name", "timezone", "is_staff_room"], created=False)
    follow(Person, fields=["name", "is_staff"], created=False, deleted=False)
    follow(Account, fields=["person", "is_bot"], created=False, deleted=False)
