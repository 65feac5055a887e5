"""Accounts of one person: list what may be, merge, split, refuse."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from weilu.community.models import Community, Suggestion
from weilu.ingest import merging, suggesting
from weilu.ingest.erasure import find_person
from weilu.kernel.text import whole_number


class Command(BaseCommand):
    help = (
        "List accounts that may be one person, or: merge SOURCE TARGET (names, platform ids or "
        "numbers), split MERGE, refuse SUGGESTION. A merge can be taken back at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "act", nargs="?", default="list", choices=["list", "merge", "split", "refuse"]
        )
        parser.add_argument("which", nargs="*", help="two people, a merge, or a suggestion")
        parser.add_argument("--community", required=True, metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, act: str, which: list[str], **options: Any) -> None:
        community = Community.objects.filter(slug=options["community"]).first()
        if community is None:
            raise CommandError(
                f"There is no community {options['community']}. List them with: weilu groups"
            )
        wanted = {"list": 0, "merge": 2, "split": 1, "refuse": 1}[act]
        if len(which) != wanted:
            raise CommandError(
                f"{act} wants {wanted} arguments, {len(which)} are given. See: weilu people --help"
            )
        told = getattr(self, f"_{act}")(community, *which)
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else _said(told))

    def _list(self, community: Community) -> dict[str, Any]:
        suggesting.suggest(community)
        open_ones = community.suggestions.filter(state=Suggestion.State.OPEN)
        standing = community.merges.filter(undone_at=None).select_related("source", "target")
        return {
            "suggestions": [
                {
                    "suggestion": each.pk,
                    "one": [each.one.person_id, each.one.platform, each.one.name],
                    "other": [each.other.person_id, each.other.platform, each.other.name],
                    "points": each.points,
                    "evidence": {code: points for code, points, _facts in each.evidence},
                }
                for each in open_ones.select_related("one", "other").order_by("-points", "pk")
            ],
            "merges": [
                {"merge": each.pk, "source": each.source.name, "target": each.target.name}
                for each in standing.order_by("pk")
            ],
        }

    def _merge(self, community: Community, source: str, target: str) -> dict[str, Any]:
        done = merging.merge(find_person(community, source), find_person(community, target))
        return {"merge": done.pk, "accounts": len(done.accounts)}

    def _split(self, community: Community, merge: str) -> dict[str, Any]:
        done = _one(community.merges.all(), merge, "merge")
        merging.split(done)
        return {"split": done.pk}

    def _refuse(self, community: Community, suggestion: str) -> dict[str, Any]:
        found = _one(community.suggestions.all(), suggestion, "suggestion")
        merging.refuse(found)
        return {"refused": found.pk}


def _one(found: Any, told: str, kind: str) -> Any:
    number = whole_number(told)
    one = None if number is None else found.filter(pk=number).first()
    if one is None:
        raise CommandError(f"There is no {kind} {told}. List them with: weilu people")
    return one


def _said(told: dict[str, Any]) -> str:
    if "suggestions" not in told:
        return ", ".join(f"{name}: {value}" for name, value in told.items())
    lines = [
        f"{each['suggestion']:>6}  {each['points']:>4}  {each['one'][2]} ({each['one'][1]}) = "
        f"{each['other'][2]} ({each['other'][1]})?  "
        + ", ".join(f"{code} {points:+d}" for code, points in each["evidence"].items())
        for each in told["suggestions"]
    ] or ["No two accounts look like one person."]
    lines += [
        f"merge {each['merge']}: {each['source']} is {each['target']}" for each in told["merges"]
    ]
    return "\n".join(lines)
