"""Weilu's settings over a home of their own, which is thrown away when the process ends.

Each test process (the controller and every xdist worker) imports this module once, before
anything else of Weilu: no test ever sees the home of the person who runs it.

WEILU_TEST_DATABASE=postgresql runs the tests on a private PostgreSQL, started by the controller
and shared by its workers; an address (postgresql://…) there uses a server that runs already.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_home = Path(tempfile.mkdtemp(prefix="weilu-test-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["WEILU_HOME"] = str(_home)
(_home / "static").mkdir()

_wanted = os.environ.get("WEILU_TEST_DATABASE", "")
if _wanted == "postgresql":
    from tests.postgres import start_for_this_run

    # Workers inherit the address, so only the controller starts a server.
    _wanted = os.environ["WEILU_TEST_DATABASE"] = start_for_this_run()
os.environ["DATABASE_URL"] = _wanted

from weilu.site.settings import *  # noqa: E402, F403  the environment above must come first
from weilu.site.settings import DATABASES  # noqa: E402  named, since it is changed below

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in production: in memory there is neither WAL nor a second connection.
    DATABASES["default"]["TEST"] = {"NAME": str(_home / "test.sqlite3")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
