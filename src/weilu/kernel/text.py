"""Text from outside, where anything may stand: addresses, forms, files."""

import re

#: As many digits fit 64 bits whatever they are.
_WHOLE = re.compile(r"-?[0-9]{1,18}")


def whole_number(text: str) -> int | None:
    """Return the number that ``text`` writes in at most 18 ASCII digits, None for all else.

    ``str.isdigit`` lets "²" pass and says nothing about length: ``int`` refuses both.
    """
    return int(text) if _WHOLE.fullmatch(text) else None


def storable(text: str, length: int) -> str:
    """Return what a database takes: no NUL (PostgreSQL refuses it), no lone surrogate."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:length]
