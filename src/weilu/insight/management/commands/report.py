"""Print what is measured of a community and its groups."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from weilu.community.models import Community
from weilu.insight.errors import NoSuchCommunity
from weilu.insight.report import report


class Command(BaseCommand):
    help = "Print every metric of a community and its groups. Measures first what is stale."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("community", help="slug of the community (see: weilu groups)")
        parser.add_argument("--group", metavar="NAME", help="only this group (name or number)")
        parser.add_argument(
            "--as-of", metavar="DATE", help="local day, 2026-11-20; default: the newest message's"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        community = Community.objects.filter(slug=options["community"]).first()
        if community is None:
            raise NoSuchCommunity(community=options["community"])
        found = report(community, group=options["group"], as_of=_day(options["as_of"]))
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            _show(found)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is no date; write it as 2026-11-20.") from error


def _show(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    places = [(found["community"]["name"], found["community"]["metrics"])]
    places += [(each["group"], each["metrics"]) for each in found["groups"]]
    for name, metrics in places:
        table = Table(title=f"{name} · {found['as_of']}", title_justify="left")
        for column in ("metric", "value", "95 % interval", "n", "unit"):
            table.add_column(column, justify="left" if column in {"metric", "unit"} else "right")
        for metric, one in metrics.items():
            table.add_row(
                metric, _figure(one["value"]), _interval(one), f"{one['n']:,}", one["unit"]
            )
        console.print(table)


def _figure(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,.0f}" if value == int(value) and abs(value) >= 2 else f"{value:,.3f}"


def _interval(one: dict[str, Any]) -> str:
    if one["low"] is None or one["high"] is None:
        return ""
    return f"{_figure(one['low'])} – {_figure(one['high'])}"
