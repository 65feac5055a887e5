"""Where things lie: realm.json beside messages-*.json, or archives of topics."""

import re

from weilu.connect.sources import Source, head

_MESSAGES = re.compile(r"(?:^|/)messages-\d{6}\.json$")
_ARCHIVE = re.compile(rb"\s*\[\s*\{")
_KEYS = (b'"sender_full_name"', b'"content"', b'"timestamp"', b'"id"')
_NUMBER = re.compile(r"^\d+-")


def realm_of(source: Source) -> str:
    """Return the name of realm.json, "" where there is none."""
    names = (name for name in source.names() if name.rpartition("/")[2] == "realm.json")
    realm = min(names, key=len, default="")
    return realm if realm and b'"zerver_realm"' in head(source, realm, 65_536) else ""


def message_files(source: Source) -> list[str]:
    return [name for name in source.names() if _MESSAGES.search(name)]


def topic_files(source: Source) -> list[str]:
    found = []
    for name in source.names():
        if len(source.names()) == 1 or name.lower().endswith(".json"):
            start = head(source, name, 65_536).removeprefix(b"\xef\xbb\xbf")
            if _ARCHIVE.match(start) and all(key in start for key in _KEYS):
                found.append(name)
    return found


def place_of(name: str) -> tuple[str, str]:
    """Return stream and topic of an archive's file: ".../12-general/hello.json"."""
    folder, _, file = name.rpartition("/")
    topic = re.sub(r"\.json$", "", file, flags=re.IGNORECASE)
    return _NUMBER.sub("", folder.rpartition("/")[2]), topic
