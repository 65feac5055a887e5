"""Processes that start others, and leave none behind."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask the system to send ``number`` to this process when the one that started it ends.

    So nothing is left behind when the starter itself is killed. Linux only; elsewhere a killed
    starter leaves its children. The system watches the thread that started the process.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
