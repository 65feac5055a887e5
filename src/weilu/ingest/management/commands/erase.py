"""Erase a person for good."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from weilu.community.models import Community
from weilu.ingest import erasure


class Command(BaseCommand):
    help = (
        "Erase PERSON (name, platform id or number) with all their accounts and messages. "
        "Cannot be undone; messages of others that speak of them stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="name, platform id, or number of the person")
        parser.add_argument("--community", required=True, metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, person: str, **options: Any) -> None:
        community = Community.objects.filter(slug=options["community"]).first()
        if community is None:
            raise CommandError(
                f"There is no community {options['community']}. List them with: weilu groups"
            )
        done = erasure.erase(erasure.find_person(community, person))
        if options["json"]:
            self.stdout.write(json.dumps({"accounts": done.accounts, "facts": done.facts}))
        else:
            self.stdout.write(
                f"Erased: {done.accounts} accounts and {done.facts:,} of their facts."
            )
