import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from tests.access import world as worlds
from tests.access.world import MARK, World
from tests.factories.access import PASSWORD, OperatorFactory
from tests.factories.warehouse import MORNING_US, rows
from weilu.access.models import Operator
from weilu.community.facts import warehouse
from weilu.community.models import Community
from weilu.ingest import roster
from weilu.insight import services

#: A secret as an authenticator app keeps it (base32).
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MINUTE_US = 60_000_000


@pytest.fixture
def operator() -> Operator:
    return OperatorFactory(email="linxiao@weilu.example", name="林晓", with_password=True)


@pytest.fixture
def careful(operator: Operator) -> Operator:
    """An operator with an authenticator app and recovery codes."""
    TOTP.activate(operator, SECRET)
    RecoveryCodes.activate(operator)
    return operator


@pytest.fixture
def code_now() -> Callable[[], str]:
    return lambda: format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


@pytest.fixture
def sign_in(client: Client) -> Callable[..., Any]:
    def sign_in(email: str, password: str = PASSWORD, **options: Any) -> Any:
        return client.post("/account/login/", {"login": email, "password": password}, **options)

    return sign_in


@pytest.fixture
def recovery_codes(careful: Operator) -> list[str]:
    kept = Authenticator.objects.get(user=careful, type=Authenticator.Type.RECOVERY_CODES)
    codes: list[str] = kept.wrap().get_unused_codes()
    return codes


@pytest.fixture
def talking_world(settings: Any, tmp_path: Path) -> Iterator[World]:
    """Two communities whose messages lie in the same files."""
    settings.WEILU_HOME, settings.WAREHOUSE_ROOT = tmp_path, tmp_path / "warehouse"
    warehouse.cache_clear()
    found = worlds.build()
    _talk(found.ours, found.our_things, "今天读到第三章")
    _talk(found.theirs, found.their_things, MARK)
    yield found
    warehouse.cache_clear()


def _talk(community: Community, things: dict[str, Any], words: str) -> None:
    said = rows(
        "messages",
        [
            {
                "message_ref": f"{community.slug}-{n}",
                "sent_us": MORNING_US + n * 7 * 60 * MINUTE_US,
                "text": f"{words} {n}",
                "characters": len(words),
            }
            for n in range(200)
        ],
        community_id=community.pk,
        group_id=things["group_id"],
        account_id=things["account_id"],
        import_id=things["import_id"],
    )
    warehouse().append("messages", said, stream=f"test-{community.slug}", sequence=0)
    roster.publish(community)
    services.refresh(community)
