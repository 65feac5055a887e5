"""Cells of tables that people open in a spreadsheet: none is ever taken for a formula."""

import re

#: What Excel, LibreOffice and their like take for a formula, full-width signs included.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
#: A number stays one, whatever its sign.
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def harmless(text: str) -> str:
    """Put an apostrophe before what would be a formula; ``as_written`` takes it off again."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def as_written(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
