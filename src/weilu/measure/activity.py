"""How many people are active, how often, and how loud it is."""

import math

import ibis
from ibis import Table, _

from weilu.measure.results import WINDOW, Value, Z, at, count, number, share, within
from weilu.measure.tables import Tables


def daily_active(tables: Tables, windows: Table) -> Table:
    """Count people with a message on the last day of the window."""
    return _active(tables, windows, days=1)


def weekly_active(tables: Tables, windows: Table) -> Table:
    """Count people with a message in the last 7 days."""
    return _active(tables, windows, days=7)


def monthly_active(tables: Tables, windows: Table) -> Table:
    """Count people with a message in 28 days."""
    return _active(tables, windows, days=WINDOW)


def _active(tables: Tables, windows: Table, *, days: int) -> Table:
    """Count the people who spoke in the last ``days`` of the 28."""
    mask = (1 << (days // 7)) - 1
    spoken = at(windows, tables.spoken)
    if days == 1:
        today = within(windows, tables.days.filter(~_.is_staff), 1)
        found = today.group_by("group_id", "until_day").aggregate(people=_.person_id.nunique())
    else:
        found = (
            spoken.filter((_.weeks & mask) > 0)
            .group_by("group_id", "until_day")
            .aggregate(people=_.count())
        )
    return count(windows, found, "people")


def stickiness(tables: Tables, windows: Table) -> Table:
    """Divide the mean of daily active people by the monthly ones, over the same 28 days.

    The same as the mean share of days on which an active person spoke: the interval is that
    of this mean over people.
    """
    days = at(windows, tables.spoken).mutate(x=_.active_days / WINDOW)
    return _mean(days, top=1)


def active_days(tables: Tables, windows: Table) -> Table:
    """Give the mean number of days on which an active person spoke (L28)."""
    return _mean(at(windows, tables.spoken).mutate(x=_.active_days), top=WINDOW)


def weekly_stickiness(tables: Tables, windows: Table) -> Table:
    """Divide the mean of the four weeks' active people by the monthly ones."""
    weeks = (_.weeks & 1) + ((_.weeks >> 1) & 1) + ((_.weeks >> 2) & 1) + ((_.weeks >> 3) & 1)
    return _mean(at(windows, tables.spoken).mutate(x=weeks / 4), top=1)


def _mean(people: Table, *, top: float) -> Table:
    """Return the mean of ``x`` over people with the normal interval, kept within 0 and ``top``."""
    found = people.group_by("group_id", "until_day").aggregate(
        mean=_.x.mean(), spread=_.x.cast("float64").std(how="sample"), n=_.count()
    )
    half = Z * found.spread.fill_null(0) / found.n.cast("float64").sqrt()
    return number(
        found,
        found.mean,
        found.n,
        low=ibis.greatest(0.0, found.mean - half),
        high=ibis.least(float(top), found.mean + half),
    )


def question_share(tables: Tables, windows: Table) -> Table:
    """Give the share of members' messages that ask something."""
    own = within(windows, tables.days.filter(~_.is_staff), WINDOW)
    found = own.group_by("group_id", "until_day").aggregate(
        questions=_.questions.sum(), messages=_.messages.sum()
    )
    return share(found, found.questions, found.messages)


def activity_half_life(tables: Tables, windows: Table) -> Table:
    """Give the days after which half of the active people have fallen silent, at this pace.

    From the share of those active in the 28 days before who are active in these 28 days:
    28 × ln 2 / −ln(share). Null when all or none of them are.
    """
    before = tables.spoken.select(
        "group_id", "person_id", until_day=(_.until_day + WINDOW).cast("int32")
    )
    now = tables.spoken.select("group_id", "until_day", "person_id", is_back=True)
    kept = at(windows, before).left_join(now, ["group_id", "until_day", "person_id"])
    found = kept.group_by("group_id", "until_day").aggregate(
        stayed=kept.is_back.fill_null(False).sum(), n=kept.count()
    )
    stayed = share(found, found.stayed, found.n)

    def days(column: Value) -> Value:
        inside = ((column > 0) & (column < 1)).ifelse(column, ibis.null("float64"))
        return WINDOW * math.log(2) / -inside.ln()

    is_between = (stayed.value > 0) & (stayed.value < 1)
    nothing = ibis.null("float64")
    return number(
        stayed,
        days(stayed.value),
        stayed.n,
        low=is_between.ifelse(days(stayed.low), nothing),
        high=is_between.ifelse(days(stayed.high), nothing),
    )


def message_load(tables: Tables, windows: Table) -> Table:
    """Give the messages (members' and staff's) for each member and day."""
    found = (
        within(windows, tables.days, WINDOW)
        .group_by("group_id", "until_day")
        .aggregate(messages=_.messages.sum())
    )
    sized = at(windows, tables.sizes).left_join(found, ["group_id", "until_day"])
    load = sized.messages.fill_null(0) / sized.members / WINDOW
    return number(sized, load, sized.members)


def operator_share(tables: Tables, windows: Table) -> Table:
    """Give the share of all messages that staff wrote."""
    found = (
        within(windows, tables.days, WINDOW)
        .group_by("group_id", "until_day")
        .aggregate(own=_.messages.sum(where=_.is_staff), messages=_.messages.sum())
    )
    return share(found, found.own.fill_null(0), found.messages)


def quiet_hours_share(tables: Tables, windows: Table) -> Table:
    """Give the share of all messages that fell between 23:00 and 08:00."""
    found = (
        within(windows, tables.days, WINDOW)
        .group_by("group_id", "until_day")
        .aggregate(quiet=_.quiet.sum(), messages=_.messages.sum())
    )
    return share(found, found.quiet, found.messages)
