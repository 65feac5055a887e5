"""Fill in the invented book club."""

import sys
from argparse import ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from weilu.demo import services
from weilu.demo.simulator.moments import AS_OF, WEEKS
from weilu.demo.simulator.scale import GROUPS, PEOPLE, Scale


class Command(BaseCommand):
    help = (
        "Fill in the invented community 慢页书友会: about 265,000 messages of eight groups over "
        "78 weeks, ending on 2026-11-20 at 12:20. A second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=7, help="another story (default 7)")
        parser.add_argument(
            "--as-of",
            type=_moment,
            default=AS_OF,
            help=f"the minute at which the story ends; it is told for {AS_OF} only",
        )
        parser.add_argument("--groups", type=_positive, default=GROUPS, help="more for load tests")
        parser.add_argument("--people", type=_positive, default=PEOPLE, help="ever, in all groups")
        parser.add_argument("--weeks", type=_positive, default=WEEKS, help="only the last of them")
        parser.add_argument(
            "--if-missing", action="store_true", help="say nothing when it is there already"
        )

    def handle(self, *args: Any, seed: int, if_missing: bool, **options: Any) -> None:
        if if_missing and services.is_filled():
            return
        scale = Scale(
            groups=options["groups"], people=options["people"], weeks=min(options["weeks"], WEEKS)
        )
        filled = services.fill(seed=seed, scale=scale, tell=self._step)
        facts = {
            "community": filled.community.name,
            "messages": f"{filled.messages:,}",
            "people": filled.people,
        }
        if filled.is_new:
            text = _("%(community)s is filled in: %(messages)s messages of %(people)d people.")
        else:
            text = _("%(community)s is there already: %(messages)s messages of %(people)d people.")
        self.stdout.write(text % facts)

    def _step(self, step: str) -> None:
        steps = {
            "writing": _("Writing the story of the book club …"),
            "importing": _("Importing its groups …"),
            "measuring": _("Measuring …"),
        }
        if sys.stderr.isatty():
            self.stderr.write(steps[step])


def _moment(text: str) -> datetime:
    """Read the end of the story: its festivals, weekdays and causes hold for one date only."""
    moment = datetime.fromisoformat(text)
    if moment != AS_OF:
        raise ArgumentTypeError(_("The story of this version ends at %s.") % AS_OF.isoformat())
    return moment


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(_("A number from 1 on is needed."))
    return number
