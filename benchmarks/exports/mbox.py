"""An mbox file as Mailman archives a list, of any length."""

from pathlib import Path

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def write(path: Path, messages: int) -> None:
    """Write a list of 500 people; four of five letters answer the one before."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(messages):
            day, second = divmod(number * 60, 86_400)
            month, day = divmod(day, 28)
            year, month = divmod(month, 12)
            clock = f"{second // 3600:02}:{second // 60 % 60:02}:00"
            date = f"{day + 1} {_MONTHS[month]} {2020 + year} {clock} +0800"
            member = number * 7919 % 500
            above = f"In-Reply-To: <{number - 1}@lists.example.org>\n" if number % 5 else ""
            quote = "On Monday Mu Bai wrote:\n> what do we read?\n\n" if number % 5 else ""
            file.write(
                f"From m{member} at example.org  "
                f"Mon {_MONTHS[month]} {day + 1:2} {clock} {2020 + year}\n"
                f"From: m{member} at example.org (Member {member})\nDate: {date}\n"
                f"Subject: {'Re: ' if above else ''}[slow-pages] Chapter {number // 5}\n{above}"
                f"Message-ID: <{number}@lists.example.org>\n\n{quote}我读第三章，见 https://example.org/a\n"
                f"Number {number}.\n\n"
            )
