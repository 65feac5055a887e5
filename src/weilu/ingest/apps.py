from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IngestConfig(AppConfig):
    name = "weilu.ingest"
    label = "ingest"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from weilu.access.audit import follow
        from weilu.community.handlers import after_zone_change
        from weilu.community.permissions import Permission
        from weilu.ingest.models import Import
        from weilu.ingest.tasks import clocks_moved
        from weilu.ui.registry import register_settings_page

        register_settings_page(
            key="import",
            title=_("Import"),
            url_name="ingest:import",
            permission=Permission.EDIT,
            order=30,
        )
        after_zone_change(clocks_moved)
        follow(Import, fields=["file_name", "importer"], changed=False)
