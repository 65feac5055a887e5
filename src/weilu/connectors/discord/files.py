"""Which files are DiscordChatExporter's, and what their names tell."""

import re

from weilu.connect.sources import Source, head
from weilu.connect.tables import delimiter_of

_JSON = re.compile(rb'\s*\{\s*"guild"\s*:\s*\{[^{}]*\}\s*,\s*"channel"\s*:\s*\{')
_CHANNEL = re.compile(r"^(?P<name>.*?)\s*\[(?P<id>\d{15,20})\](?:\s*\[part \d+\])?$")
_PART = re.compile(r"\s*\[part \d+\]$")
_COLUMNS = {"author", "date", "content", "attachments"}


def is_json(source: Source, name: str) -> bool:
    return bool(_JSON.match(head(source, name, 65_536).removeprefix(b"\xef\xbb\xbf")))


def header(source: Source, name: str) -> str:
    """Return the first line of a text file."""
    text = head(source, name, 4096).decode("utf-8", "replace")
    return text.removeprefix("\ufeff").partition("\n")[0].strip()


def columns(line: str) -> list[str]:
    return [part.strip().strip('"').lower() for part in line.split(delimiter_of(line))]


def is_csv(source: Source, name: str) -> bool:
    return set(columns(header(source, name))) >= _COLUMNS


def chat_files(source: Source) -> dict[str, bool]:
    """Return the files that are DiscordChatExporter's, each with whether it is JSON."""
    found: dict[str, bool] = {}
    for name in source.names():
        if len(source.names()) > 1 and not name.lower().endswith((".json", ".csv", ".txt")):
            continue
        if is_json(source, name):
            found[name] = True
        elif is_csv(source, name):
            found[name] = False
    return found


def channel_of(name: str) -> tuple[str, str]:
    """Return the id ("" where there is none) and the name of a channel by its file's name.

    DiscordChatExporter writes "Guild - Category - channel [id] [part 2].csv".
    """
    stem = re.sub(r"\.(csv|txt|json)$", "", name.rpartition("/")[2], flags=re.IGNORECASE)
    found = _CHANNEL.match(stem)
    ref, title = (found["id"], found["name"]) if found else ("", _PART.sub("", stem))
    return ref, title.rpartition(" - ")[2].strip() or stem
