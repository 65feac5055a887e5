"""Who comes, who stays, who comes back, and who brought them."""

from ibis import Table, _

from weilu.measure.results import WINDOW, Z, at, number, share, within
from weilu.measure.tables import Tables

#: After joining: first and last day of the window in which somebody has to speak again.
SPOKE_AGAIN = {"d1": (1, 1), "d7": (7, 13), "d30": (28, 55), "d90": (84, 111)}
#: After joining: the day on which somebody still has to be a member.
STAYED = {"d1": 1, "d7": 7, "d30": 30, "d90": 90}


def retention_d1(tables: Tables, windows: Table) -> Table:
    """Give the share of joiners who spoke on the day after joining."""
    return _spoke_again(tables, windows, *SPOKE_AGAIN["d1"])


def retention_d7(tables: Tables, windows: Table) -> Table:
    """Give the share of joiners who spoke on days 7-13."""
    return _spoke_again(tables, windows, *SPOKE_AGAIN["d7"])


def retention_d30(tables: Tables, windows: Table) -> Table:
    """Give the share of joiners who spoke on days 28-55."""
    return _spoke_again(tables, windows, *SPOKE_AGAIN["d30"])


def retention_d90(tables: Tables, windows: Table) -> Table:
    """Give the share of joiners who spoke on days 84-111."""
    return _spoke_again(tables, windows, *SPOKE_AGAIN["d90"])


def _spoke_again(tables: Tables, windows: Table, first: int, last: int) -> Table:
    """Follow the newest four weeks of joiners whose window is over when this one ends."""
    joined = _joiners(tables)
    cohort = within(windows, joined.mutate(local_day=_.joined_day), WINDOW, back=last)
    days = tables.days.filter(~_.is_staff).select("group_id", "person_id", spoke_day=_.local_day)
    said = cohort.inner_join(days, ["group_id", "person_id"])
    back = (
        said.filter((_.spoke_day - _.joined_day).between(first, last))
        .select("group_id", "until_day", "person_id")
        .distinct()
        .mutate(is_back=True)
    )
    found = cohort.left_join(back, ["group_id", "until_day", "person_id"])
    counted = found.group_by("group_id", "until_day").aggregate(
        back=found.is_back.fill_null(False).sum(), n=found.count()
    )
    return share(counted, counted.back, counted.n)


def _joiners(tables: Tables) -> Table:
    """Return when each person first came; the first message stands for an unrecorded join."""
    return tables.stays.group_by("group_id", "person_id").aggregate(joined_day=_.joined_day.min())


def stayed_d1(tables: Tables, windows: Table) -> Table:
    """Give the share of joiners who were still members one day after joining."""
    return _stayed(tables, windows, STAYED["d1"])


def stayed_d7(tables: Tables, windows: Table) -> Table:
    """Give the share of joiners who were still members 7 days after joining."""
    return _stayed(tables, windows, STAYED["d7"])


def stayed_d30(tables: Tables, windows: Table) -> Table:
    """Give the share of joiners who were still members 30 days after joining."""
    return _stayed(tables, windows, STAYED["d30"])


def stayed_d90(tables: Tables, windows: Table) -> Table:
    """Give the share of joiners who were still members 90 days after joining."""
    return _stayed(tables, windows, STAYED["d90"])


def _stayed(tables: Tables, windows: Table, after: int) -> Table:
    """Follow the newest four weeks of recorded joins of at least ``after`` days ago.

    Only in groups that record leaving: elsewhere everybody would seem to stay.
    """
    first = _joiners(tables)
    recorded = tables.stays.inner_join(first, ["group_id", "person_id", "joined_day"]).filter(
        _.join_recorded
    )
    leaving = tables.stays.filter(_.left_day.notnull()).select("group_id").distinct()
    cohort = (
        recorded.select("group_id", "person_id", "joined_day")
        .distinct()
        .semi_join(leaving, "group_id")
        .mutate(local_day=_.joined_day)
    )
    there = tables.stays.select(
        "group_id",
        "person_id",
        came=_.joined_day,
        gone=_.left_day.fill_null(2**30),
    )
    stay = (
        cohort.inner_join(there, ["group_id", "person_id"])
        .filter((_.came <= _.joined_day + after) & (_.gone > _.joined_day + after))
        .select("group_id", "person_id")
        .distinct()
        .mutate(is_there=True)
    )
    judged = cohort.left_join(stay, ["group_id", "person_id"]).select(
        "group_id", "local_day", is_there=_.is_there.fill_null(False)
    )
    found = (
        within(windows, judged, WINDOW, back=after)
        .group_by("group_id", "until_day")
        .aggregate(there=_.is_there.sum(), n=_.count())
    )
    return share(found, found.there, found.n)


def quick_ratio(tables: Tables, windows: Table) -> Table:
    """Divide people won (new, resurrected) by people lost, over 28 days against the 28 before.

    Active = at least one message. The interval takes gains and losses as Poisson counts.
    """
    found = (
        at(windows, tables.turnover)
        .group_by("group_id", "until_day")
        .aggregate(won=(_.is_now & ~_.was_before).sum(), lost=(~_.is_now & _.was_before).sum())
    )
    ratio = found.won / found.lost.nullif(0)
    inverse = 1 / found.won.nullif(0) + 1 / found.lost.nullif(0)
    factor = (Z * inverse.sqrt()).exp()
    return number(found, ratio, found.won + found.lost, low=ratio / factor, high=ratio * factor)


def brought_by_members(tables: Tables, windows: Table) -> Table:
    """Give the share of recorded joins that a member (no staff) brought about."""
    found = _joins(tables, windows)
    return share(found, found.by_member, found.joins)


def unknown_origin_share(tables: Tables, windows: Table) -> Table:
    """Give the share of recorded joins of which neither inviter nor way is known."""
    found = _joins(tables, windows)
    return share(found, found.unknown, found.joins)


def _joins(tables: Tables, windows: Table) -> Table:
    return (
        within(windows, tables.joins, WINDOW)
        .group_by("group_id", "until_day")
        .aggregate(joins=_.joins.sum(), by_member=_.by_member.sum(), unknown=_.unknown.sum())
    )
