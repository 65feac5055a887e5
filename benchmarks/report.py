"""What numbers cost: deriving and measuring anew, the report when fresh, and for a past day.

    python benchmarks/report.py COMMUNITY [--home FOLDER]

COMMUNITY has been imported into WEILU_HOME (or --home) before. Each step runs as the command a
person would type; the first one marks everything stale. Prints CPU seconds, wall time and peak
memory of each.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

WEILU = Path(sys.executable).with_name("weilu")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("community")
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    if options.home:
        os.environ["WEILU_HOME"] = str(options.home)
    print(f"load {os.getloadavg()[0]:.1f}")
    _run("rebuild (derive, measure, words)", "rebuild", options.community)
    fresh = json.loads(_run("report, all fresh", "report", options.community, "--json"))
    day = date.fromisoformat(fresh["as_of"]) - timedelta(days=3)
    past = ("report", options.community, "--as-of", str(day), "--json")
    _run("report of a past day, measured on the spot", *past)


def _run(name: str, *command: str) -> str:
    began = time.monotonic()
    process = subprocess.Popen([WEILU, *command], stdout=subprocess.PIPE, text=True)
    out = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"weilu {' '.join(command)} ended with {status}")
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
    print(f"{name}: {cpu:.2f} CPU-s, {time.monotonic() - began:.2f} s, {memory} MB")
    return out


if __name__ == "__main__":
    main()
