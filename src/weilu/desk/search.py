"""Finding words among all messages: what was asked for, in both Chinese scripts, page by page."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import opencc

from weilu.kernel.time import to_us
from weilu.warehouse.finding import FoundMessage, Wanted
from weilu.warehouse.reader import Reader

PAGE = 50
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the list. Many messages may share one moment, so the moment alone is none."""

    sent_us: int
    group_id: int
    message_ref: str

    def __str__(self) -> str:
        return f"{self.sent_us}~{self.group_id}~{self.message_ref}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        sent, _, rest = text.partition("~")
        group, _, ref = rest.partition("~")
        if not re.fullmatch(r"-?[0-9]{1,18}", sent) or not re.fullmatch(r"[0-9]{1,18}", group):
            return None
        return cls(int(sent), int(group), ref)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What was asked for; ``before`` continues a list after the message it names."""

    text: str = ""
    group_id: int | None = None
    person_id: int | None = None
    first_us: int | None = None
    last_us: int | None = None
    before: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of messages, newest first; ``next`` continues where there is more."""

    hits: tuple[FoundMessage, ...]
    next: Cursor | None = None


@cache
def _scripts() -> tuple[opencc.OpenCC, ...]:
    return tuple(opencc.OpenCC(way) for way in ("t2s", "s2t", "s2tw"))


def spellings(word: str) -> list[str]:
    """Return a word as typed and in the other Chinese script: 「群组」 also finds 「群組」."""
    return list(dict.fromkeys([word, *(script.convert(word) for script in _scripts())]))


def find(reader: Reader, wanted: Search) -> Found:
    """Return one page of messages that hold every word asked for, newest first.

    Words are divided by spaces and found anywhere in the text, so that Chinese needs none.
    """
    words = wanted.text.split()[:MOST_WORDS]
    before = wanted.before
    found = reader.newest(
        Wanted(
            words=tuple(tuple(spellings(word)) for word in words),
            group_id=wanted.group_id,
            person_id=wanted.person_id,
            first_us=wanted.first_us,
            until_us=wanted.last_us,
            before=(before.sent_us, before.group_id, before.message_ref) if before else None,
        ),
        limit=PAGE + 1,
    )
    if len(found) <= PAGE:
        return Found(hits=tuple(found))
    return Found(hits=tuple(found[:PAGE]), next=Cursor(*found[PAGE - 1].place))


def start_of(text: str, zone: ZoneInfo, *, days_later: int = 0) -> int | None:
    """Return the moment at which an ISO date begins in ``zone``; None for anything else."""
    try:
        day = date.fromisoformat(text) + timedelta(days=days_later)
        return to_us(datetime(day.year, day.month, day.day, tzinfo=zone))
    except (ValueError, OverflowError):
        return None


def marks(text: str, words: str) -> list[tuple[str, bool]]:
    """Cut ``text`` into pieces and tell which of them are what was searched for."""
    wanted = [re.escape(w) for word in words.split()[:MOST_WORDS] for w in spellings(word)]
    if not wanted:
        return [(text, False)]
    pieces = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    return [(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]
