"""Three facts about a text that every source gets by the same rule, for many texts at once.

``characters``
    Length of the text after NFKC, without white space.
``has_link``
    An address with a scheme (``https://…``, ``tg://…``), ``www.…``, or a bare host under one
    of ``TOP_LEVELS``. Works inside Chinese text; mail addresses and numbers are no links.
``has_question``
    A question mark (``?`` or ``？``; not the one inside an address), or one of
    ``QUESTION_WORDS``, or 呢 where a clause ends. A rule of thumb: 「没什么」 is none,
    「不知道怎么办」 is one.

A million texts of 75 characters cost about half a CPU second: the texts of a batch are laid
end to end as UTF-16 and judged by table look-ups; only doubtful ones are looked at singly.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

TOP_LEVELS = (
    "com|net|org|cn|io|me|cc|tv|co|app|dev|top|xyz|info|biz|vip|shop|club|site|online|link|live|"
    "wiki|edu|gov|hk|tw|jp|kr|sg|my|uk|us|eu|de|fr|ru|in|ai|gg|be|ly|to|wang"
)
#: Two or three characters each; 吗 and 嗎 count by themselves.
QUESTION_WORDS = tuple(
    word
    for line in (
        "怎么 怎麼 怎样 怎樣 如何 为何 為何 为啥 為啥 为什么 為什麼 请问 請問 求问 求問 求教 请教",
        "請教 哪里 哪裡 哪裏 哪儿 哪個 哪个 哪位 哪家 哪些 哪种 哪種 几点 幾點 多少 多久 多大",
        "啥时候 啥時候 是不是 有没有 有沒有 能不能 可不可 要不要 会不会 會不會 好不好 对不对",
        "對不對 行不行 谁知道 誰知道 有人知 什么是 什麼是 是什么 是什麼 啥意思 咋办 咋辦 咋样",
        "咋樣 咋回事",
    )
    for word in line.split()
)

_BARE_HOST = re.compile(
    rf"(?<![a-z0-9_@.\-/])(?:www\.[a-z0-9]|(?:[a-z0-9][a-z0-9-]*\.)+(?:{TOP_LEVELS})(?![a-z0-9_.@-]))",
    re.ASCII | re.IGNORECASE,
)
#: All but Chinese characters, Korean syllables and surrogates, which NFKC leaves as they are.
_LOOKED_AT = (
    *range(0x3400),
    *range(0xA000, 0xAC00),
    *range(0xD7A4, 0xD800),
    *range(0xE000, 0x10000),
)
_END = 0xFFFF  # a noncharacter between the texts
_SLICE = 2048  # texts judged at once: the tables and the texts stay in the processor's cache

# One table says all about a UTF-16 unit. The lowest two bits: how many characters it adds.
_WEIGHT = 3
_SINGLE = 1 << 2  # the text must be measured by itself: its characters may compose, or become many
_ASKS = 1 << 3  # a question mark or word by itself
# What matters only before a certain unit; that unit bears the bit five places higher, so that
# one AND of all units with their successors finds every pair.
_WORD = 1 << 4  # begins a question word | its second character
_MARK = 1 << 5  # "?" | whatever cannot stand behind it inside an address
_NE = 1 << 6  # 呢 | whatever ends a clause
_DOT = 1 << 7  # "." | an ASCII letter or digit
_COLON = 1 << 8  # ":" | "/"
_PAIRS = _WORD | _MARK | _NE | _DOT | _COLON
_AFTER = 5
_BYTES = 14  # the highest two bits: its length in UTF-8


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """The three facts, one value for each text, and its length in UTF-8, known by the way."""

    characters: NDArray[np.int32]
    bytes: NDArray[np.int32]
    has_link: NDArray[np.bool_]
    has_question: NDArray[np.bool_]


def judge(texts: Sequence[str | None]) -> Flags:
    """Judge each text; None has no characters, no link and no question."""
    parts = [_judge(texts[at : at + _SLICE]) for at in range(0, len(texts), _SLICE)]
    return Flags(
        characters=np.concatenate([np.empty(0, np.int32), *(part.characters for part in parts)]),
        bytes=np.concatenate([np.empty(0, np.int32), *(part.bytes for part in parts)]),
        has_link=np.concatenate([np.empty(0, np.bool_), *(part.has_link for part in parts)]),
        has_question=np.concatenate([np.empty(0, np.bool_), *(p.has_question for p in parts)]),
    )


def characters(text: str) -> int:
    """Return the length of one text after NFKC, without white space."""
    return sum(1 for c in unicodedata.normalize("NFKC", text) if not c.isspace())


def _judge(texts: Sequence[str | None]) -> Flags:
    units, ends = _lay_out(texts)
    tables = _tables()
    starts = np.zeros(len(ends), np.int64)
    starts[1:] = ends[:-1] + 1
    meanings = tables.meaning.take(units)
    counts = np.add.reduceat(meanings & _WEIGHT, starts, dtype=np.int32)
    lengths = np.add.reduceat(meanings >> _BYTES, starts, dtype=np.int32)
    found = meanings[:-1] & (meanings[1:] >> _AFTER) & _PAIRS
    found |= meanings[:-1] & (_SINGLE | _ASKS)
    marked = np.flatnonzero(found != 0)
    kinds: NDArray[np.uint16] = found[marked].astype(np.uint16, copy=False)
    for row in np.unique(np.searchsorted(ends, marked[(kinds & _SINGLE) != 0])):
        counts[row] = characters(texts[row] or "")
    is_question = (kinds & (_ASKS | _MARK | _NE)) != 0
    is_question |= _is_word(units, marked, kinds)
    has_question = np.zeros(len(texts), np.bool_)
    has_question[np.searchsorted(ends, marked[is_question])] = True
    return Flags(
        characters=counts,
        bytes=lengths,
        has_link=_links(
            texts, units, ends, marked[(kinds & _COLON) != 0], marked[(kinds & _DOT) != 0]
        ),
        has_question=has_question,
    )


def _lay_out(texts: Sequence[str | None]) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """Return the texts as UTF-16 units, each followed by _END, and where each ends."""
    joined = "\uffff".join([*[text or "" for text in texts], "", "", ""])
    units = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), np.uint16)
    ends = np.flatnonzero(units == _END)[:-2]
    if len(ends) != len(texts):
        return _lay_out([(text or "").replace("\uffff", "\ufffd") for text in texts])
    return units, ends


def _links(
    texts: Sequence[str | None],
    units: NDArray[np.uint16],
    ends: NDArray[np.int64],
    colons: NDArray[np.int64],
    dots: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Judge colons that stand before a slash, and dots that stand before a letter or digit."""
    tables = _tables()
    found = np.zeros(len(texts), np.bool_)
    colons = colons[(colons > 0) & (units[colons + 2] == ord("/"))]
    # Three ends stand behind the last text, so that there is always a unit behind "://".
    is_address = tables.word[units[colons - 1]] & ~tables.space[units[colons + 3]]
    found[np.searchsorted(ends, colons[is_address])] = True
    for row in np.unique(np.searchsorted(ends, dots)):
        if not found[row] and _BARE_HOST.search(texts[row] or ""):
            found[row] = True
    return found


def _is_word(
    units: NDArray[np.uint16], at: NDArray[np.int64], kinds: NDArray[np.uint16]
) -> NDArray[np.bool_]:
    """Tell where a question word stands, among the places where its first two characters may."""
    tables = _tables()
    is_word: NDArray[np.bool_] = (kinds & _WORD) != 0
    at = at[is_word]
    # The numbers of three characters that follow each other say whether they are a word.
    numbers = tables.first[units[at]], tables.second[units[at + 1]], tables.third[units[at + 2]]
    is_word[is_word] = tables.words[numbers]
    return is_word


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    """What is known about each UTF-16 unit."""

    meaning: NDArray[np.uint16]
    word: NDArray[np.bool_]  # ASCII letter or digit
    space: NDArray[np.bool_]
    first: NDArray[np.uint8]  # number of a question word's first character, 0 for others
    second: NDArray[np.uint8]
    third: NDArray[np.uint8]
    words: NDArray[np.bool_]  # by the three numbers


@cache
def _tables() -> _Tables:
    meaning = np.ones(0x10000, np.uint16)
    space = np.zeros(0x10000, np.bool_)
    seconds = _second_characters()
    for code in _LOOKED_AT:
        char = chr(code)
        normal = unicodedata.normalize("NFKC", char) if code > 0x7F else char
        weight = sum(1 for c in normal if not c.isspace())
        space[code] = char.isspace()
        melts = any(c in seconds or unicodedata.combining(c) for c in normal)
        meaning[code] = _SINGLE if melts or weight > _WEIGHT else weight
    # Beyond the first plane a character is two units: the first counts, the second does not.
    # Emoji (D83D, D83E) stay as they are under NFKC; other such texts are measured singly.
    meaning[0xD800:0xDC00] |= _SINGLE
    meaning[[0xD83D, 0xD83E]] &= ~np.uint16(_SINGLE)
    meaning[0xDC00:0xE000] = 0
    meaning[_END] = 0
    space[_END] = True
    word = _members("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    _add(meaning, _members("？吗嗎"), _ASKS)
    _add(meaning, _members("".join(asking[0] for asking in QUESTION_WORDS)), _WORD)
    _add(meaning, _members("".join(asking[1] for asking in QUESTION_WORDS)), _WORD << _AFTER)
    _add(meaning, _members("?"), _MARK)
    _add(meaning, ~(word | _members("_=&%#/")), _MARK << _AFTER)
    _add(meaning, _members("呢"), _NE)
    _add(meaning, space | _members("。！!，,；;…~～？?、”」』)）"), _NE << _AFTER)
    _add(meaning, _members("."), _DOT)
    _add(meaning, word, _DOT << _AFTER)
    _add(meaning, _members(":"), _COLON)
    _add(meaning, _members("/"), _COLON << _AFTER)
    meaning[:0x80] |= 1 << _BYTES
    meaning[0x80:0x800] |= 2 << _BYTES
    meaning[0x800:] |= 3 << _BYTES
    meaning[0xD800:0xE000] ^= (3 ^ 2) << _BYTES
    meaning[_END] ^= 3 << _BYTES
    first, second, third = (_numbers(place) for place in range(3))
    words = np.zeros((first.max() + 1, second.max() + 1, third.max() + 1), np.bool_)
    for asking in QUESTION_WORDS:
        last = third[ord(asking[2])] if len(asking) > 2 else slice(None)
        words[first[ord(asking[0])], second[ord(asking[1])], last] = True
    return _Tables(
        meaning=meaning,
        word=word,
        space=space,
        first=first,
        second=second,
        third=third,
        words=words,
    )


def _add(meaning: NDArray[np.uint16], units: NDArray[np.bool_], bit: int) -> None:
    meaning[units] |= np.uint16(bit)


def _members(chars: str) -> NDArray[np.bool_]:
    table = np.zeros(0x10000, np.bool_)
    table[[ord(c) for c in chars]] = True
    return table


def _numbers(place: int) -> NDArray[np.uint8]:
    """Number the characters that stand at one place of the question words, from 1."""
    table = np.zeros(0x10000, np.uint8)
    chars = dict.fromkeys(word[place] for word in QUESTION_WORDS if len(word) > place)
    for number, char in enumerate(chars, 1):
        table[ord(char)] = number
    return table


def _second_characters() -> frozenset[str]:
    """Return the characters that can melt into the one before them."""
    parts = (unicodedata.decomposition(chr(code)).split() for code in _LOOKED_AT)
    seconds = {chr(int(p[1], 16)) for p in parts if len(p) == 2 and not p[0].startswith("<")}
    return frozenset(seconds | {chr(code) for code in range(0x1160, 0x1200)})
