"""What the queries of insight return: plain values, ready for a page, a report or a test.

Days are day numbers (days since 1970-01-01, local), moments microseconds UTC. A ``Figure``
without a value says why in ``missing``; its past is the group's own and nobody else's.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One metric now, beside its own past."""

    metric: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    past_median: float | None = None  # of the 26 weekly windows before, festivals left out
    past: tuple[float | None, ...] = ()  # 27 windows, oldest first, the last one is now
    missing: str = ""  # too_few | too_young | not_recorded | unanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPoint:
    """One week of a group's course."""

    until_day: int
    active: int  # people who are no bot and no staff
    messages: int  # theirs
    is_festival: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """One row of the overview."""

    group_id: int
    members: int
    active: int  # people active in the last 7 days
    temperature: Figure
    temperature_before: float | None  # four weeks ago; None where that was in the holidays
    course: tuple[int, ...]  # weekly active people of the last 12 weeks
    course_median: float | None
    waiting: int  # newcomers unanswered
    longest_wait: float  # hours; 0 where nobody waits
    last_us: int | None  # newest message
    first_us: int | None
    needs_attention: bool
    reason: str = ""  # code of the rule that asks for attention
    facts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A newcomer whose first words nobody has answered."""

    group_id: int
    person_id: int
    message_ref: str
    sent_us: int
    hours: float
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTimes:
    """How quickly conversations are answered: counts by bucket, now and in the 26 weeks before."""

    buckets: tuple[tuple[int | None, int | None], ...]  # minutes from, until; (None, None) = nobody
    now: tuple[int, ...]
    past_share: tuple[float, ...]
    conversations: int
    median_minutes: float | None
    past_median_minutes: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """Messages by weekday (0 = Monday) and local hour in the last 28 days."""

    counts: tuple[tuple[int, ...], ...]  # 7 × 24
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One person who carries the group."""

    person_id: int
    messages: int
    share: float
    answered_people: int  # distinct people this person answered
    starts: int
    last_us: int
    roles: tuple[str, ...] = ()  # starter | answerer | connector | welcomer


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Replies between two people, both directions."""

    one_id: int
    other_id: int
    forth: int
    back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lorenz:
    """Share of messages written by the busiest x of the members, at 0, 5, … 100 %."""

    now: tuple[float, ...]
    past: tuple[float, ...]  # 26 weeks ago; () when there was nothing
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """People who joined in one month and the share of them who spoke in each month after."""

    month: str  # "2026-05"
    joined: int
    spoke: tuple[int, ...]  # in the month of joining and each month after, as far as complete


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of the last 8 weeks and how much more often it came than before."""

    word: str
    count: int
    people: int
    ratio: float | None  # against the 26 weeks before; None: new


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One sentence of the week, as data: a rule's code and the numbers that fill it.

    ``metric`` + ``group_id`` lead to the rows. ``is_urgent`` sentences carry the ember dot.
    """

    code: str
    group_id: int | None
    facts: dict[str, float | int | str]
    is_urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row behind a number, for the drawer."""

    group_id: int
    person_id: int | None
    sent_us: int | None
    message_ref: str
    text: str | None
    note: str = ""  # code: starter, answered, unanswered, joined …
    amount: float | None = None  # where the row is a count (days, people)
