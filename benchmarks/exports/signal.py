"""A chat.md as signal-export writes it, of any length."""

from pathlib import Path

_TEXTS = (
    "早安，今晚读什么？",
    "第三章：听雨\n(- 成员3: 👍 -)",
    "![a.jpg](./media/a.jpg)",
    "好",
    "Re: https://example.org/a",
)


def write(path: Path, messages: int) -> None:
    """Write a group of 500 people, ten seconds between two messages."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(messages):
            day, second = divmod(number * 10, 86_400)
            month, day = divmod(day, 28)
            year, month = divmod(month, 12)
            file.write(
                f"[{2020 + year}-{month + 1:02}-{day + 1:02} {second // 3600:02}:"
                f"{second // 60 % 60:02}:{second % 60:02}] 成员{number * 7919 % 500}: "
                f"{_TEXTS[number % 5]}\n"
            )
