"""What the head of a letter says, quickly: the letters of a list are many, their people few."""

import re
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header
from email.utils import parseaddr
from functools import lru_cache
from hashlib import blake2b

from weilu.connect.addresses import address_ref
from weilu.connect.charsets import codec_of, decide
from weilu.connect.transcripts import clock_us, day_us
from weilu.kernel.time import DAY_US

_WANTED = (
    *(b"From", b"Date", b"Subject", b"Message-ID", b"In-Reply-To", b"References", b"List-Id"),
    *(b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition"),
)
#: By how they are written mostly, and by their small letters.
_FIELDS = {name: wanted.lower() for wanted in _WANTED for name in (wanted, wanted.lower())}
_FOLD = re.compile(rb"\r?\n[ \t]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    rb"(?:[A-Za-z]{3},? +)?(\d\d?) +([A-Za-z]{3})[a-z]* +(\d{4}|\d\d) +(\d\d?):(\d\d)(?::(\d\d))?"
    rb"(?: *([+-]\d{4}))?"
)
_ASCTIME = re.compile(rb"([A-Z][a-z]{2}) +(\d\d?) (\d\d):(\d\d)(?::(\d\d))?(?: \S{1,6})? (\d{4})")
_ID = re.compile(rb"<([^<>\s]{1,400})>")
_MANGLED = re.compile(r"([^\s()]+ (?:at|AT) [^\s()]+)\s*\((.*)\)\s*")
_SPELT = re.compile(r"(?<!\S)\S+ (?:at|AT) \S+")
_LIST = re.compile(r"(.*?)<([^<>\s]+)>")
_ANSWER = re.compile(
    r"^(?:(?:re|fw|fwd|aw|回复|回覆|答复|转发|轉寄)\s*[:：]\s*|\[[^\]]{1,40}\]\s*)+", re.IGNORECASE
)
#: Bytes of a field that are looked at; what is longer was made to keep a reader busy.
_LONGEST = {b"from": 500, b"list-id": 500, b"subject": 4000}
_SHORT, _LONG = 500, 16_384
_UNSAID = frozenset({"us-ascii", "ascii", "unknown-8bit"})
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "x-gbk": "gb18030"}


@dataclass(frozen=True, slots=True)
class Person:
    ref: str
    name: str


def fields(head: bytes) -> dict[bytes, bytes]:
    """Return the wanted fields by lower-case name, cut; of fields told twice the first."""
    if b"\n " in head or b"\n\t" in head:
        head = _FOLD.sub(b" ", head)
    found: dict[bytes, bytes] = {}
    for line in head.split(b"\n"):
        name, _, value = line.partition(b":")
        key = _FIELDS.get(name) or _FIELDS.get(name.lower())
        if key and key not in found:
            value = value.strip()
            found[key] = value if len(value) <= _SHORT else value[: _LONGEST.get(key, _LONG)]
    return found


def plain(raw: bytes, charset: str = "") -> str:
    """Decode bytes of a named or unknown encoding; what fits nothing becomes U+FFFD."""
    name = _WIDER.get(charset.lower(), charset.lower())
    if not name or name in _UNSAID:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            name = codec_of(decide(raw).encoding or "utf-8")
    try:
        return raw.decode(name, "replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")


def words(raw: bytes) -> str:
    """Return a header's text; "=?gb2312?B?…?=" is decoded."""
    text = plain(raw)
    if "=?" not in text:
        return text
    try:
        parts = decode_header(text)
    except (MessageError, ValueError, LookupError):
        return text
    return "".join(p if isinstance(p, str) else plain(p, c or "") for p, c in parts)


@lru_cache(maxsize=65_536)
def person(raw: bytes) -> Person | None:
    """Return who wrote: a hash for the address, and a name that is none."""
    text = words(raw).strip()
    mangled = _MANGLED.fullmatch(text)
    name, address = (mangled[2], mangled[1]) if mangled else _parsed(text)
    if not mangled and "@" not in address:
        found = _SPELT.search(text)
        address = found[0] if found else address
        name = name if name and name not in address else ""
    if not address.strip():
        return None
    name = name.strip(" \"'")
    if not name or "@" in name or re.search(r"\S (?:at|AT) \S+\.\S", name):
        name = re.split(r"@| at | AT ", address)[0].strip("<> ")
    return Person(address_ref(address), name or "?")


def _parsed(text: str) -> tuple[str, str]:
    try:
        return parseaddr(text)
    except (RecursionError, IndexError):  # comments within comments within …
        return "", text


@lru_cache(maxsize=256)
def list_of(raw: bytes) -> tuple[str, str] | None:
    """Return id and name of the list."""
    found = _LIST.search(words(raw))
    if not found:
        return None
    return found[2], found[1].strip(" \"'") or found[2].partition(".")[0]


def ids(raw: bytes) -> list[bytes]:
    """Return message ids; what is kept of them are hashes: many of them hold an address."""
    return _ID.findall(raw) if raw else []


@lru_cache(maxsize=4096)
def hashed(raw: bytes) -> str:
    return blake2b(raw, digest_size=16).hexdigest()


def subject(raw: bytes) -> str:
    """Return the subject without the marks of answers and of the list."""
    return _ANSWER.sub("", words(raw)).strip()


def moment(date: bytes, separator: bytes) -> int | None:
    """Return microseconds in UTC: by the Date, or by the line that begins the letter."""
    found = _DATE.match(date)
    if found:
        day, name, year, hour, minute, second, zone = found.groups()
        shown = _wall(_day(day, name, year), hour, minute, second)
        offset = _offset(zone) if zone else 0
        if shown is not None and abs(offset) <= DAY_US:
            return shown - offset
    told = _ASCTIME.search(separator)
    if told:
        name, day, hour, minute, second, year = told.groups()
        return _wall(_day(day, name, year), hour, minute, second)
    return None


@lru_cache(maxsize=4096)
def _day(day: bytes, name: bytes, year: bytes) -> int | None:
    """Return where a day begins; a year of two digits is one from 1969 to 2068."""
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) > 68 else 2000)
    month = name.lower().decode()
    return day_us(full, _MONTHS.index(month) + 1, int(day)) if month in _MONTHS else None


@lru_cache(maxsize=256)
def _offset(zone: bytes) -> int:
    """Return how far a zone like +0530 is ahead."""
    ahead = (int(zone[1:3]) * 60 + int(zone[3:])) * 60_000_000
    return -ahead if zone[:1] == b"-" else ahead


def _wall(start: int | None, hour: bytes, minute: bytes, second: bytes | None) -> int | None:
    time = clock_us(int(hour), int(minute), int(second) if second else 0)
    return None if start is None or time is None else start + time
