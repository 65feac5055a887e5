"""A Telegram export of a million messages: Weilu's reader, its import and report, and chat-miner.

    python benchmarks/telegram.py [--messages 1000000] [--reader-only] [--keep FILE]

Everything runs on the same generated file in the same run, each step in a process of its own.
chat-miner 0.6.0 is installed into a throw-away environment for it.
Prints one line of JSON: CPU seconds and peak memory of each step, and the ratios.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from costs import WEILU, Cost, cost_of

HERE = Path(__file__).resolve().parent
PEER = "chat-miner==0.6.0"
READER = """
import sys
from pathlib import Path
from weilu.connect.importers import Reading
from weilu.connect.sources import open_source
from weilu.connectors.telegram.importer import TelegramImporter
messages = records = unreadable = 0
with open_source(Path(sys.argv[1])) as source:
    for batch in TelegramImporter().read(source, Reading()):
        messages += batch.messages.num_rows
        records += batch.records
        unreadable += len(batch.unreadable)
print(messages, records, unreadable)
"""
PARSE = """
import sys
from chatminer.chatparsers import TelegramJsonParser
parser = TelegramJsonParser(sys.argv[1])
parser.parse_file()
print(len(parser.parsed_messages.get_df()))
"""


def peer_python(folder: Path) -> Path:
    """Install chat-miner into an environment below ``folder`` and return its Python."""
    python = folder / "bin" / "python"
    if shutil.which("uv"):
        subprocess.run(["uv", "venv", "-q", folder, "--python", sys.executable], check=True)
        subprocess.run(["uv", "pip", "install", "-q", "--python", python, PEER], check=True)
    else:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", PEER], check=True)
    return python


def generated(path: Path, messages: int) -> None:
    if not path.exists():
        script = HERE / "generate_telegram.py"
        subprocess.run([sys.executable, script, path, "--messages", str(messages)], check=True)


def shown(cost: Cost) -> dict[str, object]:
    return {"cpu_s": round(cost.cpu, 2), "wall_s": round(cost.wall, 2), "peak_mb": cost.memory_mb}


def measured(file: Path, folder: Path, *, messages: int, reader_only: bool) -> dict[str, object]:
    environment = {**os.environ, "WEILU_HOME": str(folder / "home")}
    reader = cost_of([sys.executable, "-c", READER, str(file)], environment)
    read, records, unreadable = (int(word) for word in reader.out.split())
    assert (read, unreadable) == (messages, 0), reader.out
    found: dict[str, object] = {"messages": read, "records": records, "reader": shown(reader)}
    if reader_only:
        return found
    subprocess.run([WEILU, "prepare"], env=environment, check=True, stdout=subprocess.DEVNULL)
    into = ["--community", "bench", "--json"]
    came_in = cost_of([str(WEILU), "import", str(file), *into], environment)
    assert json.loads(came_in.out)["messages"] == messages, came_in.out
    report = cost_of([str(WEILU), "report", "bench", "--json"], environment)
    peer = cost_of([str(peer_python(folder / "peer")), "-c", PARSE, str(file)], environment)
    return found | {
        "import": shown(came_in),
        "report": shown(report),
        "chat-miner": shown(peer) | {"messages": int(peer.out)},
        "import_and_report_to_chat_miner": round((came_in.cpu + report.cpu) / peer.cpu, 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--reader-only", action="store_true", help="neither import nor peer")
    parser.add_argument("--keep", type=Path, help="where to make, or find, the generated export")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = options.keep or Path(folder, "result.json")
        generated(file, options.messages)
        found = measured(
            file, Path(folder), messages=options.messages, reader_only=options.reader_only
        )
        machine = {
            "machine": platform.machine(),
            "cpus": os.cpu_count(),
            "load": os.getloadavg()[0],
        }
        print(json.dumps(machine | {"file_mb": file.stat().st_size >> 20} | found))


if __name__ == "__main__":
    main()
