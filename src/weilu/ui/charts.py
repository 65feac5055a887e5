"""What a chart shows, and the same numbers as a table.

``c-ui.chart`` takes a kind and its data, a plain dict that becomes JSON for ``<weilu-chart>``:

``line``
    ``x`` labels, ``series`` list of ``{name, values, tone, dashed, kind, text}`` (``kind``
    line or bar, ``tone`` ink, past or ember, ``text`` at the line's end), optional
    ``reference {value, text}``, ``mark {from, to, text, tone}`` (labels of ``x``) and ``below``, a
    second panel ``{series}`` on the same ``x``. No second axis: two panels.
``histogram``
    ``x`` labels of the bins, ``values``, optional ``past`` and ``name``, ``past_name``.
``bars``
    ``rows`` list of ``{label, value, past, text, tone}``: lying bars, the own past pale above.
``heatmap``
    ``rows`` labels, ``columns`` labels, ``values`` (list of rows; None = not yet), optional
    ``unit``. Six steps of ash; drawn as a table of cells.
``lorenz``
    ``now`` and optional ``past``: shares (0–1) of the messages written by the busiest 0, 5,
    10 … 100 % of the people; ``points`` optional list of ``{x, y, text}``.
``ties``
    ``nodes`` list of ``{id, name, size, tone, label}`` (``label``: true for the name, cut at
    eight signs, or words of its own), ``links`` list of ``{source, target, weight}``, optional
    ``outside`` names (nobody answered them yet). The layout comes from the ids and ties alone,
    so the same ties lie the same way each time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

Data = Mapping[str, Any]
STEPS_OF_ASH = 6
LONGEST_BAR = 62  # percent of the width; the words at the bar's end take the rest


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a chart as a table; the first cell of each row is its header."""

    head: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A chart ready for its template: drawn by the server (``template``) or by the browser."""

    element_id: str
    template: str = ""
    table: Numbers | None = None


def drawn(kind: str, data: Data) -> Drawn:
    table = _TABLES[kind]
    return Drawn(
        element_id=f"chart-{uuid4().hex[:12]}",
        template=_TEMPLATES.get(kind, ""),
        table=table(data) if table else None,
    )


def _line(data: Data) -> Numbers:
    series = [*data["series"], *data.get("below", {}).get("series", ())]
    rows = [[label, *(one["values"][at] for one in series)] for at, label in enumerate(data["x"])]
    return Numbers(["", *(one["name"] for one in series)], rows)


def _histogram(data: Data) -> Numbers:
    names = [data.get("name") or _("Now")]
    columns = [data["values"]]
    if data.get("past"):
        names.append(data.get("past_name") or _("Own past"))
        columns.append(data["past"])
    return Numbers(["", *names], [list(row) for row in zip(data["x"], *columns, strict=True)])


def _bars(data: Data) -> Numbers:
    has_past = any(row.get("past") is not None for row in data["rows"])
    head = ["", _("Now"), *([_("Own past")] if has_past else [])]
    rows = [
        [row["label"], row["value"], *([row.get("past")] if has_past else [])]
        for row in data["rows"]
    ]
    return Numbers(head, rows)


def _lorenz(data: Data) -> Numbers:
    now, past = data["now"], data.get("past")
    head = [_("Busiest share of the people"), _("Their share of the messages")]
    head += [_("Own past")] if past else []
    rows = [
        [
            f"{round(100 * at / (len(now) - 1))}%",
            f"{value:.0%}",
            *([f"{past[at]:.0%}"] if past else []),
        ]
        for at, value in enumerate(now)
    ]
    return Numbers(head, rows)


def _ties(data: Data) -> Numbers:
    names = {node["id"]: node["name"] for node in data["nodes"]}
    links = sorted(data["links"], key=lambda link: -link["weight"])
    rows = [
        [f"{names[link['source']]} – {names[link['target']]}", link["weight"]] for link in links
    ]
    rows += [[name, 0] for name in data.get("outside", ())]
    return Numbers([_("Two people"), _("Exchanges")], rows)


_TABLES: Mapping[str, Callable[[Data], Numbers] | None] = {
    "line": _line,
    "histogram": _histogram,
    "bars": _bars,
    "lorenz": _lorenz,
    "ties": _ties,
    "heatmap": None,  # is a table already
}
_TEMPLATES = {"bars": "ui/_bars.html", "heatmap": "ui/_heatmap.html"}


@dataclass(frozen=True, slots=True)
class Cell:
    value: float | None
    step: int  # of the six of ash; -1 = not yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    rows: Sequence[tuple[str, Sequence[Cell]]]
    highest: float


def heat(data: Data) -> Heat:
    """Give each cell its step of ash; equal steps from nothing to the highest value."""
    values = [value for row in data["values"] for value in row if value is not None]
    highest = max(values, default=0)
    rows = [
        (label, [Cell(value, _step(value, highest)) for value in row])
        for label, row in zip(data["rows"], data["values"], strict=True)
    ]
    return Heat(rows=rows, highest=highest)


def _step(value: float | None, highest: float) -> int:
    if value is None:
        return -1
    if not highest or value <= 0:
        return 0
    return min(STEPS_OF_ASH - 1, 1 + int((STEPS_OF_ASH - 1) * value / highest - 1e-9))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    label: str
    text: str
    width: float  # percent of the room
    past_width: float | None
    tone: str


def bars(data: Data) -> list[Bar]:
    """Scale lying bars from a zero baseline to the longest of all, the past included."""
    rows = data["rows"]
    longest = max((max(row["value"], row.get("past") or 0) for row in rows), default=0) or 1

    def scaled(value: float | None) -> float | None:
        return None if value is None else round(LONGEST_BAR * value / longest, 2)

    return [
        Bar(
            label=row["label"],
            text=str(row.get("text") or row["value"]),
            width=scaled(row["value"]) or 0,
            past_width=scaled(row.get("past")),
            tone=row.get("tone") or "",
        )
        for row in rows
    ]
