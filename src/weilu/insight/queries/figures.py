"""Metrics now beside their own past, read from the stored measures."""

from collections.abc import Mapping, Sequence
from statistics import median

from weilu.insight.shapes import Figure
from weilu.kernel.time import DAY_US
from weilu.measure.festivals import Festivals
from weilu.measure.temperature_terms import APART, LEAST_WEEKS, PARTS
from weilu.warehouse.reader import Reader

#: Windows kept: now and 26 weeks before it.
WINDOWS = 27
#: Shares rest on at least so many people or events.
FEWEST = 5


def as_of(reader: Reader) -> int:
    """Return the local day of the newest message, 0 when there is none."""
    found = reader.recall("SELECT max(local_day) FROM days WHERE messages > 0")
    return int(found[0][0] or 0)


def newest_us(reader: Reader) -> int | None:
    """Return the moment of the newest message; told by the files' statistics, nothing is read."""
    return reader.newest_us()


def end_of(reader: Reader, until_day: int) -> int:
    """Return the moment from which people look back: the newest message's, at most the day's end.

    Waiting times count to it, so that an archive that ends at noon claims no afternoon.
    """
    end = (until_day + 1) * DAY_US - 1
    newest = newest_us(reader)
    return end if newest is None else min(end, newest)


def figures(
    reader: Reader,
    group_id: int,
    metrics: Sequence[str],
    *,
    until_day: int,
    festivals: Festivals,
) -> dict[str, Figure]:
    """Return every metric asked for; one that was never measured has no value."""
    found = reader.recall(
        """
        SELECT metric, until_day, value, low, high, n FROM measures
        WHERE group_id = $group AND metric IN (SELECT unnest($metrics))
          AND until_day <= $until AND until_day > $until - 7 * $windows
          AND ($until - until_day) % 7 = 0
        """,
        {
            "group": group_id,
            "metrics": list(metrics),
            "until": until_day,
            "windows": WINDOWS,
        },
    )
    series: dict[str, dict[int, tuple[float | None, float | None, float | None, int]]] = {}
    for metric, day, value, low, high, n in found:
        series.setdefault(metric, {})[day] = (value, low, high, n)
    return {
        metric: figure_of(metric, series.get(metric, {}), until_day, festivals)
        for metric in metrics
    }


def figure_of(
    metric: str,
    known: Mapping[int, tuple[float | None, float | None, float | None, int]],
    until_day: int,
    festivals: Festivals,
) -> Figure:
    """Return a metric now, beside the windows before it that are a yardstick."""
    value, low, high, n = known.get(until_day, (None, None, None, 0))
    days = [until_day - 7 * back for back in reversed(range(WINDOWS))]
    past = tuple(known[day][0] if day in known else None for day in days)
    usual = [
        kept
        for day, kept in zip(days[:-1], past[:-1], strict=True)
        if kept is not None and not festivals.fill_window(day)
    ]
    return Figure(
        metric=metric,
        value=value,
        low=low,
        high=high,
        n=n,
        past_median=median(usual) if len(usual) >= 4 else None,
        past=past,
        missing="" if value is not None else _why(metric, n, usual),
    )


def weeks_before(
    figure: Figure, *, until_day: int, festivals: Festivals, weeks: int = 4
) -> float | None:
    """Return what ``figure`` was ``weeks`` ago; None where a week of that window was holidays.

    Stricter than the yardstick of 26 windows: one neighbour alone has to be an ordinary one.
    """
    if len(figure.past) <= weeks or festivals.touch_window(until_day - 7 * weeks):
        return None
    return figure.past[-1 - weeks]


def _why(metric: str, n: int, usual: Sequence[float]) -> str:
    if 0 < n < FEWEST:
        return "too_few"
    if metric == "temperature":
        return "too_young"
    if n >= FEWEST and metric.startswith("first_reply"):
        return "unanswered"
    return "too_few" if n == 0 and usual else "not_recorded"


def part_ranks(
    found: Mapping[str, Figure], *, until_day: int, festivals: Festivals
) -> dict[str, float | None]:
    """Return the rank of each part of the temperature among its own weeks, 0 (lowest) to 1.

    The share of weeks below now, equal ones (this one too) counted half, and equal is what
    chance alone may set apart, as the temperature itself does: docs/methods/temperature.md.
    """
    return {part: _rank(found[part], until_day, festivals) for part in PARTS if part in found}


def _rank(figure: Figure, until_day: int, festivals: Festivals) -> float | None:
    before = [
        value
        for back, value in enumerate(reversed(figure.past[:-1]), start=1)
        if value is not None and not festivals.fill_window(until_day - 7 * back)
    ]
    if figure.value is None or len(before) < LEAST_WEEKS:
        return None
    if figure.metric == "reaction_rate" and not any([figure.value, *before]):
        return None  # the source tells of no reactions at all
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    least = figure.value - APART * (figure.value - low)
    most = figure.value + APART * (high - figure.value)
    below = sum(value < least for value in before)
    equal = sum(least <= value <= most for value in before)
    return (below + (equal + 1) / 2) / (len(before) + 1)
