"""Every metric against its plain telling, on generated communities."""

import json
import math
import random

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.measure import plain
from tests.measure.facts import DERIVED, Account, Facts, Message, Stay, connect
from tests.measure.histories import START_US, histories
from tests.measure.plain_noise import intervals
from tests.measure.plain_scope import Scope
from weilu.kernel.time import DAY_US
from weilu.measure import compiled, run
from weilu.measure.catalogue import METRICS
from weilu.measure.derive import derive
from weilu.measure.held import Window, hold_groups
from weilu.measure.run import measure

PLAIN = [metric for metric in METRICS if metric != "temperature"]


def record(facts: Facts) -> duckdb.DuckDBPyConnection:
    """Return a connection with the views of a reader, derived tables included."""
    connection = connect(facts)
    for name, rows in derive(connection, 9, facts.groups() or [1]):
        connection.register("given", rows.read_all())
        connection.execute(f"CREATE TABLE {name}_rows AS FROM given")
        connection.unregister("given")
        connection.execute(f"CREATE VIEW {name} AS {DERIVED[name]}")
    return connection


def measured(facts: Facts, until: int, *, weeks: int = 1, whole: bool = True, **more) -> dict:
    """Return (group, day, metric) -> row of the measures; 8 more weeks are held before."""
    windows = [Window(until_day=until - 7 * w, is_asked=w < weeks) for w in range(weeks + 8)]
    rows = measure(
        record(facts),
        9,
        facts.groups() or [1],
        more.pop("windows", windows),
        with_whole=whole,
        **more,
    )
    return {(r["group_id"], r["until_day"], r["metric"]): r for r in rows.to_pylist()}


def agree(facts: Facts, until: int) -> None:
    found = measured(facts, until)
    groups = {group for group, _, _ in found}
    for group in groups:
        told = plain.measures(facts, group or None, until)
        for metric in PLAIN:
            row = found.get((group, until, metric), {"value": None, "n": 0})
            value, n = told[metric]
            assert (row["value"] is None) == (value is None), (group, metric, row, value, n)
            if value is not None:
                assert row["value"] == pytest.approx(value, abs=1e-9), (group, metric)
            if row["n"] or n >= 5:
                assert row["n"] == n, (group, metric, row, n)
        scope = Scope(facts=facts, group=group or None)
        for metric, interval in intervals(scope, until, told).items():
            row = found[group, until, metric]
            assert (row["low"], row["high"]) == pytest.approx(interval, abs=1e-9), (group, metric)


@settings(max_examples=examples(4), deadline=None)
@given(histories(days=90, most=120), st.integers(20, 95))
def test_every_metric_agrees_with_its_plain_telling_on_scattered_talk(facts, day):
    agree(facts, START_US // DAY_US + day)


@settings(max_examples=examples(4), deadline=None)
@given(histories(days=6, most=150), st.integers(0, 7))
def test_every_metric_agrees_with_its_plain_telling_on_crowded_talk(facts, day):
    agree(facts, START_US // DAY_US + day)


@settings(max_examples=examples(3), deadline=None)
@given(histories(days=120, most=150))
def test_what_comes_later_changes_no_number_of_an_earlier_day(facts):
    until = START_US // DAY_US + 60
    before = Facts(
        accounts=facts.accounts,
        messages=[m for m in facts.messages if facts.day(m.group, m.us) <= until],
        reactions=[r for r in facts.reactions if facts.day(r.group, r.us) <= until],
        joins=[j for j in facts.joins if facts.day(j.group, j.us) <= until],
        stays=facts.stays,
        offset_us=facts.offset_us,
    )
    groups = [1, 2]

    def numbers(of: Facts) -> dict:
        found = measured(of, until)
        return {
            key: [
                math.nan if row[name] is None else row[name]
                for name in ("value", "low", "high", "n")
            ]
            for key, row in found.items()
            if key[0] in {*groups, 0}
        }

    then, now = numbers(before), numbers(facts)
    for key, told in then.items():
        if key[2] not in STAYED:  # more rows may be summed up in another order
            assert now[key] == pytest.approx(told, rel=1e-12, nan_ok=True), key


#: Whether a group records leaving at all may be known later only.
STAYED = {"stayed_d1", "stayed_d7", "stayed_d30", "stayed_d90"}


def lively(weeks: int, *, people: int = 6, fade: int = 0) -> Facts:
    """A group of ``people`` who greet each other daily, less so in its last ``fade`` weeks."""
    messages = []
    for day in range(weeks * 7):
        if fade and day >= (weeks - fade) * 7 and day % 4:
            continue
        for person in range(1, people + 1):
            at = START_US + day * DAY_US + person * 3_600_000_000
            ref = f"{day:04}{person}"
            before = f"{day:04}{person - 1}"
            answers = before if person > 1 and (day + person) % 3 else None
            messages.append(
                Message(account=person, ref=ref, us=at, answers=answers, asks=day % 5 == 0)
            )
            if person == 2 and day % (7 + person) == 0:
                messages.append(Message(account=1, ref=f"{ref}x", us=at + 60_000_000, answers=ref))
    return Facts(messages=messages, accounts={7: Account(person=7, is_staff=True)})


def test_the_temperature_agrees_with_its_plain_telling():
    facts = lively(30, fade=3)
    until = START_US // DAY_US + 30 * 7 - 1
    windows = [
        Window(until_day=until - 7 * w, is_asked=w < 1, is_festival=w == 9) for w in range(27)
    ]
    found = measured(facts, until, windows=windows, whole=False)
    told_by_window = [(plain.measures(facts, 1, w.until_day), w) for w in reversed(windows)]
    series = {
        part: [(told[part][0], window.is_festival) for told, window in told_by_window]
        for part in ("reciprocity", "answered_rate", "welcome_rate", "reaction_rate", "evenness")
    }

    noise = intervals(Scope(facts=facts, group=1), until, told_by_window[-1][0])
    told = plain.temperature(series, noise)
    assert told is not None
    assert found[1, until, "temperature"]["value"] == pytest.approx(told)


def steady(weeks: int, *, people: int, words: int, seed: int) -> Facts:
    """A group in which nothing ever changes: who speaks, when and whom they answer is chance."""
    chance = random.Random(seed)  # noqa: S311  a made-up group, no secret
    messages: list[Message] = []
    for number, us in enumerate(sorted(chance.random() for _ in range(weeks * words))):
        who = min(chance.randint(1, people), chance.randint(1, people))
        answers = messages[-1].ref if messages and chance.random() < 0.6 else None
        at = START_US + int(us * weeks * 7 * DAY_US)
        messages.append(
            Message(account=who, ref=f"{number:06}", us=at, answers=answers, asks=False)
        )
    return Facts(messages=messages)


@pytest.mark.parametrize(("people", "words"), [(8, 20), (30, 60), (60, 400)])
def test_chance_alone_does_not_move_the_temperature(people, words):
    until = START_US // DAY_US + 50 * 7 - 1
    windows = [Window(until_day=until - 7 * w, is_asked=w < 20) for w in range(46)]
    found = measured(
        steady(50, people=people, words=words, seed=words), until, windows=windows, whole=False
    )
    values = [row["value"] for (_, _, metric), row in found.items() if metric == "temperature"]

    assert len(values) == 20
    assert sum(40 < value < 65 for value in values) >= 19, values


def test_a_young_group_has_no_temperature_yet():
    until = START_US // DAY_US + 34
    row = measured(lively(5), until, weeks=4)[1, until, "temperature"]

    assert (row["value"], row["n"]) == (None, 4)


def test_the_twenty_eighty_group():
    counts = {1: 8, 2: 1, 3: 1, 4: 0, 5: 0}
    messages = [
        Message(account=p, ref=f"{p}{n}", us=START_US + n * 60_000_000)
        for p, times in counts.items()
        for n in range(times)
    ]
    stays = [Stay(account=p, joined_us=START_US) for p in counts]
    until = START_US // DAY_US
    found = measured(Facts(messages=messages, stays=stays), until, whole=False)

    assert found[1, until, "speaking_share"]["value"] == 0.6
    assert found[1, until, "top_fifth_share"]["value"] == 0.8
    assert found[1, until, "bus_factor"]["value"] == 1
    assert found[1, until, "stickiness"]["value"] is None  # three speakers are too few


def test_shares_carry_wilsons_interval():
    stays = [Stay(account=p, joined_us=START_US) for p in range(1, 11)]
    messages = [Message(account=p, ref=str(p), us=START_US) for p in (1, 2, 3)]
    until = START_US // DAY_US
    row = measured(Facts(messages=messages, stays=stays), until)[1, until, "speaking_share"]

    assert (row["value"], row["n"]) == (0.3, 10)
    assert (row["low"], row["high"]) == (
        pytest.approx(0.10779, abs=1e-4),
        pytest.approx(0.60322, abs=1e-4),
    )


def test_intervals_hold_their_value_and_stay_within_bounds():
    found = measured(lively(12), START_US // DAY_US + 83, weeks=6)
    rows = [row for row in found.values() if row["low"] is not None]

    assert rows
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows)
    shares = [r for r in rows if METRICS[r["metric"]].is_proportion]
    assert all(r["low"] >= 0 and r["high"] <= 1 for r in shares)
    assert all(math.isfinite(row["high"]) for row in rows)


def test_a_window_takes_both_its_ends_and_nothing_beyond():
    first = START_US // DAY_US
    edge = [
        Message(account=1, ref="a", us=first * DAY_US - 1),  # the day before the window
        Message(account=2, ref="b", us=first * DAY_US),
        Message(account=3, ref="c", us=(first + 28) * DAY_US - 1),
        Message(account=4, ref="d", us=(first + 28) * DAY_US),  # the day after
    ]
    found = measured(Facts(messages=edge), first + 27)

    assert found[1, first + 27, "monthly_active"]["value"] == 2
    assert found[1, first + 27, "daily_active"]["value"] == 1


def test_the_end_of_a_day_follows_the_clocks_of_the_group():
    """New York, 2026-03-08: the night loses an hour; the day ends at 04:00 UTC instead of 05:00."""
    day = 20_520
    connection = record(Facts(messages=[Message(account=1, ref="1", us=day * DAY_US)]))
    change = day * DAY_US + 7 * 3_600_000_000
    connection.execute("DELETE FROM zones")
    connection.execute(
        f"INSERT INTO zones VALUES (1, {-(2**62)}, {change}, {-5 * 3_600_000_000}), "
        f"(1, {change}, {2**62}, {-4 * 3_600_000_000})"
    )
    hold_groups(connection, [1], [Window(until_day=day - 1), Window(until_day=day)])

    ends = connection.execute("SELECT until_day, end_us FROM seen_ends ORDER BY 1").fetchall()
    assert ends == [
        (day - 1, day * DAY_US + 5 * 3_600_000_000),
        (day, (day + 1) * DAY_US + 4 * 3_600_000_000),
    ]


@settings(max_examples=examples(3), deadline=None)
@given(histories(days=90, most=120))
def test_groups_measured_one_by_one_have_the_same_numbers(facts):
    until = START_US // DAY_US + 60
    together = measured(facts, until, weeks=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "PORTION", 1)
        assert measured(facts, until, weeks=2) == together


def test_a_person_in_two_groups_counts_once_in_the_community_but_not_from_a_staff_room():
    facts = Facts(
        messages=[Message(group=g, account=1, ref=f"{g}", us=START_US) for g in (1, 2)]
        + [Message(group=3, account=9, ref="3", us=START_US)]
    )
    until = START_US // DAY_US
    found = measured(facts, until, staff_rooms=[3])

    assert found[0, until, "daily_active"]["value"] == 1
    assert found[3, until, "daily_active"]["value"] == 1


def test_the_compiled_text_is_that_of_the_code():
    assert compiled.compiled() == compiled.compile_now()
    assert json.loads(compiled._FILE.read_text("utf-8"))["code"] == compiled.code_digest()


def test_every_metric_compiles_for_other_engines_too():
    assert len(compiled.compile_now("databricks").metrics) == len(METRICS)
