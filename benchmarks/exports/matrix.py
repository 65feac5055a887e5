"""A room as Element writes it."""

import json
from pathlib import Path


def write(path: Path, messages: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('{\n    "room_name": "夜读",\n    "room_creator": "@u0:example.org",\n')
        file.write('    "topic": "",\n    "export_date": "1/4/2024",\n')
        file.write('    "exported_by": "@u0:example.org",\n    "messages": [\n')
        for number in range(messages):
            text = json.dumps(_event(number), ensure_ascii=False, indent=4)
            end = ",\n" if number + 1 < messages else "\n"
            file.write("        " + text.replace("\n", "\n        ") + end)
        file.write("    ]\n}\n")


def _event(number: int) -> dict[str, object]:
    return {
        "type": "m.room.message",
        "sender": f"@u{number % 500}:example.org",
        "content": {"msgtype": "m.text", "body": f"今晚读什么？第 {number} 页的茶真好喝"},
        "origin_server_ts": 1_709_290_800_000 + number * 1000,
        "unsigned": {"age": 1},
        "event_id": f"${number:043}",
        "room_id": "!fire:example.org",
    }
