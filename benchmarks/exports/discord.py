"""A channel as DiscordChatExporter writes it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2024, 3, 1, tzinfo=UTC)


def write(path: Path, messages: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('{\n  "guild": {"id": "1", "name": "围炉"},\n')
        file.write('  "channel": {"id": "2", "type": "GuildTextChat", "name": "夜读"},\n')
        file.write('  "messages": [\n')
        for number in range(messages):
            text = json.dumps(_entry(number), ensure_ascii=False, indent=2)
            end = ",\n" if number + 1 < messages else "\n"
            file.write("    " + text.replace("\n", "\n    ") + end)
        file.write("  ]\n}\n")


def _entry(number: int) -> dict[str, object]:
    person = number % 500
    author = {"id": str(1000 + person), "name": f"u{person}", "nickname": f"书友 {person}"}
    return {
        "id": str(10**17 + number),
        "type": "Default",
        "timestamp": (START + timedelta(seconds=number)).isoformat(),
        "timestampEdited": None,
        "isPinned": False,
        "content": f"今晚读什么？第 {number} 页的茶真好喝",
        "author": author | {"isBot": False, "roles": [], "avatarUrl": "https://cdn.example/a.png"},
        "attachments": [],
        "embeds": [],
        "stickers": [],
        "reactions": [],
        "mentions": [],
    }
