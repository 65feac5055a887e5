"""What a command takes: processor time, wall time, and the peak of its memory."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

WEILU = Path(sys.executable).with_name("weilu")


@dataclass(frozen=True, slots=True)
class Cost:
    cpu: float
    wall: float
    memory_mb: int
    out: str


def cost_of(command: list[str], environment: dict[str, str]) -> Cost:
    """Run a command and return what it took; memory is the peak of the process itself."""
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    out = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    return Cost(
        cpu=used.ru_utime + used.ru_stime,
        wall=time.monotonic() - began,
        memory_mb=used.ru_maxrss // 1024,
        out=out,
    )
