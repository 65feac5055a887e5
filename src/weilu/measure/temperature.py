"""Temperature 温度: an index on trial, against the group's own last 26 weeks."""

import ibis
from ibis import Table, _

from weilu.measure.results import number
from weilu.measure.tables import Tables
from weilu.measure.temperature_terms import APART, LEAST_PARTS, LEAST_WEEKS, PARTS, PAST_DAYS


def temperature(tables: Tables, windows: Table) -> Table:
    """Give 100 × the geometric mean of the parts' ranks among the group's own weeks.

    A part's rank: (weeks below + half of the weeks equal, itself included) / all weeks, from the
    up to 26 weekly windows before and this one; equal are weeks that chance alone may set apart.
    Windows of more than a week of holidays are no yardstick. A part without a value now or with
    fewer than 8 weeks is left out, so are reactions where none was ever recorded. Null with
    fewer than 3 parts. ``n``: weeks before.
    """
    parts = tables.measured.filter(_.metric.isin(PARTS), _.value.notnull())
    now = _now(parts.semi_join(windows, ["group_id", "until_day"]))
    past = (
        parts.semi_join(tables.windows.filter(~_.is_festival), ["group_id", "until_day"])
        .select("group_id", "metric", past_day="until_day", past="value")
    )  # fmt: skip
    beside = now.left_join(
        past,
        [
            now.group_id == past.group_id,
            now.metric == past.metric,
            past.past_day < now.until_day,
            past.past_day >= now.until_day - PAST_DAYS,
        ],
    )
    ranks = (
        beside.group_by("group_id", "until_day", "metric")
        .aggregate(
            below=(_.past < _.from_).sum(),
            equal=((_.past >= _.from_) & (_.past <= _.to_)).sum(),
            weeks=_.past.count(),
            most=ibis.greatest(_.past.max().fill_null(0.0), _.value.max()),
        )
        .mutate(
            rank=(_.below.fill_null(0) + (_.equal.fill_null(0) + 1) / 2) / (_.weeks + 1),
            is_known=(_.weeks >= LEAST_WEEKS) & ~((_.metric == "reaction_rate") & (_.most == 0)),
        )
    )
    found = ranks.group_by("group_id", "until_day").aggregate(
        mean=_.rank.ln().mean(where=_.is_known),
        parts=_.is_known.sum(),
        weeks=_.weeks.max(),
    )
    value = (found.parts >= LEAST_PARTS).ifelse(100 * found.mean.exp(), ibis.null("float64"))
    return number(found, value, found.weeks, least=LEAST_WEEKS)


def _now(parts: Table) -> Table:
    """Return each part's value with the span in which a past week counts as equal."""
    return parts.select(
        "group_id",
        "until_day",
        "metric",
        "value",
        from_=_.value - APART * (_.value - _.low.fill_null(_.value)),
        to_=_.value + APART * (_.high.fill_null(_.value) - _.value),
    )
