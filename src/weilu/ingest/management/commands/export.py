"""Take the facts of a community out of Weilu."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from weilu.community.models import Community
from weilu.ingest.export import export


class Command(BaseCommand):
    help = (
        "Write messages, reactions, joins and leaves of COMMUNITY to FILE (.parquet or .csv). "
        "Names are left out, texts too unless --with-text. Changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("community", help="its slug (see: weilu groups)")
        parser.add_argument("--to", required=True, type=Path, metavar="FILE")
        parser.add_argument("--group", default="", metavar="NAME", help="only this group")
        parser.add_argument("--with-text", action="store_true", help="what was said, too")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        community = Community.objects.filter(slug=options["community"]).first()
        if community is None:
            raise CommandError(
                f"There is no community {options['community']}. List them with: weilu groups"
            )
        groups = None
        if options["group"]:
            groups = list(community.groups.filter(name=options["group"]))
            if not groups:
                raise CommandError(
                    f"There is no group {options['group']}. List them with: weilu groups"
                )
        rows = export(community, options["to"], groups=groups, with_text=options["with_text"])
        if options["json"]:
            self.stdout.write(json.dumps({"rows": rows, "file": str(options["to"])}))
        else:
            self.stdout.write(f"{options['to']}: {rows:,} rows")
