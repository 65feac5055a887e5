"""Named points where a test may end the process: ``WEILU_FAILPOINT=outbox.after_call:kill``."""

import os
import signal


class FailpointReached(Exception):
    """Raised where ``WEILU_FAILPOINT=name:raise`` names this point."""


def failpoint(name: str) -> None:
    """Do nothing, unless the environment names this point.

    ``name:kill`` ends the process as a power cut would (SIGKILL, nothing is cleaned up),
    ``name:raise`` raises FailpointReached. Several points are separated by commas.
    """
    wanted = os.environ.get("WEILU_FAILPOINT")
    if not wanted:
        return
    for point in wanted.split(","):
        if point == f"{name}:kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if point == f"{name}:raise":
            raise FailpointReached(name)
