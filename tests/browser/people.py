"""Operators for the browser: one of each role and language, signed in. Runs inside the home.

python -m tests.browser.people FILE SLUG writes their session cookies as JSON.
"""

import json
import sys
from pathlib import Path

import django


def sign_everybody_in(slug: str) -> dict[str, str]:
    """Return the session of each ``role.language``, and of an operator without a community."""
    from django.conf import settings
    from django.test import Client

    from weilu.access.models import Operator
    from weilu.community.models import Community, OperatorRole

    community = Community.objects.get(slug=slug)
    Community.objects.filter(is_demo=False).update(name="围炉读书会")
    sessions = {}
    for kind in (*OperatorRole.Kind.values, "outsider"):
        for language, _name in settings.LANGUAGES:
            who = f"{kind}.{language}"
            operator = Operator.objects.create_user(f"{who}@weilu.example", name="林晓")
            Operator.objects.filter(pk=operator.pk).update(language=language)
            if kind != "outsider":
                community.roles.create(operator=operator, kind=kind)
            client = Client()
            client.force_login(operator)
            sessions[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return sessions


if __name__ == "__main__":
    django.setup()
    Path(sys.argv[1]).write_text(json.dumps(sign_everybody_in(sys.argv[2])), "utf-8")
