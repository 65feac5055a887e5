"""Where a table begins: below a title, with a header or without one."""

from collections.abc import Sequence
from dataclasses import dataclass

from weilu.connect.columns import MOST_COLUMNS, Sheet
from weilu.connectors.table.moments import parts_of

#: Rows above a header: titles, who exported it and when.
_MOST_ABOVE = 20
#: Rows that are shown and judged.
SAMPLE_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """``begins`` is the place of the first row of data, ``header`` that of its names or -1."""

    header: int
    begins: int
    width: int


def layout_of(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Find header and data in the first rows; None where there are no two columns.

    A full row with a time is data. The header is the fullest row above the first of them, if
    there is one: titles, and who exported the table and when, are shorter.
    """
    filled = [sum(1 for cell in row[:MOST_COLUMNS] if cell.strip()) for row in rows]
    widest = max(filled, default=0)
    if widest < 2:
        return None
    dated = [at for at, row in enumerate(rows) if any(map(_is_time, row[:MOST_COLUMNS]))]
    first = next((at for at in dated if filled[at] * 3 > widest * 2), len(rows))
    above = [at for at in range(min(first, _MOST_ABOVE)) if filled[at] > 1 and at not in dated]
    header = max(above, key=lambda at: filled[at], default=-1)
    if header < 0 or filled[header] * 2 <= widest:
        begins = dated[0] if dated else 0
        return Layout(header=-1, begins=begins, width=_usual_width(rows[begins:]))
    return Layout(header=header, begins=header + 1, width=len(rows[header]))


def _is_time(cell: str) -> bool:
    parts = parts_of(cell)
    return parts is not None and parts.has_date


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    widths = [len(row) for row in rows]
    return max(widths, key=widths.count)


def sheet_of(name: str, rows: Sequence[Sequence[str]], layout: Layout) -> Sheet:
    """Return the sheet that is shown; cells are cut, columns beyond the most are left out."""
    width = min(layout.width, MOST_COLUMNS)
    names = rows[layout.header] if layout.header >= 0 else []
    below = [row for row in rows[layout.begins :] if any(cell.strip() for cell in row)]
    return Sheet(
        name=name,
        names=tuple(fitted([cell.strip()[:100] for cell in names], width)),
        rows=tuple(tuple(fitted(row, width)) for row in below[:SAMPLE_ROWS]),
        has_header=layout.header >= 0,
    )


def fitted(cells: Sequence[str], width: int) -> list[str]:
    """Return as many cells as there are columns."""
    return [*cells[:width], *[""] * (width - len(cells))]
