import json
import platform
import sqlite3
from typing import Any

import django
from django.core.management.base import BaseCommand, CommandParser

from weilu import __version__


class Command(BaseCommand):
    help = "Say which Weilu this is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="with what it stands on, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["json"]:
            self.stdout.write(f"weilu {__version__}")
            return
        found = {
            "weilu": __version__,
            "python": platform.python_version(),
            "django": django.__version__,
            "sqlite": sqlite3.sqlite_version,
        }
        self.stdout.write(json.dumps(found))
