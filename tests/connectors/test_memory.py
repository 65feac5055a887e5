"""No file, however long, takes an importer more memory than its batches do.

Each case runs in a process of its own, which reads a file that is made up while it is read and
tells the peak of its memory.
"""

import json
import subprocess
import sys

import pytest

MEBIBYTE = 2**20
#: What a process may take beyond what it took before it read.
ALLOWED_MB = 120

LONG = 160

TELEGRAM_START = b'{\n "name": "x",\n "type": "private_supergroup",\n "id": 1,\n "messages": [\n'
TELEGRAM_ENTRY = (
    '  {\n   "id": 7,\n   "type": "message",\n   "date": "2024-03-01T19:00:00",\n'
    '   "date_unixtime": "1709290800",\n   "from": "阿柚",\n   "from_id": "user1",\n'
    '   "text": "早安，今晚读什么？",\n   "text_entities": []\n  },\n'
).encode()
CSV_START = b"channel,author,ts,kind\n"
CSV_ROW = b"tea,u_1,2024-03-01T19:00:00Z,message\n"
CHATLAB_START = (
    b'{"_type":"header","chatlab":{"version":"0.0.2","exportedAt":1709290800},'
    b'"meta":{"name":"x","platform":"wechat","type":"group"}}\n'
)
CHATLAB_ROW = (
    '{"_type":"message","sender":"a","accountName":"阿柚","timestamp":1709290800,'
    '"type":0,"content":"早安"}\n'
).encode()
QQ_START = "消息记录（此消息记录为文本格式，不支持重新导入）\n\n消息对象:读书会\n".encode()
QQ_ENTRY = "2024-03-01 9:00:00 阿柚(12345678)\t早安\n".replace("\t", "\n").encode()
LINE_START = "[LINE] Slow Pages\n2024/03/01（五）\n09:00\t阿柚\t早安\n".encode()
SIGNAL_ROW = "[2024-03-01, 09:00] 阿柚: 早安\n".encode()
LETTER = (
    b"From a at b.c  Fri Mar  1 10:00:00 2024\nFrom: a at b.c (A)\n"
    b"Date: Fri, 1 Mar 2024 10:00:00 +0000\n\nHello\n"
)
TABLE_START = "时间,昵称,内容\n2024-03-01 19:00:00,阿柚,早安\n".encode()
TABLE_ROW = "2024-03-01 19:00:00,阿柚,早安\n".encode()
META_START = (
    b'{"messages": [{"sender_name": "A", "timestamp_ms": 1709290800000},\n'
    b'{"sender_name": "B", "timestamp_ms": 1709290800000, "content": "'
)

CASES = {
    "many Telegram entries": ("telegram", "result.json", TELEGRAM_START, TELEGRAM_ENTRY, 250_000),
    "one long Telegram text": (
        "telegram",
        "result.json",
        TELEGRAM_START + b'  {\n   "id": 1,\n   "type": "message",\n   "date": "x",\n   "from": "',
        b"x" * MEBIBYTE,
        LONG,
    ),
    "a Telegram export without line ends": (
        "telegram",
        "result.json",
        TELEGRAM_START.replace(b"\n", b""),
        TELEGRAM_ENTRY.replace(b"\n", b""),
        60_000,
    ),
    "many rows of events": ("events", "events.csv", CSV_START, CSV_ROW * 100, 2_000),
    "one long row of events": ("events", "events.csv", CSV_START, b"x" * MEBIBYTE, LONG),
    "an open quote in events": ("events", "events.csv", CSV_START + b'"', b"x,\n" * 1000, 100),
    "many ChatLab lines": ("chatlab", "chat.jsonl", CHATLAB_START, CHATLAB_ROW * 100, 1_500),
    "one long ChatLab line": ("chatlab", "chat.jsonl", CHATLAB_START, b"x" * MEBIBYTE, LONG),
    "many WhatsApp lines": (
        "whatsapp",
        "chat.txt",
        b"",
        "[2024/3/1 19:00:00] 阿柚: 早安\n".encode() * 100,
        1_500,
    ),
    "many QQ lines": ("qq", "qq.txt", QQ_START, QQ_ENTRY * 100, 1_500),
    "one long QQ line": ("qq", "qq.txt", QQ_START + QQ_ENTRY, b"x" * MEBIBYTE, LONG),
    "one long LINE line": ("line", "line.txt", LINE_START, b"x" * MEBIBYTE, LONG),
    "one long IRC line": ("irc", "2024-03-01.log", b"[19:00] <a> b\n", b"x" * MEBIBYTE, LONG),
    "one long Signal line": ("signal", "a.txt", SIGNAL_ROW, b"x" * MEBIBYTE, LONG),
    "an endless Signal text": ("signal", "a.txt", SIGNAL_ROW, b"x" * 999 + b"\n", 100_000),
    "one long letter": ("mbox", "a.mbox", LETTER, b"x" * MEBIBYTE, LONG),
    "one long Meta text": ("meta", "message_1.json", META_START, b"x" * MEBIBYTE, LONG),
    "many rows of a table": ("table", "a.csv", TABLE_START[:21], TABLE_ROW * 100, 1_500),
    "one long row of a table": ("table", "a.csv", TABLE_START, b"x" * MEBIBYTE, LONG),
    "an open quote in a table": ("table", "a.csv", TABLE_START + b'"', b"x,\n" * 1000, 100),
    "one long first line": ("table", "a.csv", b"", b"x,2024-03-01 " * MEBIBYTE, LONG // 8),
    "one long WhatsApp line": (
        "whatsapp",
        "chat.txt",
        "[2024/3/1 19:00:00] 阿柚: 早安\n".encode() * 30,
        b"x" * MEBIBYTE,
        LONG,
    ),
}

READ = """
import json, resource, sys
from io import BufferedReader
from tests.connectors.contract import Endless
from tests.connectors.test_memory import CASES
from weilu.connect.importers import Reading, importers
from weilu.kernel.errors import WeiluError

slug, name, start, filling, times = CASES[sys.argv[1]]

class Source:
    def __init__(self):
        self.name = name
    def names(self):
        return [name]
    def size(self, name):
        return len(start) + len(filling) * times
    def open(self, name):
        return BufferedReader(Endless(start, filling, times, b""), 1 << 18)

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

importer, records, lost = importers()[slug], 0, 0
before = peak()
try:
    for batch in importer.read(Source(), Reading(group_name="x")):
        records += batch.records
        lost += len(batch.unreadable)
except WeiluError:
    lost += 1
print(json.dumps({"grew_mb": peak() - before, "records": records, "lost": lost}))
"""


def case(name):
    """Files of many entries take their time; those of one long line do not."""
    marks = [pytest.mark.slow] if name.startswith("many") else []
    return pytest.param(name, marks=marks, id=name)


@pytest.mark.parametrize("name", [case(name) for name in CASES])
def test_memory_does_not_grow_with_the_file(name):
    told = subprocess.run(
        [sys.executable, "-c", READ, name], check=True, capture_output=True, text=True
    )
    found = json.loads(told.stdout)

    assert found["grew_mb"] < ALLOWED_MB, found
    assert found["records"] + found["lost"] > 0
    if name.startswith("many"):
        _, _, _, filling, times = CASES[name]
        rows = filling.count(b"\n") // (2 if "QQ" in name else 1)
        assert found["records"] == times * (rows if times < 10_000 else 1)
