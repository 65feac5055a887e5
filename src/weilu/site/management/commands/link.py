from typing import Any

from django.core.management.base import BaseCommand

from weilu.access.models import Operator
from weilu.access.services import add_operator, sign_in_link
from weilu.community.services import adopt_ownerless

FIRST_OPERATOR = "operator@localhost"


class Command(BaseCommand):
    help = "Print a one-time link for whoever looks after this installation (made when missing)."

    def handle(self, *args: Any, **options: Any) -> None:
        keepers = Operator.objects.filter(is_active=True, runs_installation=True)
        keeper = keepers.order_by("pk").first()
        if keeper is None:
            keeper = add_operator(email=FIRST_OPERATOR, runs_installation=True)
            adopt_ownerless(keeper)
        self.stdout.write(sign_in_link(keeper))
