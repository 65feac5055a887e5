"""What several metrics rest on, computed once for all windows held."""

import ibis
from ibis import Table, _

from weilu.kernel.time import DAY_US
from weilu.measure.results import WINDOW, Value, at, within
from weilu.measure.tables import Tables

#: Waits are followed for a week; who waited longer counts as waiting.
FOLLOWED_US = 7 * DAY_US


def sizes(tables: Tables) -> Table:
    """Count the members when a window ends: people who came by then and have not left."""
    present = _present(tables)
    return present.group_by("group_id", "until_day").aggregate(members=_.person_id.nunique())


def _present(tables: Tables) -> Table:
    stays = tables.stays
    return tables.windows.join(
        stays,
        [
            tables.windows.group_id == stays.group_id,
            stays.joined_day <= tables.windows.until_day,
            stays.left_day.fill_null(2**30) > tables.windows.until_day,
        ],
    ).select("until_day", "person_id", group_id=tables.windows.group_id)


def spoken(tables: Tables) -> Table:
    """Sum up what each person said in each window."""
    own = tables.days.filter(~_.is_staff)
    inside = within(tables.windows, own, WINDOW)
    week = (inside.until_day - inside.local_day) // 7
    said = (
        inside.mutate(**{f"week_{n}": (week == n).cast("int64") for n in range(4)})
        .group_by("group_id", "until_day", "person_id")
        .aggregate(
            messages=_.messages.sum(),
            active_days=_.local_day.nunique(),
            weeks=_.week_0.max() + 2 * _.week_1.max() + 4 * _.week_2.max() + 8 * _.week_3.max(),
            first_day=_.first_day.min(),
        )
    )
    there = _present(tables).distinct().mutate(is_present=True)
    joined = said.left_join(there, ["group_id", "until_day", "person_id"])
    return joined.select(
        "group_id",
        "until_day",
        "person_id",
        "messages",
        "active_days",
        "weeks",
        "first_day",
        is_present=joined.is_present.fill_null(False),
    )


def turnover(tables: Tables) -> Table:
    """Set beside each other who spoke in a window and who spoke in the 28 days before it."""
    key = ["group_id", "until_day", "person_id"]
    asked = tables.asked
    now = at(asked, tables.spoken).select(*key, "weeks", "first_day")
    before = tables.spoken.select(
        "group_id",
        "person_id",
        until_day=(_.until_day + WINDOW).cast("int32"),
        weeks_before=_.weeks,
    )
    before = at(asked, before)
    joined = now.outer_join(before, key)
    return joined.select(
        group_id=ibis.coalesce(joined.group_id, joined.group_id_right),
        until_day=ibis.coalesce(joined.until_day, joined.until_day_right),
        person_id=ibis.coalesce(joined.person_id, joined.person_id_right),
        weeks=joined.weeks.fill_null(0),
        weeks_before=joined.weeks_before.fill_null(0),
        first_day=joined.first_day,
        is_now=joined.weeks.notnull(),
        was_before=joined.weeks_before.notnull(),
    )


def ranked(tables: Tables) -> Table:
    """Order the members present by how much they said."""
    said = (
        tables.spoken.filter(_.is_present)
        .inner_join(tables.sizes, ["group_id", "until_day"])
        .select("group_id", "until_day", "person_id", "messages", "members")
    )
    loudest = ibis.window(
        group_by=["group_id", "until_day"], order_by=[ibis.desc("messages"), "person_id"]
    )
    upto = ibis.window(
        group_by=["group_id", "until_day"],
        order_by=[ibis.desc("messages"), "person_id"],
        preceding=None,
        following=0,
    )
    whole = ibis.window(group_by=["group_id", "until_day"])
    return said.select(
        "group_id",
        "until_day",
        "messages",
        rank=(ibis.row_number() + 1).over(loudest),
        speakers=_.count().over(whole),
        total=_.messages.sum().over(whole),
        running=_.messages.sum().over(upto),
        members=_.members,
    )


def pairs(tables: Tables) -> Table:
    """Count who answered whom, and how often it came back; members only.

    Both directions of two people are summed up in one row, so that none has to be looked up.
    """
    own = tables.replies.filter(~_.child_is_staff, ~_.parent_is_staff)
    is_forth = own.child_person_id < own.parent_person_id
    between = own.select(
        "group_id",
        "local_day",
        one_id=ibis.least(own.child_person_id, own.parent_person_id),
        other_id=ibis.greatest(own.child_person_id, own.parent_person_id),
        forth=is_forth.ifelse(own.replies, 0),
        back=is_forth.ifelse(0, own.replies),
    )
    both = (
        within(tables.windows, between, WINDOW)
        .group_by("group_id", "until_day", "one_id", "other_id")
        .aggregate(forth=_.forth.sum(), back=_.back.sum())
    )
    key = ["group_id", "until_day"]
    return ibis.union(
        both.filter(_.forth > 0).select(
            *key, child_person_id="one_id", parent_person_id="other_id", forth="forth", back="back"
        ),
        both.filter(_.back > 0).select(
            *key, child_person_id="other_id", parent_person_id="one_id", forth="back", back="forth"
        ),
    )


def waits(tables: Tables) -> Table:
    """Follow the share of starts still waiting for a first answer (Kaplan-Meier), for a week.

    A start that nobody had answered when its window ended waited at least until then.
    """
    starts = tables.starts.filter(~_.is_staff)
    key = ["group_id", "until_day", "at_work"]
    sizes = (
        within(
            tables.asked,
            _at_work_too(starts)
            .group_by("group_id", "local_day", "at_work")
            .aggregate(starts=_.count()),
            WINDOW,
        )
        .group_by(key)
        .aggregate(starts=_.starts.sum())
    )
    quick = starts.filter(_.answered_us - _.sent_us <= FOLLOWED_US)
    answered = _timed(tables, within(tables.asked, quick, WINDOW)).filter(_.is_answered)
    recent = _timed(tables, within(tables.asked, starts, FOLLOWED_US // DAY_US + 1))
    open_yet = recent.filter(~_.is_answered, _.waited_us <= FOLLOWED_US)
    first = ibis.window(group_by=key, order_by="waited_us")
    steps = (
        _at_work_too(ibis.union(answered, open_yet))
        .mutate(shorter=ibis.rank().over(first))
        .filter(_.is_answered)
        .group_by(*key, "waited_us")
        .aggregate(ended=_.count(), shorter=_.shorter.max())
    )
    so_far = ibis.window(group_by=key, order_by="waited_us", preceding=None, following=0)
    left = (
        steps.inner_join(sizes, key)
        .select(*key, "waited_us", "ended", "shorter", "starts")
        .mutate(at_risk=_.starts - _.shorter)
    )
    never = -1e9  # stands for the logarithm of nothing
    fall = ((_.at_risk - _.ended).nullif(0) / _.at_risk).ln().fill_null(never)
    falling = left.mutate(fall=fall).select(
        *key,
        "starts",
        minutes=_.waited_us / 60_000_000,
        waiting=_.fall.sum().over(so_far).exp(),
    )
    at_first = sizes.select(*key, "starts", minutes=ibis.literal(0.0), waiting=ibis.literal(1.0))
    return ibis.union(at_first, falling)


def _at_work_too(starts: Table) -> Table:
    """Return all starts, and those of working hours a second time under their own flag."""
    at_work = starts.filter(
        _workday(_.local_day) & (_.local_hour >= 9) & (_.local_hour < 18)
    ).mutate(at_work=True)
    return ibis.union(starts.mutate(at_work=False), at_work)


def _workday(day: Value) -> Value:
    """Tell Monday to Friday; day 0 was a Thursday."""
    return (day + 3) % 7 < 5


def waited(tables: Tables, windows: Table) -> Table:
    """Return members' starts of each window and how long each waited, as known when it ends."""
    return _timed(tables, within(windows, tables.starts.filter(~_.is_staff), WINDOW))


def _timed(tables: Tables, starts: Table) -> Table:
    inside = starts.inner_join(tables.ends, ["zone_group_id", "until_day"])
    is_answered = (inside.answered_us < inside.end_us).fill_null(False)
    return inside.select(
        "group_id",
        "until_day",
        "local_day",
        "local_hour",
        is_answered=is_answered,
        waited_us=ibis.ifelse(is_answered, inside.answered_us, inside.end_us) - inside.sent_us,
    )


def states(tables: Tables) -> Table:
    """Give each person of each window a state of engagement (see ``weilu.measure.states``)."""
    lively = _lively_weeks(tables)
    joined = tables.turnover.left_join(lively, ["group_id", "until_day", "person_id"])
    weeks = _bits(joined.weeks)
    state = ibis.cases(
        (~joined.is_now, "dropped"),
        (joined.first_day > joined.until_day - WINDOW, "new"),
        (joined.lively.fill_null(0) >= 3, "vital"),
        (weeks >= 3, "consistently_active"),
        ((_bits(joined.weeks_before) >= 3) & (weeks <= 1), "at_risk"),
        else_="active",
    )
    return joined.select("group_id", "until_day", "person_id", state=state)


def _bits(weeks: Value) -> Value:
    return (weeks & 1) + ((weeks >> 1) & 1) + ((weeks >> 2) & 1) + ((weeks >> 3) & 1)


def _lively_weeks(tables: Tables) -> Table:
    """Count the weeks in which somebody exchanged 5 replies or more with 5 people or more.

    A week belongs to up to four windows and is looked at once.
    """
    own = tables.replies.filter(~_.child_is_staff, ~_.parent_is_staff)
    given = own.select(
        "group_id", "local_day", "replies", person_id="child_person_id", other_id="parent_person_id"
    )
    got = own.select(
        "group_id", "local_day", "replies", person_id="parent_person_id", other_id="child_person_id"
    )
    of_windows = tables.asked.select(
        "group_id", "until_day", age=ibis.range(0, WINDOW, 7).unnest().cast("int32")
    ).mutate(last_day=(_.until_day - _.age).cast("int32"))
    weeks = of_windows.select("group_id", until_day="last_day").distinct()
    lively = (
        within(weeks, ibis.union(given, got), 7)
        .group_by("group_id", "until_day", "person_id")
        .aggregate(replies=_.replies.sum(), people=_.other_id.nunique())
        .filter((_.replies >= 5) & (_.people >= 5))
        .select("group_id", "person_id", last_day="until_day")
    )
    return (
        of_windows.inner_join(lively, ["group_id", "last_day"])
        .group_by("group_id", "until_day", "person_id")
        .aggregate(lively=_.count())
    )
