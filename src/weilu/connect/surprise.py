"""How much a character surprises in a chat, for telling a right reading from a wrong one.

The numbers are nats, -log of a rough probability: 120 characters are half of what Chinese
people write. Which these are is in ``hanzi.txt``: the commonest, the common and the usual, in
simplified and traditional form, ranked by the word counts of jieba's dictionary (MIT).
"""

from functools import cache
from importlib.resources import files

from weilu.connect.bad_bytes import BAD_BYTE

_UNICODE = frozenset({"utf-8", "utf-16-le", "utf-16-be"})
_CYRILLIC = _UNICODE | {"windows-1251", "koi8-r"}
_KOREAN = _UNICODE | {"euc-kr"}
_LATIN = _UNICODE | {"windows-1252", "windows-1250"}
_CENTRAL = _UNICODE | {"windows-1250"}
_KANA = _UNICODE | {"shift_jis", "euc-jp"}
_ANYWHERE = frozenset[str]()
_ASCII, _CONTROL = 4.6, 20.0
_BAD = 25.0
#: More for a character that the encoding has but is not used for: kana in GB18030.
_AWAY = 6.0
_LISTED = (5.2, 7.0, 8.8)  # the lines of hanzi.txt
_TAUGHT, _RARE = 11.0, 15.5
_PUNCTUATION = dict.fromkeys("，。！？：、；“”‘’（）《》「」『』【】…—～·", 5.2)
#: The syllables that are half of what Koreans write.
_SYLLABLES = dict.fromkeys(
    "이다는의에을가고기지로한하도사서은리를자어시인나대정아들과수그제라부해상전보장일스것으있주조마여원"
    "내게안구비당우모신미요니음오했면습용만공문학생동소등무선성금경세국민연개간감네거야까저무엇읽을",
    5.4,
)
_ACCENTED = dict.fromkeys("éèêàâùûçîôëïüöäßñáíóúãõåøæÉÀÈÇÜÖÄÑ«»¿¡°", 7.0)
#: First and last code point, price, and the encodings that are used for these.
_SCRIPTS = (
    (0x00A0, 0x00FF, 12.0, _LATIN),
    (0x0100, 0x024F, 7.0, _CENTRAL),
    (0x03B1, 0x03C9, 5.5, _UNICODE),
    (0x0370, 0x03FF, 10.0, _UNICODE),
    (0x0430, 0x044F, 4.6, _CYRILLIC),
    (0x0400, 0x045F, 7.5, _CYRILLIC),
    (0x0590, 0x0E7F, 9.5, _UNICODE),
    (0x2000, 0x20CF, 7.5, _ANYWHERE),
    (0x2500, 0x257F, 12.0, _ANYWHERE),
    (0x2100, 0x27BF, 9.5, _ANYWHERE),
    (0x3000, 0x303F, 7.0, _ANYWHERE),
    (0x3041, 0x309F, 5.5, _KANA),
    (0x30A0, 0x30FF, 6.2, _KANA),
    (0x3100, 0x312F, 9.0, _ANYWHERE),
    (0x4E00, 0x9FFF, _RARE, _ANYWHERE),
    (0xAC00, 0xD7A3, 11.5, _KOREAN),
    (0xFE00, 0xFE0F, 7.0, _ANYWHERE),
    (0xFF01, 0xFF5E, 8.0, _ANYWHERE),
    (0xFF61, 0xFF9F, 13.0, _ANYWHERE),
    (0x1F000, 0x1FAFF, 8.0, _ANYWHERE),
)
_ELSEWHERE = 19.0


@cache
def surprise(char: str, encoding: str) -> float:
    """Return how surprising a character is in a text of that encoding, in nats."""
    if char < "\x80":
        return _ASCII if char >= " " or char in "\t\r\n" else _CONTROL
    if char == BAD_BYTE:
        return _BAD
    if char in _ACCENTED:
        return _ACCENTED[char] + (0 if encoding in _LATIN else _AWAY)
    if char in _SYLLABLES:
        return _SYLLABLES[char] + (0 if encoding in _KOREAN else _AWAY)
    known = _PUNCTUATION.get(char) or _listed().get(char)
    if known is None:
        return _by_script(char, encoding)
    return known + (_AWAY if encoding == "euc-kr" and char not in _PUNCTUATION else 0)


def _by_script(char: str, encoding: str) -> float:
    code = ord(char)
    for first, last, price, homes in _SCRIPTS:
        if first <= code <= last:
            away = 0 if not homes or encoding in homes else _AWAY
            return away + (_TAUGHT if price == _RARE and _is_taught(char) else price)
    return _ELSEWHERE


def usual_hanzi() -> str:
    """Return the hanzi that are nearly all of what is written in chats."""
    return "".join(_listed())


@cache
def _listed() -> dict[str, float]:
    lines = files("weilu.connect").joinpath("hanzi.txt").read_text("utf-8").split("\n")
    return {
        char: price for line, price in zip(lines, _LISTED, strict=False) for char in line.strip()
    }


def _is_taught(char: str) -> bool:
    """Tell whether a hanzi is in the first level of GB 2312 or of Big5: what school teaches."""
    simplified, traditional = char.encode("gb2312", "ignore"), char.encode("big5", "ignore")
    return b"\xb0" <= simplified < b"\xd8" or b"\xa4" <= traditional < b"\xc7"
