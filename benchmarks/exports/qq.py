"""A text file as QQ for PC writes it, of any length."""

from pathlib import Path

_HEAD = """消息记录（此消息记录为文本格式，不支持重新导入）

================================================================
消息分组:我的QQ群
================================================================
消息对象:慢页读书会
================================================================

"""
_TEXTS = (
    "早安，今晚读什么？",
    "第三章：听雨 [图片]",
    "@成员7 好的",
    "[表情]",
    "https://example.org/a 看这里",
)


def write(path: Path, messages: int) -> None:
    """Write a group of 500 people, ten seconds between two messages."""
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for number in range(messages):
            day, second = divmod(number * 10, 86_400)
            month, day = divmod(day, 28)
            year, month = divmod(month, 12)
            member = number * 7919 % 500
            clock = f"{second // 3600}:{second // 60 % 60:02}:{second % 60:02}"
            head = f"{2020 + year}-{month + 1:02}-{day + 1:02} {clock} 成员{member}"
            file.write(f"{head}({100_000_000 + member})\n{_TEXTS[number % 5]} {number}\n\n")
