from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "weilu.site"
    label = "weilu_site"
