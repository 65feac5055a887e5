"""A workspace as Slack exports it: a folder, a file for each day of a channel."""

import json
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

START = datetime(2024, 3, 1, tzinfo=UTC)
_TEXTS = (
    "早安，今晚读什么？",
    "<@U7> yes",
    "第三章：听雨",
    "See you on Saturday",
    "<https://example.org/a>",
)


def write(path: Path, messages: int) -> None:
    """Write a channel of 500 people, twenty seconds between two messages."""
    (path / "general").mkdir(parents=True)
    users = [
        {"id": f"U{n}", "name": f"u{n}", "profile": {"display_name": f"书友 {n}"}}
        for n in range(500)
    ]
    channels = [{"id": "C1", "name": "general", "created": 1_700_000_000, "members": []}]
    for name, told in (("users", users), ("channels", channels)):
        text = json.dumps(told, ensure_ascii=False, indent=1)
        (path / f"{name}.json").write_text(text, encoding="utf-8")
    moments = ((n, START + timedelta(seconds=20 * n)) for n in range(messages))
    for day, of_day in groupby(moments, key=lambda moment: moment[1].date()):
        entries = [
            {
                "type": "message",
                "ts": f"{int(at.timestamp())}.{number % 1_000_000:06}",
                "user": f"U{number * 7919 % 500}",
                "text": f"{_TEXTS[number % 5]} {number}",
            }
            for number, at in of_day
        ]
        text = json.dumps(entries, ensure_ascii=False, indent=1)
        (path / "general" / f"{day}.json").write_text(text, encoding="utf-8")
