import os
import signal

from django.core.asgi import get_asgi_application

from weilu.kernel.processes import die_with_parent
from weilu.site.body_limit import bounded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weilu.site.settings")
if os.environ.get("WEILU_SUPERVISED") == "1":
    # The server's worker process: it must not outlive the server.
    die_with_parent(signal.SIGKILL)
application = bounded(get_asgi_application())
