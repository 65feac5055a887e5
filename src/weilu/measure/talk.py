"""Who answers whom: reciprocity, self-organisation, echo."""

import ibis
from ibis import Table, _

from weilu.measure.results import WINDOW, about, at, number, share, within
from weilu.measure.tables import Tables


def reciprocity(tables: Tables, windows: Table) -> Table:
    """Give the share of directed pairs (A answered B) that also go the other way."""
    pairs = at(windows, tables.pairs)
    found = pairs.group_by("group_id", "until_day").aggregate(
        mutual=(_.back > 0).sum(), n=_.count()
    )
    return share(found, found.mutual, found.n)


def two_way_share(tables: Tables, windows: Table) -> Table:
    """Give the share of replies that are exchanged between people who answer each other."""
    pairs = at(windows, tables.pairs)
    found = pairs.group_by("group_id", "until_day").aggregate(
        mutual=_.forth.sum(where=_.back > 0), n=_.forth.sum()
    )
    return share(found, found.mutual.fill_null(0), found.n)


def member_start_share(tables: Tables, windows: Table) -> Table:
    """Give the share of conversations started by members, not staff."""
    found = (
        within(windows, tables.starts, WINDOW)
        .group_by("group_id", "until_day")
        .aggregate(own=(~_.is_staff).sum(), n=_.count())
    )
    return share(found, found.own, found.n)


def member_reply_share(tables: Tables, windows: Table) -> Table:
    """Give the share of replies between two members, no staff on either side."""
    between = ~_.child_is_staff & ~_.parent_is_staff
    found = (
        within(windows, tables.replies, WINDOW)
        .group_by("group_id", "until_day")
        .aggregate(own=_.replies.sum(where=between), n=_.replies.sum())
    )
    return share(found, found.own.fill_null(0), found.n)


def self_organisation(tables: Tables, windows: Table) -> Table:
    """Give the geometric mean of member_start_share and member_reply_share."""
    starts = member_start_share(tables, windows)
    replies = member_reply_share(tables, windows).rename(reply_value="value", reply_n="n")
    both = starts.inner_join(
        replies.select("group_id", "until_day", "reply_value", "reply_n"),
        ["group_id", "until_day"],
    )
    found = both.mutate(least=(both.n < both.reply_n).ifelse(both.n, both.reply_n))
    return number(found, (found.value * found.reply_value).sqrt(), found.least)


def signal_ratio(tables: Tables, windows: Table) -> Table:
    """Give the share of messages that found an echo by the end of the window.

    An echo: another person replied or somebody reacted, or the message itself answers a
    question. What was pinned is not known to any importer yet. Staff's messages count.
    """
    inside = within(windows, tables.echoes, WINDOW)
    heard = inside.echo_day <= inside.until_day
    found = inside.group_by("group_id", "until_day").aggregate(
        heard=inside.messages.sum(where=heard.fill_null(False)), n=inside.messages.sum()
    )
    return share(found, found.heard.fill_null(0), found.n)


def reaction_rate(tables: Tables, windows: Table) -> Table:
    """Give the reactions for each message, staff's messages and reactions included."""
    day = ["group_id", "local_day"]
    messages = tables.echoes.group_by(*day).aggregate(messages=_.messages.sum())
    reactions = tables.reactions.group_by(*day).aggregate(reactions=_.reactions.sum())
    both = messages.outer_join(reactions, day)
    daily = both.select(
        group_id=ibis.coalesce(both.group_id, both.group_id_right),
        local_day=ibis.coalesce(both.local_day, both.local_day_right),
        messages=both.messages.fill_null(0).cast("float64"),
        reactions=both.reactions.fill_null(0).cast("float64"),
    )
    sums = (
        within(windows, daily, WINDOW)
        .group_by("group_id", "until_day")
        .aggregate(
            n=_.messages.sum(),
            reactions=_.reactions.sum(),
            aa=(_.reactions * _.reactions).sum(),
            ab=(_.reactions * _.messages).sum(),
            bb=(_.messages * _.messages).sum(),
        )
        .filter(_.n > 0)
        .mutate(rate=_.reactions / _.n)
    )
    squared = sums.aa - 2 * sums.rate * sums.ab + sums.rate**2 * sums.bb
    return about(sums, sums.rate, sums.n, off=squared.clip(lower=0.0).sqrt() / sums.n)
