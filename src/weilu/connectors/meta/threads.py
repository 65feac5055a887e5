"""The files of Meta's export, and what each says about its chat before and after the messages."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from weilu.connect.json_bytes import BROKEN_JSON
from weilu.connect.sources import Source, head
from weilu.connectors.meta.entries import mended

_MESSAGE = re.compile(rb'"sender_name"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*"timestamp_ms"\s*:\s*\d+')
_ENCRYPTED = re.compile(rb'\{\s*"participants"\s*:\s*\[[^\]]*\]\s*,\s*"threadName"\s*:')
_VALUE = r'"{name}"\s*:\s*("(?:[^"\\]|\\.)*"|true|false)'
_TITLE = re.compile(_VALUE.format(name="(?:title|threadName)").encode())
_PATH = re.compile(_VALUE.format(name="thread_path").encode())
_PARTICIPANTS = re.compile(rb'"participants"\s*:\s*\[([^\]]*)\]')
_EDGE = 65_536
#: Where media lie says whose export a file is that came without its folders.
_MEDIA = re.compile(rb'"uri"\s*:\s*"your_instagram_activity/')
_LOOKED_INTO = 20  # files; one chat without a picture says nothing
_NUMBERED = re.compile(r"(?:^|/)message_\d+\.json$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One chat, as its file names it."""

    ref: str
    title: str
    people: tuple[str, ...]
    is_encrypted: bool

    @property
    def is_private(self) -> bool:
        return len(self.people) == 2


def thread_files(source: Source) -> list[str]:
    names = source.names()
    jsons = [n for n in names if len(names) == 1 or n.lower().endswith(".json")]
    return [name for name in jsons if is_thread(head(source, name, _EDGE))]


def is_thread(sample: bytes) -> bool:
    is_object = sample.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"
    return is_object and bool(_ENCRYPTED.match(sample.lstrip()) or _MESSAGE.search(sample))


def platform_of(source: Source, names: list[str]) -> str:
    """Tell Instagram by its name in the paths of the files or of their media."""
    for name in (source.name, *names):
        if "instagram" in name.lower():
            return "instagram"
    found = any(_has_instagram_media(source, name) for name in names[:_LOOKED_INTO])
    return "instagram" if found else "messenger"


def _has_instagram_media(source: Source, name: str) -> bool:
    with source.open(name) as file:
        rest = b""
        while block := file.read(1 << 18):
            if _MEDIA.search(rest + block):
                return True
            rest = block[-100:]
    return False


def thread_of(source: Source, name: str, *, fallback: str) -> Thread:
    """Read what lies at both ends of a file; what is missing comes from its name."""
    first, last = _edges(source, name)
    edges = first + b"\n" + last
    is_encrypted = bool(_ENCRYPTED.match(first.lstrip()))
    listed = _PARTICIPANTS.search(first)
    people = _names(listed[1]) if listed else ()
    folder = name.rpartition("/")[0].rpartition("/")[2] if _NUMBERED.search(name) else ""
    stem = name.rpartition("/")[2].rpartition(".")[0]
    title = _last(_TITLE, edges) or folder or fallback or stem or "Meta"
    ref = _last(_PATH, edges).rpartition("/")[2] or folder or title
    if is_encrypted:
        ref = title
    return Thread(ref=ref, title=title, people=people, is_encrypted=is_encrypted)


def _edges(source: Source, name: str) -> Iterator[bytes]:
    """Yield the beginning and the end of a file that is read forwards."""
    with source.open(name) as file:
        first = last = file.read(_EDGE)
        while block := file.read(1 << 18):
            last = (last + block)[-_EDGE:]
    yield first
    yield last


def _last(pattern: re.Pattern[bytes], data: bytes) -> str:
    found = pattern.findall(data)
    return _string(found[-1]) if found else ""


def _names(raw: bytes) -> tuple[str, ...]:
    """Return the names of a list of participants: objects with a name, or strings."""
    try:
        listed = json.loads(b"[" + raw + b"]")
    except BROKEN_JSON:
        return ()
    named = (person.get("name") if isinstance(person, dict) else person for person in listed)
    return tuple(mended(name) for name in named if isinstance(name, str) and name)


def _string(raw: bytes) -> str:
    try:
        value = json.loads(raw)
    except BROKEN_JSON:
        return ""
    return mended(value) if isinstance(value, str) else ""
