"""Names as they are compared: script, width, case, signs and the place in front left out."""

import re
import unicodedata
from functools import cache

import opencc

#: Names longer than this are compared by their beginning.
LONGEST = 24
#: From this length on two names may differ by one character and still be nearly the same.
NEARLY_FROM = 4
_PARTS = re.compile(r"[-_－—–~～|｜/／\\·•・:：]+")
_ASIDE = re.compile(r"[(（\[【〔].*?[)）\]】〕]")
_DOMAIN = re.compile(r"@.*$")
_KIND = re.compile(r"^(?:user|peer|uid|id)[-_:]?(?=\d+$)")
_SHORTEST_REF = 5


@cache
def _simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def plain(name: str) -> str:
    """Return letters and digits only, in one script, width and case.

    A name of signs alone keeps them: they are all that it has.
    """
    folded = _simplified().convert(unicodedata.normalize("NFKC", name)).casefold()
    kept = "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN")
    return (kept or folded.strip())[:LONGEST]


def nickname(name: str) -> str:
    """Return the own part of 「城市-昵称」 or 「行业-岗位-昵称」; "" where a name has no parts."""
    told = _ASIDE.sub("", unicodedata.normalize("NFKC", name))
    parts = [part for each in _PARTS.split(told) if (part := plain(each))]
    last = parts[-1] if len(parts) > 1 else ""
    return last if len(last) > 1 and not last.isdigit() else ""


def nearly(one: str, other: str) -> bool:
    """Tell whether two plain names differ by one character put in, left out or exchanged."""
    if one == other or min(len(one), len(other)) < NEARLY_FROM or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def keys(name: str) -> set[str]:
    """Return the blocks an account is compared in: its name, its nickname, and each less a sign.

    Two names that are nearly the same share one of the shortened ones.
    """
    whole, own = plain(name), nickname(name)
    found = {f"={each}" for each in (whole, own) if each}
    if len(whole) >= NEARLY_FROM:
        found |= {f"~{whole[:at]}{whole[at + 1 :]}" for at in range(len(whole))} | {f"~{whole}"}
    return found


def lasting_ref(ref: str) -> str:
    """Return a platform's id in the one form that exports and live connections share.

    "" where it is too short to mean anything.
    """
    told = _KIND.sub("", _DOMAIN.sub("", ref.strip().casefold()))
    digits = re.sub(r"[\s()+.-]", "", told)
    told = digits.lstrip("0") if digits.isdigit() else told
    return told if len(told) >= _SHORTEST_REF else ""
