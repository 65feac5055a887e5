"""No text keeps an importer busy: what it takes grows with the length of the text only.

Each text was found to keep a search for a name, a mark or a tag going back to its beginning from
each of its characters, which takes hours for a megabyte. Nothing is timed: the kernel ends a
process that is still at it after two minutes of the processor's time.
"""

import subprocess
import sys
from itertools import product

import pytest

LENGTH = 400_000
LETTER = "From a at b.c  Fri Mar  1 10:00:00 2024\n{}Date: Fri, 1 Mar 2024 10:00:00 +0000\n{}\n\n"
QQ = "消息记录（此消息记录为文本格式，不支持重新导入）\n\n消息对象:读书会\n2024-03-01 9:00:00 "
FROM = "From: a at b.c (A)\n"
PARTS = "Content-Type: multipart/mixed; boundary=x\n\n--x\n"

#: importer and file, the text around, what is repeated in it, behind it, and how long it gets.
CASES = [
    *product(
        [("whatsapp", "chat.txt", "[2024/3/1 19:00:00] 阿柚: 早安\n[2024/3/1 19:00:00] {}\n")],
        ["阿柚: 附 ", "\n", "\u200e", "阿柚: <attached: 附", "群組名稱", "已将添加", "A, "],
        ["", ".x (附件", "<This message was edited", " created group “"],
        [240, 390, LENGTH],
    ),
    *product(
        [("qq", "qq.txt", QQ + "系统消息(10000)\n{}\n\n"), ("qq", "qq.txt", QQ + "{}(1)\n早\n")],
        ["邀请", "通过", "将將把", "]被", "“"],
        ["", "加入群聊", "移出群聊"],
        [240, 390, 990, LENGTH],
    ),
    *product(
        [("signal", "chat.md", "[2024-03-01 09:00] 阿柚: 早安\n[2024-03-01 09:00] 阿柚: {}\n")],
        ["[", "[](", "[a](media/", "x\n(- ", ": ", "a: b, "],
        ["", "](x)", " -)"],
        [390, LENGTH],
    ),
    *product(
        [("line", "line.txt", "[LINE] 读书会\n2024/03/01（五）\n09:00 {}\n")],
        ["邀請", "a09:00 ", "がを", "\n09:00 x{n} y"],
        ["", "加入群組"],
        [390, LENGTH],
    ),
    *product(
        [
            ("mbox", "a.mbox", LETTER.format("From: {}\n", "")),
            ("mbox", "a.mbox", LETTER.format(FROM, "Subject: {}")),
            ("mbox", "a.mbox", LETTER.format(FROM, "List-Id: {}")),
            ("mbox", "a.mbox", LETTER.format(FROM, "Content-Type: text/plain; a={}")),
            ("mbox", "a.mbox", LETTER.format(FROM, "Content-Type: text/html\n\n{}")),
            ("mbox", "a.mbox", LETTER.format(FROM, PARTS + "Content-Type: text/html; b={}")),
            ("mbox", "a.mbox", LETTER.format(FROM, PARTS + PARTS * 2000 + "{}")),
        ],
        ["(", "<", "x", "=?a?b?", '";', "<style", "<blockquote", "<!--", " at ", "Re: "],
        [""],
        [3000, LENGTH],
    ),
]

READ = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
from tests.connectors.contract import MemorySource, batches
from tests.connectors.test_patterns import CASES
from weilu.connect.importers import importers
from weilu.kernel.errors import WeiluError

for (slug, name, around), pump, behind, length in CASES:
    if slug == sys.argv[1]:
        said = "".join(pump.replace("{{n}}", str(n)) for n in range(length // len(pump)))
        text = around.replace("{{}}", said + behind)
        print(repr(around), repr(pump), repr(behind), length, flush=True)
        source = MemorySource(name, {{name: (text * max(1, {LENGTH} // 4 // len(text))).encode()}})
        try:
            importers()[slug].recognise(source)
            batches(importers()[slug], source)
        except WeiluError:
            pass
print("read", flush=True)
"""


@pytest.mark.parametrize("slug", sorted({slug for (slug, *_), *_ in CASES}))
def test_a_text_is_read_to_its_end(slug):
    told = subprocess.run(
        [sys.executable, "-c", READ, slug], check=False, capture_output=True, text=True
    )

    assert told.stdout.splitlines()[-1:] == ["read"], told.stdout[-500:] + told.stderr[-2000:]
