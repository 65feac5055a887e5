"""A group as somebody keeps it in a table of their own."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2024, 3, 1, tzinfo=UTC)
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
        rows.writerow(["时间", "昵称", "内容", "群"])
        for number in range(messages):
            at = START + timedelta(seconds=30 * number)
            person = f"书友 {number * 7919 % 500}"
            rows.writerow(
                [f"{at:%Y-%m-%d %H:%M:%S}", person, f"{_TEXTS[number % 5]} {number}", "夜读打卡营"]
            )
