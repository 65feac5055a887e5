"""A talk, the rules that guess who answers whom in it, and what Weilu and the truth say."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import duckdb
import pyarrow as pa

from weilu.measure.derive import derive

MINUTE = 60.0


@dataclass(slots=True)
class Talk:
    """The messages of one group in order; everything but ``name`` has one entry for each."""

    name: str
    at: list[float] = field(default_factory=list)  # seconds
    account: list[int] = field(default_factory=list)
    person: list[int] = field(default_factory=list)
    is_bot: list[bool] = field(default_factory=list)
    is_staff: list[bool] = field(default_factory=list)
    calls: list[tuple[int, ...]] = field(default_factory=list)  # accounts
    told: list[int | None] = field(default_factory=list)  # place; -1 unknown; None: not told
    truth: list[int] = field(default_factory=list)  # place; -1: answers nobody
    asks: list[bool] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """What a rule says: whom each message answers (-1: nobody), and how long starts waited."""

    parent: list[int]
    waits: dict[int, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule with its parts as switches; times in minutes."""

    last_words: float = 0  # answer the last words if they are younger than this
    is_learned: bool = False  # …than what parts two modes of the group's own gaps
    own_first: bool = False  # who spoke less than 5 minutes ago goes on, whoever spoke since
    only_questions: bool = False  # only questions are answered by what follows them
    to_opening: bool = False  # what belongs to a talk answers its first words

    def __call__(self, talk: Talk) -> Found:  # noqa: C901  # a rule is read from top to bottom
        limit = parting(talk) if self.is_learned else self.last_words * MINUTE
        parent, starts, run = [-1] * len(talk.at), [], list(range(len(talk.at)))
        own_words: dict[int, int] = {}
        call_to: dict[int, int] = {}
        before, opening = -1, -1
        for n, account in enumerate(talk.account):
            own = own_words.get(account, -1)
            is_near = own >= 0 and talk.at[n] - talk.at[own] < 5 * MINUTE
            is_talk = before >= 0 and talk.at[n] - talk.at[before] < limit
            told = talk.told[n]
            if told is not None:
                parent[n] = told if told < n else -1
            if talk.is_bot[n]:
                continue
            if not is_talk:
                opening = n
            if told is None:
                called = [own_words[c] for c in talk.calls[n] if c != account and c in own_words]
                call = call_to.get(account, -1)
                if called:
                    parent[n] = max(called)
                elif call >= 0 and talk.at[n] - talk.at[call] < 15 * MINUTE:
                    parent[n] = call
                elif (is_near and self.own_first) or (is_talk and own == before):
                    run[n] = run[own]
                elif is_talk and (talk.asks[before] or not self.only_questions):
                    parent[n] = opening if self.to_opening else before
                elif is_near:
                    run[n] = run[own]
                else:
                    starts.append(n)
            own_words[account] = before = n
            call_to.update(dict.fromkeys(set(talk.calls[n]) - {account}, n))
        return answers_of(talk, parent, starts, run)


def derived(talk: Talk) -> Found:
    """Ask Weilu itself."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    messages = pa.table(
        {
            "group_id": pa.array([1] * len(talk.at), pa.int64()),
            "account_id": pa.array(talk.account, pa.int64()),
            "person_id": pa.array(talk.person, pa.int64()),
            "is_bot": talk.is_bot,
            "message_ref": [str(n) for n in range(len(talk.at))],
            # A microsecond each keeps the order where several share a second or a minute.
            "sent_us": pa.array([int(at * 1e6) + n % 10**6 for n, at in enumerate(talk.at)]),
            "reply_to_ref": pa.array(
                [None if told is None else str(told) for told in talk.told], pa.string()
            ),
            "mentions": pa.array([list(calls) for calls in talk.calls], pa.list_(pa.int64())),
            "has_question": talk.asks,
        }
    )
    connection.register("said_rows", messages)
    connection.execute(
        "CREATE VIEW messages AS SELECT *, (sent_us // 86400000000)::INTEGER AS local_day,"
        " 0::TINYINT AS local_hour, 0 AS characters, FALSE AS has_link FROM said_rows"
    )
    connection.execute(
        "CREATE TABLE reactions (group_id BIGINT, account_id BIGINT, local_day INTEGER,"
        ' "count" INTEGER)'
    )
    found = Found([-1] * len(talk.at), {})
    for table, reader in derive(connection, 1, [1]):
        for row in reader.read_all().to_pylist():
            if table == "replies":
                found.parent[int(row["child_ref"])] = int(row["parent_ref"])
            elif table == "starts":
                answered = row["answered_us"]
                wait = None if answered is None else (answered - row["sent_us"]) / 1e6
                found.waits[int(row["message_ref"])] = wait
    return found


def true(talk: Talk) -> Found:
    """Say what is so: who goes on within five minutes and answers nobody starts nothing."""
    starts, run = [], list(range(len(talk.at)))
    own_words: dict[int, int] = {}
    for n, account in enumerate(talk.account):
        if talk.is_bot[n]:
            continue
        own = own_words.get(account, -1)
        if talk.truth[n] < 0 and own >= 0 and talk.at[n] - talk.at[own] < 5 * MINUTE:
            run[n] = run[own]
        elif talk.truth[n] < 0:
            starts.append(n)
        own_words[account] = n
    return answers_of(talk, list(talk.truth), starts, run)


def answers_of(talk: Talk, parent: list[int], starts: Sequence[int], run: Sequence[int]) -> Found:
    """Return who answers whom, and how long each start waited; nobody answers themselves."""
    first: dict[int, int] = {}
    for n, to in enumerate(parent):
        if to >= 0 and talk.person[n] == talk.person[to]:
            parent[n] = -1
        elif to >= 0 and not talk.is_bot[n]:
            first.setdefault(run[to], n)
    waits = {n: talk.at[first[n]] - talk.at[n] if n in first else None for n in starts}
    return Found(parent, waits)


def parting(talk: Talk) -> float:
    """Return the gap that parts short from long best (Otsu on logarithms), in seconds."""
    at = [at for at, is_bot in zip(talk.at, talk.is_bot, strict=True) if not is_bot]
    logs = [round(4 * math.log(max(20.0, b - a))) for a, b in pairwise(at)]
    counts = Counter(logs)
    best, parting = -1.0, 10 * MINUTE
    total, weighted = len(logs), sum(logs)
    below = sum_below = 0
    for step in sorted(counts)[:-1]:
        below += counts[step]
        sum_below += step * counts[step]
        apart = sum_below / below - (weighted - sum_below) / (total - below)
        if below * (total - below) * apart**2 > best:
            best, parting = below * (total - below) * apart**2, math.exp(step / 4)
    return parting
