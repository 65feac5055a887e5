"""What pages read equals a plain count over the messages, on any history.

The plain side is written from the docstrings, message by message, not from the SQL.
"""

from collections import Counter, defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.insight.read import SmallReader
from tests.measure.facts import Account, Facts, Message, Stay
from tests.measure.histories import START_US, histories
from tests.measure.plain_replies import replies_and_starts
from weilu.insight import queries
from weilu.insight.rows import rows
from weilu.kernel.time import DAY_US, HOUR_US
from weilu.measure.festivals import festivals_of

LONG = histories(days=90, most=60)


def spoke(facts: Facts, group: int) -> list[tuple[int, Message]]:
    """Return (local day, message) of the people counted: neither bot nor staff."""
    return [
        (facts.day(m.group, m.us), m)
        for m in facts.messages
        if group in {0, m.group}
        and not facts.account(m.account).is_bot
        and not facts.account(m.account).is_staff
    ]


def last_day(facts: Facts) -> int:
    return max((facts.day(m.group, m.us) for m in facts.messages), default=0)


@settings(max_examples=examples(20), deadline=None)
@given(LONG, st.sampled_from([0, 1, 2]))
def test_the_course_counts_people_and_messages_week_by_week(facts, group):
    until = last_day(facts)

    points = queries.course(
        SmallReader(facts), group, until_day=until, festivals=festivals_of("UTC"), weeks=6
    )

    for back, point in enumerate(reversed(points)):
        week = [m for day, m in spoke(facts, group) if 0 <= until - 7 * back - day < 7]
        assert point.until_day == until - 7 * back
        assert point.messages == len(week)
        assert point.active == len({facts.account(m.account).person for m in week})


@settings(max_examples=examples(20), deadline=None)
@given(LONG, st.sampled_from([0, 1]))
def test_the_heat_map_counts_each_message_in_its_local_hour(facts, group):
    until = last_day(facts)

    found = queries.heat_map(SmallReader(facts), group, until_day=until)

    plain: Counter[tuple[int, int]] = Counter()
    for day, message in spoke(facts, group):
        if until - 27 <= day <= until:
            plain[(day + 3) % 7, facts.hour(message.group, message.us)] += 1
    assert {
        (d, h): n for d, row in enumerate(found.counts) for h, n in enumerate(row) if n
    } == plain
    assert found.total == plain.total()


@settings(max_examples=examples(20), deadline=None)
@given(LONG)
def test_people_are_listed_with_their_messages_and_whom_they_answered(facts):
    until = last_day(facts)

    lines = queries.people(SmallReader(facts), 1, until_day=until)

    window = [(d, m) for d, m in spoke(facts, 1) if until - 27 <= d <= until]
    messages = Counter(facts.account(m.account).person for _, m in window)
    answered: dict[int, set[int]] = defaultdict(set)
    for reply in replies_and_starts(facts)[0]:
        day = facts.day(reply.group, reply.child.us)
        child = facts.account(reply.child.account).person
        parent = facts.account(reply.parent.account).person
        if reply.group == 1 and child != parent and until - 27 <= day <= until:
            answered[child].add(parent)
    assert {line.person_id: line.messages for line in lines} == messages
    assert all(line.answered_people == len(answered[line.person_id]) for line in lines)
    assert abs(sum(line.share for line in lines) - (1 if lines else 0)) < 1e-9


@settings(max_examples=examples(20), deadline=None)
@given(LONG)
def test_newcomers_wait_until_somebody_answers_any_of_their_starts(facts):
    until_us = max((m.us for m in facts.messages), default=START_US)

    found = queries.waiting(SmallReader(facts), None, until_us=until_us)

    first: dict[tuple[int, int], int] = {}
    for day, message in spoke(facts, 0):
        key = (message.group, facts.account(message.account).person)
        first[key] = min(day, first.get(key, day))
    starts: dict[tuple[int, int], list[bool]] = defaultdict(list)
    for start in replies_and_starts(facts)[1]:
        key = (start.group, facts.account(start.message.account).person)
        if first.get(key, -1) > until_us // DAY_US - 28:
            starts[key].append(start.answer is not None)
    waiting = {key for key, answers in starts.items() if not any(answers)}
    assert {(w.group_id, w.person_id) for w in found} == waiting
    assert [w.hours for w in found] == sorted((w.hours for w in found), reverse=True)


@settings(max_examples=examples(15), deadline=None)
@given(LONG)
def test_answer_times_put_every_conversation_into_one_bucket(facts):
    until = last_day(facts)

    times = queries.answer_times(SmallReader(facts), 1, until_day=until)

    plain = Counter()
    for start in replies_and_starts(facts)[1]:
        who = facts.account(start.message.account)
        day = facts.day(start.group, start.message.us)
        if start.group != 1 or who.is_bot or who.is_staff or not until - 27 <= day <= until:
            continue
        minutes = None if start.answer is None else (start.answer.us - start.message.us) / 60e6
        bucket = (
            5
            if minutes is None or minutes >= 1440
            else sum(minutes >= x for x in (10, 30, 120, 480))
        )
        plain[bucket] += 1
    assert {at: n for at, n in enumerate(times.now) if n} == plain


@settings(max_examples=examples(15), deadline=None)
@given(LONG)
def test_ties_count_both_directions_of_each_pair_once(facts):
    until = last_day(facts)

    found = queries.ties(SmallReader(facts), 0, until_day=until)

    plain: Counter[tuple[int, int]] = Counter()
    for reply in replies_and_starts(facts)[0]:
        child, parent = facts.account(reply.child.account), facts.account(reply.parent.account)
        day = facts.day(reply.group, reply.child.us)
        if child.is_bot or parent.is_bot or child.person == parent.person:
            continue
        if until - 27 <= day <= until:
            plain[child.person, parent.person] += 1
    assert {
        pair: n
        for tie in found
        for pair, n in (
            ((tie.one_id, tie.other_id), tie.forth),
            ((tie.other_id, tie.one_id), tie.back),
        )
        if n
    } == plain


def test_the_curve_starts_at_nothing_and_ends_at_everything():
    facts = Facts(
        messages=[
            Message(account=who, ref=f"{who}-{n}", us=START_US + n * HOUR_US + who)
            for who in range(1, 11)
            for n in range(91 if who == 1 else 1)
        ],
        stays=[Stay(account=who, joined_us=START_US) for who in range(1, 11)],
    )

    found = queries.lorenz(SmallReader(facts), 1, until_day=last_day(facts))

    assert (found.now[0], found.now[-1], found.members) == (0, 1, 10)
    assert found.now[2] == 0.91  # the busiest tenth is one person


def test_cohorts_leave_the_open_month_out():
    january = 20_454  # 2026-01-01
    facts = Facts(
        messages=[
            Message(account=who, ref=f"{who}-{day}", us=(january + day) * DAY_US)
            for who, days in {1: (0, 40), 2: (1,), 3: (35, 36)}.items()
            for day in days
        ],
        stays=[
            Stay(account=1, joined_us=january * DAY_US),
            Stay(account=2, joined_us=(january + 1) * DAY_US),
            Stay(account=3, joined_us=(january + 35) * DAY_US),
        ],
    )

    found = queries.cohorts(SmallReader(facts), 1, until_day=january + 62)  # 4 March

    assert [(c.month, c.joined, c.spoke) for c in found] == [
        ("2026-01", 2, (2, 1)),
        ("2026-02", 1, (1,)),
    ]


def test_the_rows_of_a_number_are_the_ones_it_counts():
    facts = Facts(
        messages=[
            Message(account=1, ref="a", us=START_US, text="有人在吗", asks=True),
            Message(account=2, ref="b", us=START_US + HOUR_US, answers="a", text="在"),
            Message(account=7, ref="c", us=START_US + 2 * HOUR_US, text="通知"),
        ],
        accounts={7: Account(person=7, is_staff=True)},
    )
    reader = SmallReader(facts)
    until = last_day(facts)

    def refs(metric: str) -> list[tuple[str, str]]:
        return [(r.message_ref, r.note) for r in rows(reader, metric, 1, until_day=until)]

    assert {r.person_id for r in rows(reader, "weekly_active", 1, until_day=until)} == {1, 2}
    assert refs("answered_rate") == [("a", "answered")]
    assert refs("replies") == [("b", "")]
    assert refs("operator_share") == [("c", "")]
    assert refs("question_share") == [("a", "")]
    assert [ref for ref, _ in refs("messages")] == ["c", "b", "a"]
