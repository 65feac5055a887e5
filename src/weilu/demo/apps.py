from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "weilu.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from weilu.community import clock
        from weilu.community.permissions import Permission  # models must be loaded
        from weilu.demo.gloss import english, switch
        from weilu.demo.simulator.moments import AS_OF
        from weilu.demo.tour import card
        from weilu.ui import registry

        clock.register(lambda community: AS_OF if community.is_demo else None)
        registry.register_gloss(english)  # type: ignore[arg-type]  # of a community
        registry.register_note("demo/_gloss.html", switch)  # type: ignore[arg-type]  # as above
        registry.register_note("demo/_tour.html", card)  # type: ignore[arg-type]  # of a community
        registry.register_settings_page(
            key="demo",
            title=_("Demo"),
            url_name="demo:settings",
            permission=Permission.VIEW,
            order=100,
            when=lambda community: community.is_demo,
        )
