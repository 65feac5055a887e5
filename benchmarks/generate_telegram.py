"""Write a large group chat as Telegram Desktop writes its JSON; the same bytes each time.

    python benchmarks/generate_telegram.py result.json --messages 1000000

Entries follow the exporter's layout to the space: one space of indentation for each level,
Unicode unescaped, empty lists as ``[]``. The people speak by Zipf's law, in waves over the day,
English mixed with Chinese; among the messages stand replies, edits, pictures, forwards,
mentions, reactions and what the service reports.
"""

import argparse
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TextIO

START = datetime(2025, 1, 1, tzinfo=UTC)
ZONE = timezone(timedelta(hours=8))
_ENGLISH = (
    "the of and to in is you that it he was for on are as with his they at be this have from or "
    "one had by word but not what all were we when your can said there use an each which she do "
    "how their if will up other about out many then them these so some her would make like him "
    "into time has look two more write go see number no way could people my than first water "
    "been call who oil its now find long down day did get come made may part group book reading "
    "meeting tomorrow everybody question answer together Saturday coffee photo story garden"
)
WORDS = _ENGLISH.split()
CHARACTERS = (
    "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里"
    "所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从"
    "读书群友今晚活动报名打卡早安分享周末咖啡花园故事照片问题谢谢老师大家一起明天见面地点时间"
)
EMOJI = ("👍", "❤", "🔥", "😂", "🎉", "🙏")
HOURS = (2, 1, 1, 1, 1, 2, 5, 10, 14, 18, 18, 16, 15, 13, 12, 13, 14, 13, 12, 14, 18, 20, 16, 7)


def entries(messages: int, *, authors: int = 500, days: int = 365, seed: int = 7) -> Iterator[Any]:
    """Yield the entries in the order of time; about one in fifty is a service entry beside them."""
    rng = random.Random(seed)
    names = [
        f"{rng.choice('林陈王李张刘赵周吴徐')}{rng.choice('南北小大文明')}{i}"
        for i in range(authors)
    ]
    people = [(name, f"user{100_000 + 7919 * i}") for i, name in enumerate(names)]
    weights = [1 / (rank + 1) for rank in range(authors)]
    speakers = rng.choices(range(authors), weights, k=messages)
    moments = _moments(messages, days, rng)
    number = 1
    yield _service(
        number,
        moments[0],
        people[0],
        {"action": "create_group", "title": "围炉 Fireside", "members": [names[0]]},
    )
    for speaker, moment in zip(speakers, moments, strict=True):
        number += 1
        if rng.random() < 0.02:
            yield _report(number, moment, people, speaker, rng)
            number += 1
        yield _message(number, moment, people, speaker, rng)


def _moments(messages: int, days: int, rng: random.Random) -> list[datetime]:
    seconds = []
    for hour in rng.choices(range(24), HOURS, k=messages):
        day = rng.randrange(days)
        seconds.append(day * 86_400 + ((hour - 8) % 24) * 3600 + rng.randrange(3600))
    return [START + timedelta(seconds=s) for s in sorted(seconds)]


def _times(moment: datetime, *, name: str = "date") -> dict[str, str]:
    local = moment.astimezone(ZONE).replace(tzinfo=None).isoformat()
    stem = name if name == "edited" else "date"
    return {stem: local, f"{stem}_unixtime": str(int(moment.timestamp()))}


def _service(number: int, moment: datetime, actor: tuple[str, str], more: dict[str, Any]) -> Any:
    return {
        "id": number,
        "type": "service",
        **_times(moment),
        "actor": actor[0],
        "actor_id": actor[1],
        **more,
        "text": "",
        "text_entities": [],
    }


def _report(
    number: int,
    moment: datetime,
    people: list[tuple[str, str]],
    speaker: int,
    rng: random.Random,
) -> Any:
    actor = people[speaker]
    kind = rng.random()
    if kind < 0.4:
        return _service(
            number, moment, actor, {"action": "join_group_by_link", "inviter": people[0][0]}
        )
    if kind < 0.7:
        invited = [rng.choice(people)[0] for _ in range(rng.randint(1, 3))]
        return _service(number, moment, actor, {"action": "invite_members", "members": invited})
    if kind < 0.85:
        return _service(number, moment, actor, {"action": "remove_members", "members": [actor[0]]})
    if kind < 0.97:
        return _service(
            number, moment, actor, {"action": "pin_message", "message_id": max(1, number - 5)}
        )
    return _service(
        number, moment, actor, {"action": "edit_group_title", "title": f"围炉 {number}"}
    )


def _message(
    number: int,
    moment: datetime,
    people: list[tuple[str, str]],
    speaker: int,
    rng: random.Random,
) -> Any:
    name, ref = people[speaker]
    entry: dict[str, Any] = {"id": number, "type": "message", **_times(moment)}
    if rng.random() < 0.03:
        entry |= _times(moment + timedelta(seconds=rng.randint(5, 600)), name="edited")
    entry |= {"from": name, "from_id": ref}
    if rng.random() < 0.25:
        entry["reply_to_message_id"] = max(1, number - int(rng.paretovariate(1.1)))
    if rng.random() < 0.02:
        entry["forwarded_from"] = rng.choice(people)[0]
    entry |= _media(rng, moment)
    entry |= _text(people, rng)
    if rng.random() < 0.06:
        entry["reactions"] = [_reaction(moment, people, rng)]
    return entry


def _media(rng: random.Random, moment: datetime) -> dict[str, Any]:
    kind = rng.random()
    stamp = moment.astimezone(ZONE).strftime("%d-%m-%Y_%H-%M-%S")
    if kind < 0.06:
        return {"photo": f"photos/photo_1@{stamp}.jpg", "width": 1280, "height": 960}
    if kind < 0.09:
        return {
            "file": "(File not included. Change data exporting settings to download.)",
            "thumbnail": "(File not included. Change data exporting settings to download.)",
            "media_type": "sticker",
            "sticker_emoji": "😀",
            "width": 512,
            "height": 512,
        }
    if kind < 0.1:
        return {"file": f"voice_messages/audio_1@{stamp}.ogg", "media_type": "voice_message"}
    return {}


def _text(people: list[tuple[str, str]], rng: random.Random) -> dict[str, Any]:
    plain = _words(rng)
    kind = rng.random()
    if kind < 0.88:
        return {"text": plain, "text_entities": [{"type": "plain", "text": plain}]}
    if kind < 0.94:
        link = f"https://weilu.org/{rng.randrange(10_000)}?from=group"
        parts: list[Any] = [f"{plain} ", {"type": "link", "text": link}, ""]
    elif kind < 0.97:
        name, ref = rng.choice(people)
        mention = {"type": "mention_name", "text": name, "user_id": int(ref[4:])}
        parts = [mention, f" {plain}"]
    else:
        parts = [{"type": "bold", "text": plain[:8]}, plain[8:]]
    told = [{"type": "plain", "text": p} if isinstance(p, str) else p for p in parts if p]
    return {"text": parts, "text_entities": told}


def _words(rng: random.Random) -> str:
    length = min(400, int(rng.expovariate(1 / 72)) + 2)
    if rng.random() < 0.5:
        return "".join(rng.choices(CHARACTERS, k=length)) + rng.choice(("", "。", "？", "！", "……"))
    text = " ".join(rng.choices(WORDS, k=length // 5 + 1))
    return text + rng.choice(("", ".", "?", "!", "\nok"))


def _reaction(moment: datetime, people: list[tuple[str, str]], rng: random.Random) -> Any:
    count = rng.randint(1, 5)
    recent = []
    for name, ref in rng.sample(people, min(count, 3)):
        when = (moment + timedelta(seconds=rng.randint(3, 3600))).astimezone(ZONE)
        recent.append({"from": name, "from_id": ref, "date": when.replace(tzinfo=None).isoformat()})
    return {"type": "emoji", "count": count, "emoji": rng.choice(EMOJI), "recent": recent}


def write(file: TextIO, messages: int) -> int:
    """Write the export and return how many entries it has."""
    file.write(
        '{\n "name": "围炉 Fireside",\n "type": "private_supergroup",\n'
        ' "id": 1234567890,\n "messages": ['
    )
    count = 0
    for entry in entries(messages):
        told = json.dumps(entry, ensure_ascii=False, indent=1).replace("\n", "\n  ")
        file.write(f"{',' if count else ''}\n  {told}")
        count += 1
    file.write("\n ]\n}")
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--messages", type=int, default=1_000_000)
    options = parser.parse_args()
    with options.path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as file:
        print(write(file, options.messages), "entries")


if __name__ == "__main__":
    main()
