"""Which encoding a text is in, judged by its bytes alone, and whether that is beyond doubt.

A byte order mark says it. Otherwise the bytes are read in each of the encodings that chats come
in, and a reading costs what its characters surprise (in nats): 的 little, a rare hanzi much, a
byte that fits nothing most. The cheapest reading wins; it is certain when the next one costs
much more and it reads like a language at all. The rest has to be asked.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from weilu.connect.bad_bytes import BAD_BYTE
from weilu.connect.surprise import surprise

#: In the order in which they are offered, each with what it costs before a byte is read:
#: UTF-8 is by far the commonest, and few communities write Korean.
_BEFORE = {
    "utf-8": 0.0,
    "gb18030": 4.0,
    "big5": 4.0,
    "utf-16-le": 4.0,
    "utf-16-be": 6.0,
    "shift_jis": 8.0,
    "euc-kr": 10.0,
    "euc-jp": 16.0,
    "windows-1252": 6.0,
    "windows-1250": 8.0,
    "windows-1251": 8.0,
    "koi8-r": 10.0,
}
ENCODINGS = tuple(_BEFORE)
_WIDE = ("utf-16-le", "utf-16-be")
#: Any bytes fit these, so that nothing in a file can speak against them: never certain.
_SINGLE = frozenset({"windows-1252", "windows-1250", "windows-1251", "koi8-r"})
#: Never taken without asking. EUC-JP has the kana where GB18030 has them, so that it must be
#: among the readings: else Japanese mail of the nineties would read as Chinese beyond doubt.
_ASKED = _SINGLE | {"euc-jp"}
#: Letters of two scripts in one word: what a wrong reading of "Grüße" looks like.
_PATCHED = re.compile(
    "[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]|[a-z][\u4e00-\ud7a3]{1,2}[a-z]", re.IGNORECASE
)
_PATCH = 4.0
_JSON = re.compile(rb'\s*(?:\{\s*"|\[\s*[{\["])')
#: Under these names Python knows more characters of the same encoding.
_CODECS = {"big5": "big5hkscs", "shift_jis": "cp932", "euc-kr": "cp949"}
_OTHER_NAMES = {
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp950": "big5",
    "big5hkscs": "big5",
    "cp932": "shift_jis",
    "cp949": "euc-kr",
    "iso8859-1": "windows-1252",
    "iso8859-2": "windows-1250",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Bytes that are looked at: of lines with something beyond ASCII in them.
_ENOUGH = 16_384
#: How much dearer the next reading must be: such a judgement is wrong once in e**14, a million.
_MARGIN = 14.0
#: A text whose characters cost more than this on average reads like no language.
_STRANGE = 10.5
#: Below this length ASCII may be UTF-16 that has neither a space nor a line end.
_SHORT = 100
#: Fewer bytes beyond ASCII tell less: these are three hanzi in GB18030.
_FEW = 6
_SHOWN = 4
#: Control characters, without those of line ends and of colours in IRC.
_UNTYPED = bytes(b for b in range(32) if b not in b"\0\t\n\f\r\x02\x03\x0f\x11\x16\x1b\x1d\x1e\x1f")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a text is in.

    ``encoding`` is "" for bytes that are no text, and "ascii" where nothing tells it, since the
    text is the same in each. ``alternatives`` are the readings to choose from, likeliest first,
    where it is not certain.
    """

    encoding: str
    is_certain: bool = True
    alternatives: tuple[str, ...] = ()
    is_marked: bool = False  # by a byte order mark


def decide(sample: bytes) -> Decision:
    """Judge the beginning of a file, which may end inside a character."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return Decision(encoding, is_marked=True)
    # UTF-16 has no three zero bytes in a row; a text may, where a disk lost a piece of it.
    has_hole = b"\0\0\0" in sample
    if has_hole and 10 * sample.count(0) > len(sample):
        return Decision("")
    may_be_wide = not has_hole and (b"\0" in sample or len(sample) < _SHORT)
    if not sample or (sample.isascii() and not may_be_wide):
        return Decision("ascii")
    part = telling_lines(sample)
    if _is_surely_utf8(part, is_json=bool(_JSON.match(sample))):
        return Decision("utf-8")
    readings = [_read(part, name) for name in ENCODINGS if name not in _WIDE]
    if sample.isascii():
        readings = readings[:1]
    if may_be_wide:
        readings += [_read(sample[:_ENOUGH], name) for name in _WIDE]
    found = _choose(readings, is_ascii=sample.isascii())
    return found if found.is_certain or not _is_machine_made(sample) else Decision("")


def _is_machine_made(sample: bytes) -> bool:
    """Tell whether so many bytes are signs that nobody types that it is no text."""
    rest = len(sample.translate(None, _UNTYPED))
    return len(sample) > 1_000 and rest < 0.98 * len(sample)


def codec_of(encoding: str) -> str:
    """Return the name under which Python knows most characters of an encoding."""
    return _CODECS.get(encoding, encoding)


def named(name: str) -> str | None:
    """Return which of ENCODINGS somebody means by a name ("GBK", "Big5-HKSCS"), else None."""
    try:
        plain = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return None
    ours = {codecs.lookup(encoding).name: encoding for encoding in ENCODINGS}
    return _OTHER_NAMES.get(plain) or ours.get(plain)


def telling_lines(sample: bytes) -> bytes:
    """Return the first lines with something beyond ASCII in them, a short sample as it is."""
    if len(sample) <= _ENOUGH:
        return sample
    lines: list[bytes] = []
    length = 0
    for line in sample.splitlines(keepends=True):
        if not line.isascii():
            lines.append(line[:_ENOUGH])
            length += len(lines[-1])
            if length > _ENOUGH:
                break
    return b"".join(lines)


def _is_surely_utf8(part: bytes, *, is_json: bool) -> bool:
    """Tell whether all of it is UTF-8, of three bytes that fit each other again and again.

    JSON has no other encoding, so that a single character will do.
    """
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(part)
    except UnicodeDecodeError:
        return False
    return (is_json and not text.isascii()) or sum(c > "\u07ff" for c in set(text)) > 3


@dataclass(frozen=True, slots=True)
class _Reading:
    encoding: str
    cost: float
    once: float  # the cost if each character stood once: ten times the same name tells no more
    weight: float  # of what it tells: 1.0, less for a word or two, and for 谢谢谢谢
    is_strange: bool  # it reads like no language
    is_broken: bool  # much of it fits nothing


def _read(part: bytes, encoding: str) -> _Reading:
    text = codecs.getincrementaldecoder(codec_of(encoding))("weilu.mark").decode(part)
    counts = Counter(text)
    costs = {char: n * surprise(char, encoding) for char, n in counts.items()}
    foreign = [char for char in counts if char > "\x7f"]
    total = sum(counts[char] for char in foreign)
    bad = counts[BAD_BYTE]
    spent = sum(costs[char] for char in foreign if char != BAD_BYTE)
    telling = len(part) - (len(text) - total) * (2 if encoding in _WIDE else 1)
    if encoding == "utf-8" and any(char > "\u07ff" for char in foreign):
        telling = _FEW  # three bytes that fit each other
    more = _PATCH * len(_PATCHED.findall(text))
    if encoding in _WIDE and len(part) % 2:
        more += surprise(BAD_BYTE, encoding)
    return _Reading(
        encoding=encoding,
        cost=_BEFORE[encoding] + sum(costs.values()) + more,
        once=_BEFORE[encoding] + sum(surprise(char, encoding) for char in counts) + more,
        weight=min(1.0, telling / _FEW) * len(foreign) / total if total else 1.0,
        is_strange=2 * bad > total or spent > _STRANGE * (total - bad),
        is_broken=4 * bad > total,
    )


def _choose(readings: list[_Reading], *, is_ascii: bool) -> Decision:
    readings = sorted(readings, key=lambda reading: reading.cost)
    best, *others = readings
    is_clear = not others or (others[0].cost - best.cost) * best.weight >= _MARGIN
    encoding = "ascii" if is_ascii and best.encoding == "utf-8" else best.encoding
    if is_clear and not best.is_strange and best.encoding not in _ASKED:
        return Decision(encoding)
    # Any bytes are something in a single-byte encoding: shown when it may be a language.
    shown = [
        reading.encoding
        for reading in sorted(readings, key=lambda reading: reading.once)
        if not reading.is_broken and not (reading.is_strange and reading.encoding in _SINGLE)
    ]
    return Decision(encoding, False, tuple(shown[:_SHOWN]) or (best.encoding,))
