import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from weilu.site.bytes_bar import bytes_bar
from weilu.site.restore import NoBackup, restore


class Command(BaseCommand):
    help = (
        "Put the backup in PATH into this WEILU_HOME, which must be empty. Stop Weilu first. "
        "People who were erased after the backup are erased again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="file that weilu backup has written")
        parser.add_argument(
            "--replace", action="store_true", help="delete what is here; cannot be undone"
        )
        parser.add_argument(
            "--erased", type=Path, metavar="FILE", help="erased.jsonl of the lost WEILU_HOME"
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        path = path.expanduser().absolute()
        if not path.is_file():
            raise NoBackup(path=path, reason=gettext("there is no such file"))
        visible = sys.stderr.isatty() and not options["json"]
        with bytes_bar(gettext("Restoring"), visible=visible) as advance:
            total = path.stat().st_size
            done = restore(
                path,
                replace=options["replace"],
                erased=options["erased"],
                advance=lambda place: advance(place, total),
            )
        told = {
            "made_at": done.made_at,
            "communities": done.communities,
            "messages": done.messages,
            "erased_again": done.erased_again,
        }
        if options["json"]:
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(
                gettext(
                    "Restored the backup of %(made_at)s: %(communities)d communities, "
                    "%(messages)d messages; %(erased_again)d people erased again."
                )
                % told
            )
