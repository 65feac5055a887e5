"""The story as export files: ChatLab's JSONL, one file for each group."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from weilu.demo.simulator.glosses import Glosses
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.scale import Scale
from weilu.demo.simulator.sheet import NOBODY, NONE
from weilu.demo.simulator.story import Chapter, Group, chapters
from weilu.demo.simulator.truth import Truth

OWNER = "闻溪"
_BLOCK = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is imported at once: a folder of a platform read live, or one file of WeChat."""

    path: Path
    name: str  # of the group, where the file is of one


def write(seed: int, scale: Scale, folder: Path) -> list[Export]:
    """Write the files and what is true of them; return what is to be imported, in order.

    Groups of one platform that is read live come in one folder; a group of WeChat, which is
    imported by hand, comes in a file of its own with its own last day.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[Path, list[str]] = {}
    with Truth(folder / "truth.parquet") as truth, Glosses(folder / "gloss.sqlite3") as glosses:
        for chapter in chapters(seed, scale):
            truth.tell_people(chapter)
            for group in chapter.groups():
                path = _write_group(group, chapter, seed, folder)
                found.setdefault(path, []).append(group.room.name)
                truth.tell_group(group, chapter)
                glosses.tell_group(group)
    return [
        Export(path=path, name=names[0] if len(names) == 1 else "")
        for path, names in sorted(found.items())
    ]


def _write_group(group: Group, chapter: Chapter, seed: int, folder: Path) -> Path:
    platform = group.room.platform
    place = folder / platform
    place.mkdir(exist_ok=True)
    path = place / f"{group.room.ref}.jsonl"
    encoder = msgspec.json.Encoder()
    with path.open("wb") as file:
        block: list[dict[str, Any]] = []
        for line in lines(group, chapter.people, seed):
            block.append(line)
            if len(block) >= _BLOCK:
                file.write(encoder.encode_lines(block))
                block = []
        file.write(encoder.encode_lines(block))
    return path if platform == "wechat" else place


def lines(group: Group, everybody: list[Person], seed: int) -> Iterator[dict[str, Any]]:
    platform = group.room.platform
    yield _header(group, seed)
    for person in group.people:
        role = "owner" if person.name == OWNER else "admin" if person.kind == "staff" else ""
        yield {
            "_type": "member",
            "platformId": person.account(platform),
            "accountName": person.name,
            "groupNickname": person.nickname,
        } | ({"roles": [{"id": role}]} if role else {})
    rows = group.rows
    accounts = [person.account(platform) for person in everybody]
    for row in range(len(rows)):
        who = rows.who[row]
        line = {
            "_type": "message",
            "platformMessageId": rows.ref(row),
            "sender": accounts[who] if who != NOBODY else "system",
            "accountName": everybody[who].name if who != NOBODY else "",
            "timestamp": rows.at[row],
            "type": rows.type[row],
            "content": rows.text[row],
        }
        if rows.quotes[row] and rows.parent[row] != NONE:
            line["replyToMessageId"] = rows.ref(rows.parent[row])
        yield line


def _header(group: Group, seed: int) -> dict[str, Any]:
    room = group.room
    owner = next((p.account(room.platform) for p in group.people if p.name == OWNER), None)
    meta = {"name": room.name, "platform": room.platform, "type": "group", "groupId": room.ref}
    return {
        "_type": "header",
        "chatlab": {
            "version": "0.0.2",
            "exportedAt": room.end,
            "generator": f"weilu demo --seed {seed}",
        },
        "meta": meta | ({"ownerId": owner} if owner else {}),
    }
