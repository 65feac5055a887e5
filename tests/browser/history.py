"""A small invented history, in the layout of Telegram Desktop, that fills every page."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

WEEKS = 30
LAST_DAY = datetime(2026, 11, 22, tzinfo=UTC)
NAMES = (
    *("顾南", "江予安", "沈迟", "何暮", "叶知秋", "温言", "白露", "苏禾"),
    *("方小满", "陆之遥", "林晓", "陈默", "许知远山", "阿北", "周叙", "苗苗妈"),
    *("何夕", "叶小舟", "杨帆", "老周", "小满爸", "阿宁", "南枝", "顾老师"),
    *("Echo", "ferris", "苏打", "白墨", "宋野", "江月", "唐糖", "秦川"),
)
GROUPS = {"1 群·文学": 1.0, "3 群·新书共读": 0.35, "5 群·科幻": 1.3, "旧书交换": 0.0}
LINES = (
    "今晚直播链接我晚点放",
    "大家好～《北上》适合没读过徐则臣的人吗？",
    "链接收到",
    "第九章有人读完了吗？",
    "运河两条线，不用先读别的。",
    "周三 21:00 共读，记得带上第三章",
    "这本书的译者还译过什么？",
    "打卡 第 12 天",
    "谢谢分享，读完再来聊",
    "我觉得主角最后的选择不太说得通",
    "推荐一篇书评 https://example.org/review",
    "哈哈哈确实",
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who speaks, where, and what they say; groups with how well each lasts."""

    names: Sequence[str] = NAMES
    groups: Mapping[str, float] = field(default_factory=lambda: GROUPS)
    lines: Sequence[str] = LINES


def write_history(file: Path, cast: Cast | None = None) -> None:
    """Write an export of several chats; the same one every time."""
    cast = cast or Cast()
    chances = random.Random(7)  # noqa: S311  # an invented history, no secret
    chats = [
        _chat(1000 + at, name, lasting, cast, chances)
        for at, (name, lasting) in enumerate(cast.groups.items())
    ]
    export = {"about": "", "chats": {"about": "", "list": chats}}
    file.write_text(json.dumps(export, ensure_ascii=False), "utf-8")


def _chat(
    number: int, name: str, lasting: float, cast: Cast, chances: random.Random
) -> dict[str, object]:
    people = chances.sample(range(len(cast.names)), 24)
    entries: list[dict[str, object]] = []
    for person in people:
        joined = LAST_DAY - timedelta(days=chances.randint(10, WEEKS * 7), hours=3)
        entries.append(_join(joined, person, cast))
    for day in range(WEEKS * 7, -1, -1):
        share = 1 + (lasting - 1) * (1 - day / (WEEKS * 7))
        wanted = chances.uniform(1, 9) * max(share, 0) if lasting or day > 80 else 0
        for _ in range(round(wanted)):
            entries.append(_message(day, people, entries, cast, chances))
    entries.sort(key=lambda entry: str(entry["date_unixtime"]))
    for at, entry in enumerate(entries, start=1):
        entry["id"] = at
    _answer(entries, chances)
    return {"name": name, "type": "private_supergroup", "id": number, "messages": entries}


def _join(moment: datetime, person: int, cast: Cast) -> dict[str, object]:
    return {
        "type": "service",
        "action": "join_group_by_link",
        "actor": cast.names[person],
        "actor_id": f"user{person + 1}",
        "inviter": "Group",
        "text": "",
        **_dated(moment),
    }


def _message(
    day: int,
    people: list[int],
    before: list[dict[str, object]],
    cast: Cast,
    chances: random.Random,
) -> dict[str, object]:
    person = people[min(int(chances.expovariate(0.25)), len(people) - 1)]
    hour = chances.choice([9, 10, 12, 15, 16, 20, 21, 21, 22, 22])
    moment = (
        LAST_DAY
        - timedelta(days=day)
        + timedelta(hours=hour - 8, minutes=chances.randrange(60), seconds=len(before) % 60)
    )
    return {
        "type": "message",
        "from": cast.names[person],
        "from_id": f"user{person + 1}",
        "text": chances.choice(cast.lines),
        "text_entities": [],
        **_dated(moment),
    }


def _answer(entries: list[dict[str, object]], chances: random.Random) -> None:
    """Let a third of the messages answer one of the five before them."""
    for at, entry in enumerate(entries):
        if entry["type"] == "message" and at > 5 and chances.random() < 0.35:
            entry["reply_to_message_id"] = at + 1 - chances.randint(1, 5)


def _dated(moment: datetime) -> dict[str, object]:
    return {
        "id": 0,
        "date": moment.strftime("%Y-%m-%dT%H:%M:%S"),
        "date_unixtime": str(int(moment.timestamp())),
    }
