"""A text file as LINE writes it in Traditional Chinese, of any length."""

from pathlib import Path

_TEXTS = (
    "早安，今晚讀什麼？",
    '"第三章：\n聽雨"',
    "@成員7 好的",
    "[貼圖]",
    "https://example.org/a 看這裡",
)


def write(path: Path, messages: int) -> None:
    """Write a group of 500 people, one message a minute."""
    with path.open("w", encoding="utf-8") as file:
        file.write("[LINE] 與慢頁讀書會的聊天記錄\n儲存日期：2026/03/05 10:00\n")
        for number in range(messages):
            day, minute = divmod(number, 1_440)
            if not minute:
                month, day = divmod(day, 28)
                year, month = divmod(month, 12)
                file.write(f"\n{2020 + year}/{month + 1:02}/{day + 1:02}（一）\n")
            member = number * 7919 % 500
            half, hour = divmod(minute // 60, 12)
            clock = f"{'下午' if half else '上午'}{hour or 12:02}:{minute % 60:02}"
            file.write(f"{clock}\t成員{member}\t{_TEXTS[number % 5]}\n")
