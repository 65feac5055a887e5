"""The one result that every metric gives: value, interval, and how many it rests on."""

from typing import Any, TypeAlias

import ibis
from ibis import Table, _

#: An expression over columns. ibis declares the operators on narrower classes only, by paths
#: that mypy cannot follow.
Value: TypeAlias = Any

#: A share, mean or median of fewer people or events is not shown.
LEAST = 5
#: Days of a window unless a metric says otherwise.
WINDOW = 28
#: 97.5 % quantile of the normal distribution: two-sided 95 %.
Z = 1.959963984540054


def share(rows: Table, hits: Value, n: Value) -> Table:
    """Return ``hits / n`` with its Wilson interval; null below five."""
    counted = rows.select("group_id", "until_day", hits=hits.cast("float64"), n=n.cast("int64"))
    enough = counted.filter(counted.n > 0).mutate(p=_.hits / _.n)
    z2 = Z * Z
    middle = (_.p + z2 / (2 * _.n)) / (1 + z2 / _.n)
    half = Z / (1 + z2 / _.n) * (_.p * (1 - _.p) / _.n + z2 / (4 * _.n * _.n)).sqrt()
    found = enough.mutate(
        low=ibis.greatest(0.0, ibis.least(_.p, middle - half)),
        high=ibis.least(1.0, ibis.greatest(_.p, middle + half)),
    )
    return number(found, found.p, found.n, low=found.low, high=found.high)


def about(rows: Table, value: Value, n: Value, *, off: Value, most: float | None = None) -> Table:
    """Return a ratio of sums with its interval; ``off`` is its standard error.

    That of a ratio a/b over people or days: √Σ(aᵢ − a/b · bᵢ)² / b (Cochran, Sampling Techniques,
    1977, 6.4). Who writes much, or a loud day, widens it.
    """
    high = value + Z * off
    return number(
        rows,
        value,
        n,
        low=ibis.greatest(0.0, value - Z * off),
        high=high if most is None else ibis.least(most, high),
    )


def number(
    rows: Table,
    value: Value,
    n: Value,
    *,
    low: Value | None = None,
    high: Value | None = None,
    least: int = LEAST,
) -> Table:
    """Return any other number; null where it rests on fewer than ``least``."""
    enough = n >= least
    missing = ibis.null("float64")

    def shown(column: Value | None) -> Value:
        return missing if column is None else enough.ifelse(column.cast("float64"), missing)

    return rows.select(
        "group_id",
        "until_day",
        value=shown(value),
        low=shown(low),
        high=shown(high),
        n=n.cast("int64"),
    )


def count(windows: Table, rows: Table, column: str) -> Table:
    """Return a number of people: 0 where a window has no row, and shown however small."""
    joined = windows.select("group_id", "until_day").left_join(
        rows.select("group_id", "until_day", found=rows[column]), ["group_id", "until_day"]
    )
    filled = joined.select("group_id", "until_day", found=joined.found.fill_null(0))
    return number(filled, filled.found, filled.found, least=0)


def spread(windows: Table, days: int, *, back: int = 0) -> Table:
    """Return each window with each of its local days; it ends ``back`` days before until_day."""
    aged = windows.select(
        "group_id", "until_day", age=ibis.range(back, back + days, 1).unnest().cast("int32")
    )
    return aged.select("group_id", "until_day", local_day=(aged.until_day - aged.age).cast("int32"))


def within(windows: Table, rows: Table, days: int, *, back: int = 0) -> Table:
    """Return the rows of each window: a row for each window that its local day falls into."""
    return spread(windows, days, back=back).inner_join(rows, ["group_id", "local_day"])


def at(windows: Table, rows: Table) -> Table:
    """Return only those rows that belong to the windows asked for."""
    return rows.semi_join(windows, ["group_id", "until_day"])
