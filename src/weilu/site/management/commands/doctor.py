import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from weilu.site.doctor import State, examine, examine_warehouse

MARKS = {State.GOOD: "✓", State.NOTE: "!", State.BAD: "✗"}


class Command(BaseCommand):
    help = "Explain what is wrong with this installation and what to do. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--warehouse", action="store_true", help="read the whole record of facts too (slow)"
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = [*examine(), *(examine_warehouse() if options["warehouse"] else ())]
        is_well = all(finding.state is not State.BAD for finding in findings)
        if options["json"]:
            told = [finding.told() for finding in findings]
            self.stdout.write(json.dumps({"well": is_well, "findings": told}, ensure_ascii=False))
        else:
            for finding in findings:
                told = finding.told()
                self.stdout.write(f"{MARKS[finding.state]} {told['topic']:<11}{told['sentence']}")
                if told["remedy"]:
                    self.stdout.write(f"  {'':<11}→ {told['remedy']}")
        if not is_well:
            raise CommandError("Something here needs a person.")
