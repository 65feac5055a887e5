import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from weilu.site.backup import back_up
from weilu.site.bytes_bar import bytes_bar


class Command(BaseCommand):
    help = (
        "Write everything (database, warehouse, uploads, key) of one moment into one file, while "
        "Weilu runs. Guard it like the data itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", nargs="?", type=Path, default=Path(), help="file or folder (default: here)"
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        visible = sys.stderr.isatty() and not options["json"]
        with bytes_bar(gettext("Backing up"), visible=visible) as advance:
            done = back_up(path.expanduser().absolute(), advance=advance)
        if options["json"]:
            told = {"path": str(done.path), "bytes": done.size, "messages": done.facts}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(
                gettext("%(path)s: %(megabytes).1f MB, %(messages)d messages.")
                % {"path": done.path, "megabytes": done.size / 1e6, "messages": done.facts}
            )
