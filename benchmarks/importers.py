"""How many messages each importer reads in one processor second, and the memory it needs.

    python benchmarks/importers.py [FORMAT …] [--messages 1000000]

Each format is generated anew and read in a process of its own, up to Arrow batches. Beside
WhatsApp, whatstk 0.9.1 reads the same file in the same run (installed into a throw-away
environment). Telegram has a benchmark of its own. Prints a line of JSON for each format.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from costs import Cost, cost_of

HERE = Path(__file__).resolve().parent
TARGET = 100_000
PEER = "whatstk==0.9.1"
READER = """
import sys, time
from pathlib import Path
from weilu.connect.importers import Reading, importers
from weilu.connect.sources import open_source
importer = importers()[sys.argv[1]]
began = time.process_time()
messages = unreadable = 0
with open_source(Path(sys.argv[2])) as source:
    for batch in importer.read(source, Reading(group_name="club")):
        messages += batch.messages.num_rows
        unreadable += len(batch.unreadable)
print(messages, unreadable, time.process_time() - began)
"""
PEERS_READER = """
import sys, time
from whatstk import WhatsAppChat
began = time.process_time()
chat = WhatsAppChat.from_source(sys.argv[1], hformat="%d/%m/%Y, %H:%M - %name:", max_size=None)
print(len(chat.df), 0, time.process_time() - began)
"""
#: What the generated file is called, where that matters.
NAMES = {
    "discord": "club.json",
    "discourse": "topic.json",
    "irc": "club.log",
    "line": "[LINE] club.txt",
    "matrix": "export.json",
    "mbox": "club.mbox",
    "meta": "message_1.json",
    "signal": "chat.md",
    "table": "club.csv",
    "wechat": "rooms.csv",
    "whatsapp": "WhatsApp Chat with club.txt",
    "zulip": "export.tar.gz",
}


def formats() -> dict[str, Callable[[Path, int], None]]:
    found = sorted((HERE / "exports").glob("[a-z]*.py"))
    return {file.stem: import_module(f"exports.{file.stem}").write for file in found}


def shown(slug: str, cost: Cost) -> dict[str, object]:
    messages, unreadable, seconds = cost.out.split()
    return {
        "format": slug,
        "messages": int(messages),
        "unreadable": int(unreadable),
        "messages_per_cpu_second": round(int(messages) / float(seconds)),
        "peak_mb": cost.memory_mb,
    }


def peer_python(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", PEER], check=True)
    return folder / "bin" / "python"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help="default: all")
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--peer", action="store_true", help="read WhatsApp by whatstk, too")
    options = parser.parse_args()
    known = formats()
    for slug in options.formats or known:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, NAMES.get(slug, f"club.{slug}"))
            known[slug](file, options.messages)
            read = cost_of([sys.executable, "-c", READER, slug, str(file)], dict(os.environ))
            print(json.dumps(shown(slug, read) | {"target": TARGET}), flush=True)
            if options.peer and slug == "whatsapp":
                python = str(peer_python(Path(folder, "peer")))
                peer = cost_of([python, "-c", PEERS_READER, str(file)], dict(os.environ))
                print(json.dumps(shown("whatsapp by whatstk", peer)), flush=True)


if __name__ == "__main__":
    main()
