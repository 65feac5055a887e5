"""A log as irssi writes it, of any length."""

from pathlib import Path

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TEXTS = (
    "morning, what do we read?",
    "nick7: chapter three: rain",
    "yes",
    "see https://example.org/a",
)


def write(path: Path, messages: int) -> None:
    """Write a channel of 500 nicks, one message a minute."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(messages):
            day, minute = divmod(number, 1_440)
            if not minute:
                month, day = divmod(day, 28)
                year, month = divmod(month, 12)
                file.write(f"--- Day changed Mon {_MONTHS[month]} {day + 1:02} {2020 + year}\n")
            nick = f"nick{number * 7919 % 500}"
            clock = f"{minute // 60:02}:{minute % 60:02}"
            file.write(f"{clock} < {nick}> {_TEXTS[number % 4]} {number}\n")
