"""How long until ``weilu serve`` answers, and how much memory its whole tree takes.

python benchmarks/serve.py [--runs 5]

Each run starts the real command on a prepared home and a free port, waits for /health, asks
pages for a moment and sums the resident memory (and the proportional share, which counts shared
pages once) of supervisor, web and worker. Nothing is cached between runs but what the system
keeps; the first run on an empty home is listed apart.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

WEILU = Path(sys.executable).with_name("weilu")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weilu-bench-") as home:
        first = measure(home)
        warm = [measure(home) for _ in range(options.runs)]
        commands = {
            "version, prepared home": cpu_seconds(home, "version"),
            "jobs, prepared home": cpu_seconds(home, "jobs"),
        }
    with tempfile.TemporaryDirectory(prefix="weilu-bench-") as home:
        commands["version, empty home"] = cpu_seconds(home, "version")
    print(
        json.dumps(
            {
                "first start, empty home": first,
                "ready_s": statistics.median(run["ready_s"] for run in warm),
                "cpu_until_ready_s": statistics.median(run["cpu_until_ready_s"] for run in warm),
                "rss_mb": max(run["rss_mb"] for run in warm),
                "pss_mb": max(run["pss_mb"] for run in warm),
                "cpu_s": {name: round(seconds, 2) for name, seconds in commands.items()},
                "load": os.getloadavg()[0],
            },
            indent=1,
        )
    )


def measure(home: str) -> dict[str, float]:
    port = free_port()
    started = time.monotonic()
    server = subprocess.Popen(
        [WEILU, "serve", "--port", str(port)],
        env={**os.environ, "WEILU_HOME": home},
        stdout=subprocess.DEVNULL,
    )
    try:
        while not answers(port, "/health"):
            time.sleep(0.01)
        ready = time.monotonic() - started
        used = sum(cpu_of(process) for process in whole_tree(server.pid))
        for _ in range(20):
            answers(port, "/account/login/")
        time.sleep(2)  # the worker plans its first ticks
        tree = whole_tree(server.pid)
        memory = [process.memory_full_info() for process in tree]
    finally:
        server.terminate()
        server.wait(20)
    return {
        "ready_s": round(ready, 2),
        "cpu_until_ready_s": round(used, 2),
        "rss_mb": round(sum(m.rss for m in memory) / 1e6),
        "pss_mb": round(sum(m.pss for m in memory) / 1e6),
        "processes": len(tree),
    }


def whole_tree(pid: int) -> list[psutil.Process]:
    top = psutil.Process(pid)
    return [top, *top.children(recursive=True)]


def cpu_of(process: psutil.Process) -> float:
    """Return the processor's seconds of a process and of those it has waited for."""
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def cpu_seconds(home: str, *command: str) -> float:
    before = os.times()
    environment = {**os.environ, "WEILU_HOME": home}
    subprocess.run([WEILU, *command], env=environment, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
