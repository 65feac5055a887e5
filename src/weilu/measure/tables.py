"""What metrics see: small tables of one scope (every group by itself, or the community as one).

``measure.held`` fills them from a reader's views. Bots are left out of all of them; who belongs
to the staff is marked. In the scope of the whole community every group_id is 0 and a person
counts once, however many groups and accounts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ibis import Table

Columns = Mapping[str, str]

#: Local days of the people who spoke.
DAYS: Columns = {
    "group_id": "int64",
    "person_id": "int64",
    "is_staff": "boolean",
    "local_day": "int32",
    "messages": "int64",
    "questions": "int64",
    "first_day": "int32",  # the person's very first with a message
    "quiet": "int64",  # messages between 23:00 and 08:00 local time
}

#: Replies between two different people, counted by the answer's local day.
REPLIES: Columns = {
    "group_id": "int64",
    "local_day": "int32",
    "child_person_id": "int64",
    "parent_person_id": "int64",
    "child_is_staff": "boolean",
    "parent_is_staff": "boolean",
    "replies": "int64",
}

#: Conversation starts and their first answer by another person.
STARTS: Columns = {
    "group_id": "int64",
    "zone_group_id": "int64",  # the group itself, also where group_id is 0
    "is_staff": "boolean",
    "local_day": "int32",
    "local_hour": "int8",
    "sent_us": "int64",
    "answered_us": "int64",  # null: nobody
}

#: First message of each person who is no staff, and its first answer by another person.
FIRSTS: Columns = {
    "group_id": "int64",
    "zone_group_id": "int64",
    "person_id": "int64",
    "local_day": "int32",
    "sent_us": "int64",
    "answered_us": "int64",
}

#: Messages by local day and by the day on which they first found an echo (null: none).
ECHOES: Columns = {
    "group_id": "int64",
    "local_day": "int32",
    "echo_day": "int32",
    "messages": "int64",
}

#: Stays of people who are no staff. A stay is open while left_day is null.
STAYS: Columns = {
    "group_id": "int64",
    "person_id": "int64",
    "joined_day": "int32",
    "left_day": "int32",
    "join_recorded": "boolean",
}

#: Recorded joins by day.
JOINS: Columns = {
    "group_id": "int64",
    "local_day": "int32",
    "joins": "int64",
    "by_member": "int64",  # invited by another person who is no staff
    "unknown": "int64",  # neither inviter nor way of coming is recorded
}

#: Reactions given, by day.
REACTIONS: Columns = {"group_id": "int64", "local_day": "int32", "reactions": "int64"}

#: When local days end: the first moment after ``until_day`` on the clocks of a group.
ENDS: Columns = {"zone_group_id": "int64", "until_day": "int32", "end_us": "int64"}

#: One window for each group and last day; ``is_festival``: more than a week of it were holidays.
WINDOWS: Columns = {"group_id": "int64", "until_day": "int32", "is_festival": "boolean"}

#: Made by steps.spoken: what each person who is no staff said in a window of 28 days.
SPOKEN: Columns = {
    "group_id": "int64",
    "until_day": "int32",
    "person_id": "int64",
    "messages": "int64",
    "active_days": "int64",
    "weeks": "int64",  # bit 0: spoke in the last week of the window … bit 3: in its first
    "first_day": "int32",  # the person's very first
    "is_present": "boolean",  # still a member when the window ends
}

#: Made by steps.sizes: people who are members when a window ends, without staff.
SIZES: Columns = {"group_id": "int64", "until_day": "int32", "members": "int64"}

#: Made by steps.turnover: who spoke in these 28 days, in the 28 before, or in both.
TURNOVER: Columns = {
    "group_id": "int64",
    "until_day": "int32",
    "person_id": "int64",
    "weeks": "int64",
    "weeks_before": "int64",
    "first_day": "int32",
    "is_now": "boolean",
    "was_before": "boolean",
}

#: Made by steps.states: the state of engagement of each of them.
STATES: Columns = {
    "group_id": "int64",
    "until_day": "int32",
    "person_id": "int64",
    "state": "string",
}

#: Made by steps.ranked: ``spoken`` of those present, from the busiest (rank 1) on.
RANKED: Columns = {
    "group_id": "int64",
    "until_day": "int32",
    "messages": "int64",
    "rank": "int64",
    "speakers": "int64",
    "total": "int64",  # messages of all
    "running": "int64",  # messages of this rank and the ranks before
    "members": "int64",
}

#: Made by steps.pairs: who answered whom in a window of 28 days, how often each way.
PAIRS: Columns = {
    "group_id": "int64",
    "until_day": "int32",
    "child_person_id": "int64",
    "parent_person_id": "int64",
    "forth": "int64",
    "back": "int64",
}

#: Made by steps.waits: share still waiting for a first answer after so many minutes.
WAITS: Columns = {
    "group_id": "int64",
    "until_day": "int32",
    "at_work": "boolean",  # only starts on workdays from 9 to 18
    "starts": "int64",
    "minutes": "float64",
    "waiting": "float64",  # Kaplan-Meier
}

#: The metrics measured so far, as they are stored.
MEASURED: Columns = {
    "group_id": "int64",
    "until_day": "int32",
    "metric": "string",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "n": "int64",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables of one scope, as Ibis sees them."""

    days: "Table"
    replies: "Table"
    starts: "Table"
    firsts: "Table"
    echoes: "Table"
    stays: "Table"
    joins: "Table"
    reactions: "Table"
    ends: "Table"
    windows: "Table"  # all windows held
    asked: "Table"  # those of them that are asked for
    spoken: "Table"
    sizes: "Table"
    turnover: "Table"
    states: "Table"
    ranked: "Table"
    pairs: "Table"
    waits: "Table"
    measured: "Table"


SHAPES: dict[str, Columns] = {
    "days": DAYS,
    "replies": REPLIES,
    "starts": STARTS,
    "firsts": FIRSTS,
    "echoes": ECHOES,
    "stays": STAYS,
    "joins": JOINS,
    "reactions": REACTIONS,
    "ends": ENDS,
    "windows": WINDOWS,
    "spoken": SPOKEN,
    "sizes": SIZES,
    "turnover": TURNOVER,
    "states": STATES,
    "ranked": RANKED,
    "pairs": PAIRS,
    "waits": WAITS,
    "measured": MEASURED,
}

#: Goes before the names inside DuckDB, where the reader's views have the same words.
PREFIX = "seen_"


def tables() -> Tables:
    """Return the tables unbound: what is built on them compiles to SQL over ``seen_…`` names."""
    import ibis

    shapes = SHAPES | {"asked": WINDOWS}
    return Tables(
        **{name: ibis.table(dict(shape), name=PREFIX + name) for name, shape in shapes.items()}
    )
