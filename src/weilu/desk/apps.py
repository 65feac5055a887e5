from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "weilu.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from weilu.community.permissions import Permission  # models must be loaded
        from weilu.desk.shell import as_of, group_count, people_count
        from weilu.ui import registry

        registry.register_page(
            key="groups",
            title=_("Groups"),
            icon="users-group",
            url_name="desk:overview",
            permission=Permission.VIEW,
            order=30,
            count=group_count,
            letter="g",
        )
        registry.register_page(
            key="people",
            title=_("People"),
            icon="users",
            url_name="desk:people",
            permission=Permission.VIEW,
            order=40,
            count=people_count,
            letter="p",
        )
        registry.register_page(
            key="messages",
            title=_("Messages"),
            icon="messages",
            url_name="desk:messages",
            permission=Permission.VIEW,
            order=45,
            letter="m",
        )
        registry.register_page(
            key="report",
            title=_("Weekly report"),
            icon="report",
            url_name="desk:report",
            permission=Permission.VIEW,
            order=80,
            letter="r",
        )
        registry.register_search("desk:messages")
        registry.register_as_of(as_of)
