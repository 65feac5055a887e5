"""An organisation's export as Zulip writes it."""

import io
import json
import tarfile
from pathlib import Path

EACH = 1000  # messages in one file, as Zulip writes them


def write(path: Path, messages: int) -> None:
    realm = {
        "zerver_realm": [{"id": 2}],
        "zerver_userprofile": [{"id": 1 + i, "full_name": f"书友 {i}"} for i in range(500)],
        "zerver_stream": [{"id": 7, "name": "夜读"}],
        "zerver_recipient": [{"id": 70, "type": 2, "type_id": 7}],
    }
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        _add(archive, "export/realm.json", realm)
        for part, begin in enumerate(range(0, messages, EACH), 1):
            rows = [_message(number) for number in range(begin, min(begin + EACH, messages))]
            _add(archive, f"export/messages-{part:06}.json", {"zerver_message": rows})


def _add(archive: tarfile.TarFile, name: str, value: object) -> None:
    data = json.dumps(value, ensure_ascii=False).encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def _message(number: int) -> dict[str, object]:
    text = f"今晚读什么？第 {number} 页的茶真好喝"
    return {
        "id": number + 1,
        "sender": 1 + number % 500,
        "recipient": 70,
        "subject": "茶",
        "content": text,
        "rendered_content": f"<p>{text}</p>",
        "date_sent": 1_709_290_800.5 + number,
    }
