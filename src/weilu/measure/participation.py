"""Who speaks and how unevenly: members present when the window ends, without staff."""

from ibis import Table, _

from weilu.measure.results import Value, about, at, count, number, share
from weilu.measure.tables import Tables


def speaking_share(tables: Tables, windows: Table) -> Table:
    """Give the share of the members who said something."""
    found = _spoke(tables, windows)
    return share(found, found.speakers, found.members)


def lurker_share(tables: Tables, windows: Table) -> Table:
    """Give the share of the members who read only (90 of 90-9-1)."""
    found = _spoke(tables, windows)
    return share(found, found.members - found.speakers, found.members)


def occasional_share(tables: Tables, windows: Table) -> Table:
    """Give the share of the members who speak without belonging to the leading ones."""
    found = _spoke(tables, windows)
    return share(found, found.speakers - found.leading, found.members)


def leading_share(tables: Tables, windows: Table) -> Table:
    """Give the share of the members who together write half of all messages (1 of 90-9-1)."""
    found = _spoke(tables, windows)
    return share(found, found.leading, found.members)


def _spoke(tables: Tables, windows: Table) -> Table:
    said = at(windows, tables.ranked)
    counted = said.group_by("group_id", "until_day").aggregate(
        speakers=_.count(), leading=_leading(said)
    )
    joined = at(windows, tables.sizes).left_join(counted, ["group_id", "until_day"])
    return joined.select(
        "group_id",
        "until_day",
        "members",
        speakers=joined.speakers.fill_null(0),
        leading=joined.leading.fill_null(0),
    )


def _leading(ranked: Table) -> Value:
    """Count the busiest people whose messages reach half: those before whom half is not reached."""
    return ((ranked.running - ranked.messages) * 2 < ranked.total).sum()


def bus_factor(tables: Tables, windows: Table) -> Table:
    """Count the fewest people who together write at least half of the messages (k50)."""
    said = at(windows, tables.ranked)
    found = said.group_by("group_id", "until_day").aggregate(people=_leading(said))
    return count(windows, found, "people")


def top_fifth_share(tables: Tables, windows: Table) -> Table:
    """Give the share of messages by the busiest fifth of the members (rounded up)."""
    said = at(windows, tables.ranked)
    in_top = said.rank <= (said.members / 5).ceil()
    return _top(said, in_top, said.members)


def top_fifth_share_of_speakers(tables: Tables, windows: Table) -> Table:
    """Give the share of messages by the busiest fifth of those who spoke (rounded up)."""
    said = at(windows, tables.ranked)
    in_top = said.rank <= (said.speakers / 5).ceil()
    return _top(said, in_top, said.speakers)


def _top(said: Table, in_top: Value, of: Value) -> Table:
    """Divide the messages of the top by all, with the interval of a ratio of sums over people.

    One usual speaker more is reckoned with in the top and one below it: without, a share of 0
    or 1 would seem certain.
    """
    squares = said.messages.cast("float64") ** 2
    found = said.group_by("group_id", "until_day").aggregate(
        top=said.messages.sum(where=in_top),
        total=said.messages.sum(),
        n=of.max(),
        in_top=squares.sum(where=in_top).fill_null(0),
        below=squares.sum(where=~in_top).fill_null(0),
        usual=said.messages.mean() ** 2,
    )
    found = found.mutate(part=_.top / _.total)
    off = (
        (1 - found.part) ** 2 * (found.in_top + found.usual)
        + found.part**2 * (found.below + found.usual)
    ).sqrt()
    return about(found, found.part, found.n, off=off / found.total, most=1.0)


def evenness(tables: Tables, windows: Table) -> Table:
    """Turn the busiest fifth's share around: 1 when even, 0 when a fifth writes everything.

    1 − (share − 0.2) / 0.8, where 0.2 is what a fifth writes in a group without any 20/80; a
    part of the temperature.
    """
    found = top_fifth_share(tables, windows)

    def even(top: Value) -> Value:
        return 1 - (top - 0.2).clip(lower=0.0) / 0.8

    return number(found, even(found.value), found.n, low=even(found.high), high=even(found.low))


def gini(tables: Tables, windows: Table) -> Table:
    """Give the Gini coefficient of messages over members, the silent ones included.

    2 Σ i·x(i) / (N Σ x) − (N + 1) / N with x ascending: the silent come first and add nothing.
    """
    said = at(windows, tables.ranked)
    place = said.members - said.rank + 1
    found = said.group_by("group_id", "until_day").aggregate(
        weighted=(place * said.messages).sum(), total=said.messages.sum(), n=said.members.max()
    )
    value = 2 * found.weighted / (found.n * found.total) - (found.n + 1) / found.n
    return number(found, value, found.n)
