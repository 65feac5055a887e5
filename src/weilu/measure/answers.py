"""Whether and how soon somebody answers."""

from ibis import Table, _

from weilu.kernel.time import DAY_US
from weilu.measure.results import WINDOW, at, number, share, within
from weilu.measure.steps import waited
from weilu.measure.tables import Tables

#: Rounding of the sum of logarithms must not decide whether half have been answered.
_TINY = 1e-9


def answered_rate(tables: Tables, windows: Table) -> Table:
    """Give the share of members' conversation starts answered by another person within 24 hours."""
    found = (
        waited(tables, windows)
        .group_by("group_id", "until_day")
        .aggregate(answered=(_.is_answered & (_.waited_us <= DAY_US)).sum(), n=_.count())
    )
    return share(found, found.answered, found.n)


def welcome_rate(tables: Tables, windows: Table) -> Table:
    """Give the share of newcomers whose first message was answered within 24 hours."""
    inside = within(windows, tables.firsts, WINDOW).inner_join(
        tables.ends, ["zone_group_id", "until_day"]
    )
    is_welcome = (inside.answered_us < inside.end_us) & (
        inside.answered_us - inside.sent_us <= DAY_US
    )
    found = inside.group_by("group_id", "until_day").aggregate(
        welcome=is_welcome.fill_null(False).sum(), n=inside.count()
    )
    return share(found, found.welcome, found.n)


def first_reply_median(tables: Tables, windows: Table) -> Table:
    """Give the minutes after which half of the members' starts have been answered."""
    return _waiting(tables, windows, left=0.5)


def first_reply_p90(tables: Tables, windows: Table) -> Table:
    """Give the minutes after which nine tenths of the members' starts have been answered."""
    return _waiting(tables, windows, left=0.1)


def first_reply_median_at_work(tables: Tables, windows: Table) -> Table:
    """Give the median of starts on workdays between 9 and 18 o'clock."""
    return _waiting(tables, windows, left=0.5, at_work=True)


def first_reply_p90_at_work(tables: Tables, windows: Table) -> Table:
    """Give the ninth decile of starts on workdays between 9 and 18 o'clock."""
    return _waiting(tables, windows, left=0.1, at_work=True)


def _waiting(tables: Tables, windows: Table, *, left: float, at_work: bool = False) -> Table:
    """Null where fewer than that have been answered within a week."""
    waits = at(windows, tables.waits.filter(_.at_work == at_work))
    found = waits.group_by("group_id", "until_day").aggregate(
        minutes=_.minutes.min(where=_.waiting <= left + _TINY), n=_.starts.max()
    )
    return number(found, found.minutes, found.n)
