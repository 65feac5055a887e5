"""A chat as WhatsApp on Android exports it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2024, 3, 1, tzinfo=UTC)
_TEXTS = (
    "早安，今晚读什么？",
    "See you on Saturday",
    "第三章：听雨",
    "<Media omitted>",
    "https://example.org/a",
)


def write(path: Path, messages: int) -> None:
    """Write a group of 500 people, half a minute between two messages."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(messages):
            at = START + timedelta(seconds=30 * number)
            clock = f"{at:%d/%m/%Y, %H:%M}"
            file.write(f"{clock} - 书友 {number * 7919 % 500}: {_TEXTS[number % 5]} {number}\n")
