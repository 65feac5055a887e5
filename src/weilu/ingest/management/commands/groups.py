"""List communities and their groups."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count, Q

from weilu.community.models import Community, Group


class Command(BaseCommand):
    help = "List the communities and their groups. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--community", default="", metavar="SLUG", help="only this one")
        parser.add_argument("--json", action="store_true", help="print the list as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        communities = Community.objects.order_by("slug")
        if options["community"]:
            communities = communities.filter(slug=options["community"])
            if not communities.exists():
                raise CommandError(
                    f"There is no community {options['community']}. List them with: weilu groups"
                )
        found: list[dict[str, Any]] = [
            {
                "community": community.slug,
                "groups": [_told(group) for group in _groups(community)],
            }
            for community in communities
        ]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        if not found:
            self.stdout.write("No community yet. Begin with: weilu import PATH --community SLUG")
        for each in found:
            self.stdout.write(each["community"])
            for group in each["groups"]:
                self.stdout.write(
                    f"  {group['id']:>6}  {group['members']:>7,}  {group['platform']:<10}"
                    f"  {group['name']}"
                )


def _groups(community: Community) -> Any:
    return (
        Group.objects.filter(community=community)
        .annotate(members=Count("memberships", filter=Q(memberships__left_at=None)))
        .order_by("pk")
    )


def _told(group: Any) -> dict[str, Any]:
    return {
        "id": group.pk,
        "platform": group.platform,
        "ref": group.ref,
        "name": group.name,
        "members": group.members,
        "timezone": group.zone_name,
    }
