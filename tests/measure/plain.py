"""Every metric told in plain loops, from the pages of docs/methods, not from the SQL.

Slow and obvious: one scope (a group, or all groups as one), one window, one number at a time.
"""

import math
from collections import defaultdict

from tests.measure.facts import Facts, Message
from tests.measure.plain_replies import Reply, Start
from tests.measure.plain_scope import WORKDAYS, Found, Scope
from weilu.kernel.time import DAY_US

#: Half 95 % intervals of one week that chance sets two weeks apart in one of a hundred.
APART = math.sqrt(2) * 2.5758 / 1.96


def measures(facts: Facts, group: int | None, until: int) -> Found:
    scope = Scope(facts=facts, group=group)
    found: Found = {}
    for part in (_activity, _participation, _growth, _joins, _talk, _answers, _echo, _states):
        found |= part(scope, until)
    return found


def _share(hits: float, n: int) -> tuple[float | None, int]:
    return (hits / n if n >= 5 else None, n)


def _activity(scope: Scope, until: int) -> Found:
    days = scope.days_of(until)
    n = len(days)
    daily = [len([p for p in days if until - back in days[p]]) for back in range(28)]
    weekly = [len(_active_between(days, until - 7 * w - 6, until - 7 * w)) for w in range(4)]
    human = [m for m in scope.human() if until - 28 < scope.day(m) <= until]
    own = [m for m in human if not scope.is_staff(m.account)]
    quiet = [m for m in human if scope.facts.hour(m.group, m.us) in {23, 0, 1, 2, 3, 4, 5, 6, 7}]
    before = set(scope.days_of(until - 28))
    stayed = len(before & set(days))
    rate = stayed / len(before) if len(before) >= 5 else None
    half = None if rate in {None, 0, 1} else 28 * math.log(2) / -math.log(rate or 1)
    members = len(scope.members(until))
    return {
        "daily_active": (daily[0], daily[0]),
        "weekly_active": (weekly[0], weekly[0]),
        "monthly_active": (n, n),
        "stickiness": (sum(daily) / 28 / n if n >= 5 else None, n),
        "active_days": (sum(len(d) for d in days.values()) / n if n >= 5 else None, n),
        "weekly_stickiness": (sum(weekly) / 4 / n if n >= 5 else None, n),
        "question_share": _share(sum(m.asks for m in own), len(own)),
        "quiet_hours_share": _share(len(quiet), len(human)),
        "operator_share": _share(len(human) - len(own), len(human)),
        "message_load": (len(human) / members / 28 if members >= 5 else None, members),
        "activity_half_life": (half, len(before)),
    }


def _active_between(days: dict[int, set[int]], first: int, last: int) -> set[int]:
    return {p for p, active in days.items() if any(first <= d <= last for d in active)}


def _participation(scope: Scope, until: int) -> Found:
    members = scope.members(until)
    said = scope.messages_of(until)
    counts = sorted((said.get(p, 0) for p in members), reverse=True)
    speakers = [c for c in counts if c]
    total, n = sum(counts), len(counts)
    k = next((i + 1 for i in range(n) if 2 * sum(counts[: i + 1]) >= total), 0) if total else 0
    top = sum(counts[: math.ceil(n / 5)]) / total if total else None
    top_speakers = sum(speakers[: math.ceil(len(speakers) / 5)]) / total if total else None
    rising = sorted(counts)
    weighted = sum((i + 1) * x for i, x in enumerate(rising))
    gini = 2 * weighted / (n * total) - (n + 1) / n if total else None
    enough = n >= 5
    return {
        "speaking_share": _share(len(speakers), n),
        "lurker_share": _share(n - len(speakers), n),
        "occasional_share": _share(len(speakers) - k, n),
        "leading_share": _share(k, n),
        "bus_factor": (k, k),
        "top_fifth_share": (top if enough else None, n if total else 0),
        "top_fifth_share_of_speakers": (
            top_speakers if len(speakers) >= 5 else None,
            len(speakers),
        ),
        "gini": (gini if enough else None, n if total else 0),
        "evenness": (
            1 - max(0, top - 0.2) / 0.8 if enough and top is not None else None,
            n if total else 0,
        ),
    }


def _growth(scope: Scope, until: int) -> Found:
    found: Found = {}
    first_join: dict[int, int] = {}
    for s in scope.stays():
        person = scope.person(s.account)
        first_join[person] = min(first_join.get(person, 2**30), scope.joined_day(s))
    spoke: dict[int, set[int]] = defaultdict(set)
    for m in scope.own():
        spoke[scope.person(m.account)].add(scope.day(m))
    for name, (first, last) in {
        "d1": (1, 1), "d7": (7, 13), "d30": (28, 55), "d90": (84, 111)
    }.items():  # fmt: skip
        cohort = [p for p, d in first_join.items() if until - last - 28 < d <= until - last]
        again = [
            p for p in cohort if any(first <= d - first_join[p] <= last for d in spoke.get(p, ()))
        ]
        found[f"retention_{name}"] = _share(len(again), len(cohort))
    leaving = {s.group for s in scope.stays() if s.left_us is not None}
    for name, after in {"d1": 1, "d7": 7, "d30": 30, "d90": 90}.items():
        cohort = sorted(
            {
                scope.person(s.account)
                for s in scope.stays()
                if s.is_recorded
                and scope.joined_day(s) == first_join[scope.person(s.account)]
                and (s.group in leaving if scope.group is not None else bool(leaving))
                and until - after - 28 < scope.joined_day(s) <= until - after
            }
        )
        there = [
            p
            for p in cohort
            if any(
                scope.joined_day(s) <= first_join[p] + after < (scope.left_day(s) or 2**30)
                for s in scope.stays()
                if scope.person(s.account) == p
            )
        ]
        found[f"stayed_{name}"] = _share(len(there), len(cohort))
    now, before = set(scope.days_of(until)), set(scope.days_of(until - 28))
    won, lost = len(now - before), len(before - now)
    n = won + lost
    found["quick_ratio"] = (won / lost if lost and n >= 5 else None, n)
    return found


def _joins(scope: Scope, until: int) -> Found:
    joins = [
        j
        for j in scope.facts.joins
        if scope.has(j.group)
        and until - 28 < scope.day(j) <= until
        and not scope.is_bot(j.account)
        and not scope.is_staff(j.account)
    ]
    by_member = [
        j
        for j in joins
        if j.inviter is not None
        and not scope.is_bot(j.inviter)
        and not scope.is_staff(j.inviter)
        and scope.person(j.inviter) != scope.person(j.account)
    ]
    unknown = [j for j in joins if j.inviter is None and not j.channel]
    return {
        "brought_by_members": _share(len(by_member), len(joins)),
        "unknown_origin_share": _share(len(unknown), len(joins)),
    }


def _human_replies(scope: Scope, first: int, last: int) -> list[Reply]:
    return [
        r
        for r in scope.replies
        if first <= scope.day(r.child) <= last
        and not scope.is_bot(r.child.account)
        and not scope.is_bot(r.parent.account)
    ]


def _among_members(scope: Scope, replies: list[Reply]) -> list[tuple[int, int]]:
    return [
        (scope.person(r.child.account), scope.person(r.parent.account))
        for r in replies
        if not scope.is_staff(r.child.account) and not scope.is_staff(r.parent.account)
    ]


def _talk(scope: Scope, until: int) -> Found:
    human = _human_replies(scope, until - 27, until)
    links = _among_members(scope, human)
    pairs = set(links)
    mutual = {(a, b) for a, b in pairs if (b, a) in pairs}
    starts = [s for s in scope.starts if until - 28 < scope.day(s.message) <= until]
    own = [s for s in starts if not scope.is_staff(s.message.account)]
    start_share, reply_share = _share(len(own), len(starts)), _share(len(links), len(human))
    both = (
        None
        if start_share[0] is None or reply_share[0] is None
        else math.sqrt(start_share[0] * reply_share[0])
    )
    least = min(len(starts), len(human))
    return {
        "reciprocity": _share(len(mutual), len(pairs)),
        "two_way_share": _share(sum(link in mutual for link in links), len(links)),
        "member_start_share": start_share,
        "member_reply_share": reply_share,
        "self_organisation": (both, least),
    }


def _answers(scope: Scope, until: int) -> Found:
    timed: list[tuple[Start, int, bool]] = []
    for s in scope.starts:
        m = s.message
        if scope.is_staff(m.account) or not until - 28 < scope.day(m) <= until:
            continue
        end = scope.end_us(m.group, until)
        answered = s.answer is not None and s.answer.us < end
        timed.append((s, (s.answer.us if answered and s.answer else end) - m.us, answered))
    found: Found = {
        "answered_rate": _share(sum(a and w <= DAY_US for _, w, a in timed), len(timed)),
        "welcome_rate": _welcome(scope, until),
    }
    work = [
        one
        for one in timed
        if (scope.day(one[0].message) + 3) % 7 in WORKDAYS
        and 9 <= scope.facts.hour(one[0].message.group, one[0].message.us) < 18
    ]
    for name, some in (("", timed), ("_at_work", work)):
        for metric, left in (("first_reply_median", 0.5), ("first_reply_p90", 0.1)):
            found[metric + name] = _kaplan_meier([(w, a) for _, w, a in some], left)
    return found


def _kaplan_meier(waits: list[tuple[int, bool]], left: float) -> tuple[float | None, int]:
    """Return the minutes after which at most ``left`` still wait; waits over a week are open."""
    survival = 1.0
    for time in sorted({w for w, answered in waits if answered and w <= 7 * DAY_US}):
        at_risk = sum(w >= time for w, _ in waits)
        ended = sum(w == time and answered for w, answered in waits)
        survival *= 1 - ended / at_risk
        if survival <= left + 1e-9:
            return (time / 60_000_000 if len(waits) >= 5 else None, len(waits))
    return (None, len(waits))


def _welcome(scope: Scope, until: int) -> tuple[float | None, int]:
    first: dict[int, Message] = {}
    for m in sorted(scope.own(), key=lambda m: (m.us, m.group, len(m.ref), m.ref)):
        first.setdefault(scope.person(m.account), m)
    newcomers = [m for m in first.values() if until - 28 < scope.day(m) <= until]
    openings = {(s.group, s.message.ref): s for s in scope.starts}
    welcome = 0
    for m in newcomers:
        start = openings.get((m.group, m.ref))
        if start is not None:
            moments = [start.answer.us] if start.answer else []
        else:
            moments = [
                r.child.us
                for r in scope.replies
                if r.group == m.group
                and r.parent.ref == m.ref
                and not scope.is_bot(r.child.account)
            ]
        answer = min(moments, default=None)
        if answer is not None and answer < scope.end_us(m.group, until):
            welcome += answer - m.us <= DAY_US
    return _share(welcome, len(newcomers))


def _echo(scope: Scope, until: int) -> Found:
    human = [m for m in scope.human() if until - 28 < scope.day(m) <= until]
    replies = _human_replies(scope, -(2**30), until)
    heard = {(r.group, r.parent.ref) for r in replies}
    heard |= {
        (r.group, r.child.ref)
        for r in scope.replies
        if r.parent.asks
        and not scope.is_bot(r.child.account)
        and not scope.is_bot(r.parent.account)
    }
    reactions = [
        r for r in scope.facts.reactions if scope.has(r.group) and not scope.is_bot(r.account)
    ]
    heard |= {(r.group, r.ref) for r in reactions if scope.day(r) <= until}
    given = sum(r.count for r in reactions if until - 28 < scope.day(r) <= until)
    n = len(human)
    return {
        "signal_ratio": _share(sum((m.group, m.ref) in heard for m in human), n),
        "reaction_rate": (given / n if n >= 5 else None, n),
    }


def _states(scope: Scope, until: int) -> Found:
    now, before = scope.days_of(until), scope.days_of(until - 28)
    first = scope.first_days()
    lively = _lively(scope, until)
    counts = dict.fromkeys(
        ("new", "vital", "consistently_active", "active", "at_risk", "dropped"), 0
    )
    for person in now.keys() | before.keys():
        weeks = {(until - d) // 7 for d in now.get(person, ())}
        weeks_before = {(until - 28 - d) // 7 for d in before.get(person, ())}
        if not weeks:
            state = "dropped"
        elif first[person] > until - 28:
            state = "new"
        elif lively.get(person, 0) >= 3:
            state = "vital"
        elif len(weeks) >= 3:
            state = "consistently_active"
        elif len(weeks_before) >= 3 and len(weeks) <= 1:
            state = "at_risk"
        else:
            state = "active"
        counts[state] += 1
    return {state: (count, count) for state, count in counts.items()}


def _lively(scope: Scope, until: int) -> dict[int, int]:
    """Count each person's weeks with 5 replies given or got, with 5 people or more."""
    weeks: dict[int, int] = defaultdict(int)
    for week in range(4):
        last = until - 7 * week
        exchange: dict[int, list[int]] = defaultdict(list)
        for child, parent in _among_members(scope, _human_replies(scope, last - 6, last)):
            exchange[child].append(parent)
            exchange[parent].append(child)
        for person, others in exchange.items():
            weeks[person] += len(others) >= 5 and len(set(others)) >= 5
    return weeks


def temperature(
    series: dict[str, list[tuple[float | None, bool]]], noise: dict[str, tuple[float, float]]
) -> float | None:
    """Tell the temperature from each part's weekly values (oldest first, now last; festival?).

    ``noise``: the interval of each part now.
    """
    ranks = []
    for part, values in series.items():
        now = values[-1][0]
        past = [v for v, is_festival in values[:-1][-26:] if v is not None and not is_festival]
        if now is None or len(past) < 8:
            continue
        if part == "reaction_rate" and now == 0 and not any(past):
            continue
        low, high = noise[part]
        below = sum(now - v > APART * (now - low) for v in past)
        above = sum(v - now > APART * (high - now) for v in past)
        equal = len(past) - below - above
        ranks.append((below + (equal + 1) / 2) / (len(past) + 1))
    if len(ranks) < 3:
        return None
    return 100 * math.exp(sum(math.log(r) for r in ranks) / len(ranks))
