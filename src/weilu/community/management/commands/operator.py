import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from weilu.access.models import Operator
from weilu.access.services import add_operator, operator_by_email, sign_in_link
from weilu.community.models import OperatorRole
from weilu.community.services import adopt_ownerless, community_by_slug, give_role


class Command(BaseCommand):
    help = "Add operators, give them roles, let them in by a one-time link. Sends no mail."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(
            dest="act", required=True, parser_class=argparse.ArgumentParser
        )
        add = acts.add_parser("add", help="add an operator, who has no role anywhere yet")
        add.add_argument("email")
        add.add_argument("--name", default="", help="how the team sees them")
        add.add_argument(
            "--runs-installation",
            action="store_true",
            help="may create communities; becomes owner of those that have none",
        )
        link = acts.add_parser("link", help="print a link that signs in once, within 15 minutes")
        link.add_argument("email")
        role = acts.add_parser("role", help="give a role in a community")
        role.add_argument("email")
        role.add_argument("community", help="its short name (see: weilu operator list)")
        role.add_argument("role", choices=OperatorRole.Kind.values)
        listing = acts.add_parser("list", help="say who may do what")
        listing.add_argument("--json", action="store_true")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        {"add": self._add, "link": self._link, "role": self._role, "list": self._list}[act](options)

    def _add(self, options: dict[str, Any]) -> None:
        operator = add_operator(
            email=options["email"],
            name=options["name"],
            runs_installation=options["runs_installation"],
        )
        adopted = adopt_ownerless(operator) if operator.runs_installation else 0
        owner_of = f", owner of {adopted} communities that had none" if adopted else ""
        self.stdout.write(f"Added {operator.email}{owner_of}.")
        self.stdout.write(f"Let them in with: weilu operator link {operator.email}")

    def _link(self, options: dict[str, Any]) -> None:
        self.stdout.write(sign_in_link(operator_by_email(options["email"])))

    def _role(self, options: dict[str, Any]) -> None:
        operator = operator_by_email(options["email"])
        community = community_by_slug(options["community"])
        role = give_role(community=community, operator=operator, kind=options["role"])
        self.stdout.write(f"{operator.email} is {role.kind} of {community.slug}.")

    def _list(self, options: dict[str, Any]) -> None:
        found = [_told(operator) for operator in Operator.objects.order_by("email")]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for line in found:
            roles = ", ".join(f"{slug}: {kind}" for slug, kind in line["roles"].items())
            keeper = " (looks after this installation)" if line["runs_installation"] else ""
            self.stdout.write(f"{line['email']}{keeper}  {roles or 'no role'}")


def _told(operator: Operator) -> dict[str, Any]:
    roles = operator.community_roles.select_related("community").order_by("community__slug")
    return {
        "email": operator.email,
        "name": operator.name,
        "runs_installation": operator.runs_installation,
        "roles": {role.community.slug: role.kind for role in roles},
    }
