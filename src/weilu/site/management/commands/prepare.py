from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from weilu.site import static_files
from weilu.site.home import Home


class Command(BaseCommand):
    help = "Make the database and gather the files of the pages (serve does it by itself)."

    def handle(self, *args: Any, **options: Any) -> None:
        # The database is made before any command runs.
        static_files.gather(Home(settings.WEILU_HOME))
