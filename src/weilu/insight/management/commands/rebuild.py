"""Drop the derived tables and make them anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from weilu.community.models import Community
from weilu.insight.errors import NoSuchCommunity
from weilu.insight.services import rebuild
from weilu.insight.words import count_words


class Command(BaseCommand):
    help = (
        "Drop days, replies, starts, measures and words, and make them anew from the facts, which "
        "stay untouched. The rows come out the same."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("community", nargs="?", help="slug; default: all communities")

    def handle(self, *args: Any, **options: Any) -> None:
        communities = Community.objects.order_by("slug")
        if options["community"]:
            communities = communities.filter(slug=options["community"])
            if not communities.exists():
                raise NoSuchCommunity(community=options["community"])
        for community in communities:
            rebuild(community)
            count_words(community)
            self.stdout.write(f"{community.slug}: rebuilt.")
