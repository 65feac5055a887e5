"""The invented community: filled anew, found there already, and as large as load tests want it.

    python benchmarks/demo.py [--scale 8x1200] [--scale 100x30000] [--scale 1000x120000]

Each scale (groups x people) is written, imported and measured in a home of its own, which is
removed again, and the report is asked for. Prints a line of JSON for each step: messages, CPU
seconds, wall seconds, peak memory of the process in MB, and what the home takes on the disk.
Limits: the demo as everybody sees it is there within 60 s, a second run takes 5 s.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from costs import WEILU, Cost, cost_of

USUAL = "8x1200"
FILL_LIMIT_S = 60
AGAIN_LIMIT_S = 5


def _shown(scale: str, step: str, cost: Cost, **facts: object) -> None:
    told = {
        "scale": scale,
        "step": step,
        "cpu_s": round(cost.cpu, 1),
        "wall_s": round(cost.wall, 1),
        "peak_mb": cost.memory_mb,
    }
    print(json.dumps(told | facts), flush=True)


def _megabytes(folder: Path) -> int:
    files = (file for file in folder.rglob("*") if file.is_file())
    return sum(file.stat().st_size for file in files) >> 20


def _measured(scale: str, home: Path) -> bool:
    groups, _, people = scale.partition("x")
    environment = {**os.environ, "WEILU_HOME": str(home)}
    subprocess.run([WEILU, "prepare"], env=environment, check=True, stdout=subprocess.DEVNULL)
    command = [str(WEILU), "demo", "--groups", groups, "--people", people]
    filled = cost_of(command, environment)
    _shown(scale, "fill", filled, home_mb=_megabytes(home), said=filled.out.strip()[-200:])
    again = cost_of(command, environment)
    _shown(scale, "again", again)
    report = cost_of([str(WEILU), "report", "manye", "--json"], environment)
    _shown(scale, "report", report, groups=len(json.loads(report.out)["groups"]))
    return scale != USUAL or (filled.wall < FILL_LIMIT_S and again.wall < AGAIN_LIMIT_S)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scale", action="append", metavar="GROUPSxPEOPLE")
    parser.add_argument("--home", type=Path, help="folder below which the homes are made")
    options = parser.parse_args()
    is_within = True
    for scale in options.scale or [USUAL]:
        with tempfile.TemporaryDirectory(dir=options.home) as folder:
            is_within &= _measured(scale, Path(folder, "home"))
    sys.exit(not is_within)


if __name__ == "__main__":
    main()
