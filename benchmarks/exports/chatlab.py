"""A group as ChatLab's JSON Lines tell it."""

import json
from pathlib import Path

_TEXTS = (
    "早安，今晚读什么？",
    "[图片]",
    "第三章：听雨",
    "See you on Saturday",
    "https://example.org/a",
)


def write(path: Path, messages: int) -> None:
    """Write a group of 500 people, half a minute between two messages."""
    with path.open("w", encoding="utf-8") as file:
        meta = {"name": "慢页", "platform": "weixin", "type": "group", "groupId": "1"}
        head = {"_type": "header", "chatlab": {"version": "0.0.2", "exportedAt": 1}, "meta": meta}
        file.write(json.dumps(head, ensure_ascii=False) + "\n")
        for number in range(messages):
            person = number * 7919 % 500
            told = {
                "_type": "message",
                "platformMessageId": str(number + 1),
                "sender": f"wxid_{person}",
                "accountName": f"书友 {person}",
                "timestamp": 1_700_000_000 + 30 * number,
                "type": 0,
                "content": f"{_TEXTS[number % 5]} {number}",
            }
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
