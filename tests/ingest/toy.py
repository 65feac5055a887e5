"""A chat service that exists only in tests: one JSON object a line, any number to a batch."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from weilu.connect.batches import Batch, Clock, MoveKind, UnreadableReason
from weilu.connect.builder import BatchBuilder
from weilu.connect.errors import UnreadableExport
from weilu.connect.importers import Importer, Match, Reading
from weilu.connect.sources import Source, head

MINUTE = 60_000_000
Line = dict[str, Any]
START = 1_772_400_000_000_000  # 2026-03-01 21:20 UTC


class ToyImporter(Importer):
    slug = "toy"
    platform = "toy"
    clock = Clock.UTC
    rows = 3

    def recognise(self, source: Source) -> Match:
        first = head(source, source.names()[0], 100)
        return Match(certainty=1.0 if first.startswith(b'{"toy"') else 0.0)

    def read(self, source: Source, reading: Reading) -> Iterator[Batch]:
        del reading
        builder = BatchBuilder(rows=self.rows)
        read = 0
        with source.open(source.names()[0]) as file:
            for number, line in enumerate(file, 1):
                read += len(line)
                self._tell(builder, line, number)
                if builder.is_full:
                    yield builder.take(read)
        yield builder.take(read)

    def _tell(self, builder: BatchBuilder, line: bytes, number: int) -> None:
        try:
            told = json.loads(line)
        except ValueError:
            builder.unreadable(f"line {number}", UnreadableReason.BROKEN, line.decode())
            return
        if "stop" in told:
            raise UnreadableExport(file="toy.jsonl", why=told["stop"])
        if "group" in told:
            builder.group(told["group"], told["name"], is_private=told.get("private", False))
        elif "account" in told:
            builder.account(told["account"], told["name"], is_bot=told.get("bot", False))
        elif "member" in told:
            builder.membership(told["in"], told["member"], told.get("role", "member"))
        elif "move" in told:
            builder.move(
                group_ref=told["in"],
                author_ref=told["by"],
                kind=MoveKind(told["move"]),
                sent_us=START + told["at"] * MINUTE,
            )
            builder.service()
        elif "text" in told:
            builder.message(
                group_ref=told["in"],
                message_ref=str(told["id"]),
                author_ref=told["by"],
                sent_us=START + told["at"] * MINUTE,
                text=told["text"],
                reply_to_ref=told.get("to"),
                mentions=told.get("mentions"),
            )
            for who in told.get("liked_by", ()):
                builder.reaction(
                    group_ref=told["in"], message_ref=str(told["id"]), emoji="👍", author_ref=who
                )


class WallClockToy(ToyImporter):
    """The same file from a service that writes no zone."""

    clock = Clock.LOCAL


def said(
    number: int,
    by: str,
    at: int,
    *,
    group: str = "g1",
    text: str = "今天读到第三章，有人一起吗",
    **more: Any,
) -> Line:
    """Return a message; ``at`` in minutes after START."""
    return {"in": group, "id": number, "by": by, "at": at, "text": text, **more}


def write(path: Path, lines: Sequence[Line | str]) -> Path:
    """Write an export of the toy service; a plain string stands for a damaged line."""
    told = [line if isinstance(line, str) else json.dumps(line) for line in [{"toy": 1}, *lines]]
    path.write_text("\n".join(told) + "\n", "utf-8")
    return path


GROUP = {"group": "g1", "name": "夜读打卡营"}
OTHER_GROUP = {"group": "g2", "name": "古籍抄读"}


def history() -> list[Line | str]:
    """Two groups, five people, joins and leaves, replies, mentions, reactions, one damaged line."""
    return [
        GROUP,
        OTHER_GROUP,
        {"account": "a", "name": "阿木"},
        {"account": "b", "name": "顾老师"},
        {"account": "bot", "name": "打卡机器人", "bot": True},
        {"member": "owner", "in": "g1", "role": "owner"},
        {"account": "owner", "name": "林晓"},
        {"move": "join", "in": "g1", "by": "b", "at": 0},
        said(1, "a", 1),
        said(2, "b", 2, to="1", liked_by=["a", "owner"]),
        said(3, "a", 3, mentions=["b"]),
        said(4, "bot", 4, text="已打卡 3 天"),
        "{ damaged",
        said(5, "c", 5, group="g2"),
        said(6, "b", 60, group="g2"),
        {"move": "leave", "in": "g1", "by": "b", "at": 90},
        {"account": "c", "name": "南枝"},
    ]
