from importlib import import_module

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "weilu.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("weilu.insight.tasks")  # registers the tick and the handler of imports
