"""A group as PyWxDump writes its CSV."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2024, 3, 1, tzinfo=UTC)
_HEAD = "id,MsgSvrID,type_name,is_sender,talker,room_name,content,CreateTime"
_TEXTS = (
    "早安，今晚读什么？",
    "好",
    "第三章：听雨",
    "See you on Saturday",
    "https://example.org/a",
)


def write(path: Path, messages: int) -> None:
    """Write a group of 500 people, half a minute between two messages."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_HEAD.split(","))
        for number in range(messages):
            at = START + timedelta(seconds=30 * number)
            content = json.dumps(
                {"src": "", "msg": f"{_TEXTS[number % 5]} {number}"}, ensure_ascii=False
            )
            person = f"wxid_{number * 7919 % 500}"
            clock = f"{at:%Y-%m-%d %H:%M:%S}"
            rows.writerow(
                [number + 1, 9000 + number, "文本", 0, person, "111@chatroom", content, clock]
            )
