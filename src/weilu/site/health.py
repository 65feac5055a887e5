"""Whether this server can answer: for whoever watches it from outside."""

import os

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from weilu import __version__
from weilu.site.home import Home
from weilu.site.prepare import is_prepared


@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when pages can be served, 503 with the part that is missing otherwise.

    That it answers at all says that the process lives. It names nothing of the installation.
    """
    parts = {
        "database": _database_answers(),
        "migrations": is_prepared(Home(settings.WEILU_HOME), os.environ.get("DATABASE_URL", "")),
    }
    is_ready = all(parts.values())
    body = {"live": True, "ready": is_ready, "version": __version__, **parts}
    return JsonResponse(body, status=200 if is_ready else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False
