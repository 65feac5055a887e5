"""A topic of a Discourse forum."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2024, 3, 1, tzinfo=UTC)


def write(path: Path, messages: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('{"post_stream":{"posts":[')
        for number in range(1, messages + 1):
            text = json.dumps(_post(number), ensure_ascii=False, separators=(",", ":"))
            file.write(text + ("," if number < messages else ""))
        file.write(']},"title":"夜读","archetype":"regular","id":42}')


def _post(number: int) -> dict[str, object]:
    moment = START + timedelta(seconds=number)
    link = '<p>看<a href="https://example.org/tea">这里</a></p>' if not number % 10 else ""
    return {
        "id": number,
        "name": f"书友 {number % 500}",
        "username": f"u{number % 500}",
        "created_at": moment.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "cooked": f"<p>今晚读什么？第 {number} 页的茶真好喝</p>{link}",
        "post_number": number,
        "post_type": 1,
        "reply_to_post_number": None,
        "actions_summary": [],
        "topic_id": 42,
        "topic_slug": "tea",
        "user_id": 1 + number % 500,
    }
