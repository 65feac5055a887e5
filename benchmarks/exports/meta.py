"""A message_1.json as Meta writes it, of any length, newest first."""

import json
from pathlib import Path

_TEXTS = ("早安，今晚读什么？", "第三章：听雨", "good morning", "好 😂", "https://example.org/a")


def _as_meta(text: str) -> str:
    return text.encode().decode("latin-1")


def write(path: Path, messages: int) -> None:
    """Write a group of 500 people; each tenth message has a reaction."""
    people = [_as_meta(f"成员{number}") for number in range(500)]
    texts = [_as_meta(text) for text in _TEXTS]
    with path.open("w", encoding="utf-8") as file:
        listed = json.dumps([{"name": name} for name in people], indent=2)
        file.write(f'{{\n  "participants": {listed},\n  "messages": [\n')
        for number in range(messages):
            entry = {
                "sender_name": people[number * 7919 % 500],
                "timestamp_ms": 1_772_442_000_000 - number * 10_000,
                "content": f"{texts[number % 5]} {number}",
                "is_geoblocked_for_viewer": False,
            }
            if number % 10 == 0:
                entry["reactions"] = [{"reaction": _as_meta("❤"), "actor": people[3]}]
            text = json.dumps(entry, indent=2).replace("\n", "\n    ")
            file.write(f"    {text}{',' if number + 1 < messages else ''}\n")
        title = json.dumps(_as_meta("慢页读书会"))
        file.write(f'  ],\n  "title": {title},\n  "thread_path": "inbox/slowpages_1"\n}}\n')
