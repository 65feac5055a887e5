"""How well who answers whom is guessed, and how far the numbers that rest on it go wrong.

    python benchmarks/replies.py [--home FOLDER] [--events FOLDER]

First the invented club of ``weilu demo``, where every answer is known: what its files tell is
left in, all other answers are guessed by several rules and by Weilu itself, and set beside the
truth, group by group and 28 days at a time. Then, with --events, real channels in files of
events: who is called by name there is hidden from the rules, and guessed. Prints Markdown.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import duckdb
from talks import MINUTE, Found, Rule, Talk, derived, true

WEILU = Path(sys.executable).with_name("weilu")
DAY = 86_400.0
WINDOW = 28
#: A share of fewer than these is not compared.
FEWEST = 5
#: Files of events whose writers call each other by name, and the time looked at.
NAMED = {
    "fluid_irc": "TRUE",
    "w3c_irc": "ts >= '2012-01-01' AND ts < '2012-07-01'",
    "raku_irc": "ts >= '2017-01-01' AND ts < '2017-05-01'",
}
#: Files whose writers hardly do. Of Komodo, talk alone: other channels are feeds of programs.
UNNAMED = {
    "archlinuxjp_slack": "TRUE",
    "se_slack": "TRUE",
    "komodo_discord": "channel LIKE '%/talk-%' OR channel LIKE '%/support'",
    "r_mailing_lists": "TRUE",
}
STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120)


#: Values of one stretch of 28 days; None where too few.
Values = dict[str, float | None]
METRICS = ("answered", "median", "welcome", "self-organisation", "reciprocity")


def measured(talk: Talk, found: Found) -> dict[int, Values]:
    """Compute the metrics that rest on replies, for each 28 days from the first message on."""
    direct: dict[int, float] = {}
    for n, to in enumerate(found.parent):
        if to >= 0 and not talk.is_bot[n]:
            direct.setdefault(to, talk.at[n] - talk.at[to])
    waits, welcomes = defaultdict(list), defaultdict(list)
    openers, between = defaultdict(list), defaultdict(list)
    pairs: dict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
    known: set[int] = set()
    for n, person in enumerate(talk.person):
        if talk.is_bot[n]:
            continue
        window = int((talk.at[n] - talk.at[0]) // (WINDOW * DAY))
        if person not in known and not talk.is_staff[n]:
            wait = found.waits.get(n, direct.get(n))
            welcomes[window].append(wait is not None and wait <= DAY)
        known.add(person)
        if n in found.waits:
            openers[window].append(not talk.is_staff[n])
            if not talk.is_staff[n]:
                wait = found.waits[n]
                waits[window].append(math.inf if wait is None else wait)
        to = found.parent[n]
        if to >= 0 and not talk.is_bot[to]:
            own = not talk.is_staff[n] and not talk.is_staff[to]
            between[window].append(own)
            if own:
                pairs[window][person, talk.person[to]] += 1
    return {
        window: {
            "answered": _share(wait <= DAY for wait in waits[window]),
            "median": _median(waits[window]),
            "welcome": _share(welcomes[window]),
            "self-organisation": _root(_share(openers[window]), _share(between[window])),
            "reciprocity": _share((b, a) in pairs[window] for a, b in pairs[window]),
        }
        for window in range(int((talk.at[-1] - talk.at[0]) // (WINDOW * DAY)) + 1)
    }


def _share(hits: Iterable[bool]) -> float | None:
    listed = list(hits)
    return sum(listed) / len(listed) if len(listed) >= FEWEST else None


def _median(waits: Sequence[float]) -> float | None:
    return statistics.median(waits) / MINUTE if len(waits) >= FEWEST else None


def _root(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else math.sqrt(one * other)


def _f1(right: int, said: int, real: int) -> str:
    precision, recall = right / max(1, said), right / max(1, real)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"{100 * precision:.1f} | {100 * recall:.1f} | {100 * f1:.1f}"


RULES: dict[str, Callable[[Talk], Found]] = {
    "rule 1: calls by name only": Rule(),
    "the last words, less than 5 minutes old": Rule(last_words=5),
    "… 10 minutes": Rule(last_words=10),
    "… 15 minutes": Rule(last_words=15),
    "… 30 minutes": Rule(last_words=30),
    "… less than the group's own parting of gaps": Rule(is_learned=True),
    "15 minutes, but going on comes first": Rule(last_words=15, own_first=True),
    "15 minutes, only questions are answered": Rule(last_words=15, only_questions=True),
    "15 minutes, answering the first words of the talk": Rule(last_words=15, to_opening=True),
    "**rule 2**, as Weilu derives it": derived,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, help="an installation that holds `weilu demo`")
    parser.add_argument("--events", type=Path, help="folder with files of events")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weilu-replies-") as folder:
        _print_club(_club(options.home or Path(folder), Path(folder)))
    if options.events:
        _print_named(options.events)
        _print_pace(options.events)
        _print_unnamed(options.events)


def _print_club(talks: Sequence[Talk]) -> None:
    truth = [measured(talk, true(talk)) for talk in talks]
    print("| rule | precision | recall | F1 | " + " | ".join(METRICS) + " |")
    print("|---" * (4 + len(METRICS)) + "|")
    for name, rule in RULES.items():
        founds = [rule(talk) for talk in talks]
        right = said = real = 0
        for talk, found in zip(talks, founds, strict=True):
            for n, told in enumerate(talk.told):
                if told is None and not talk.is_bot[n]:
                    right += found.parent[n] == talk.truth[n] >= 0
                    said += found.parent[n] >= 0
                    real += talk.truth[n] >= 0
        ours = [measured(talk, found) for talk, found in zip(talks, founds, strict=True)]
        errors = " | ".join(_error(metric, truth, ours) for metric in METRICS)
        print(f"| {name} | {_f1(right, said, real)} | {errors} |", flush=True)


def _error(
    metric: str, truth: Sequence[dict[int, Values]], ours: Sequence[dict[int, Values]]
) -> str:
    """Return the mean distance from the truth, and in brackets to which side it lies."""
    off = []
    for real, said in zip(truth, ours, strict=True):
        for window, values in real.items():
            one, other = values[metric], said[window][metric]
            if one is not None and other is not None and math.isfinite(one):
                off.append(other - one)
    if not off or not all(map(math.isfinite, off)):
        return "none"
    scale, unit = (1.0, " min") if metric == "median" else (100.0, "")
    mean = scale * statistics.fmean(map(abs, off))
    return f"{mean:.1f}{unit} ({scale * statistics.fmean(off):+.1f})"


def _print_named(folder: Path) -> None:
    print("\n| channels, names hidden | answers | rule | precision | recall | F1 |")
    print("|---" * 6 + "|")
    for name, when in NAMED.items():
        talks = list(_events(folder / f"{name}.parquet", when))
        hidden = [_without_calls(talk) for talk in talks]
        for title, rule in RULES.items():
            right = said = real = 0
            for talk, blind in zip(talks, hidden, strict=True):
                found = rule(blind)
                for n, to in _called(talk):
                    real += 1
                    said += found.parent[n] >= 0
                    right += found.parent[n] >= 0 and talk.account[found.parent[n]] == to
            print(f"| {name} | {real:,} | {title} | {_f1(right, said, real)} |", flush=True)


def _print_pace(folder: Path) -> None:
    print("\nOf 100 messages, so many call the last speaker, by the minutes since:\n")
    print("| channels | " + " | ".join(f"< {step}" for step in STEPS) + " |")
    print("|---" * (1 + len(STEPS)) + "|")
    for name, when in NAMED.items():
        calls, alls = Counter[int](), Counter[int]()
        for talk in _events(folder / f"{name}.parquet", when):
            called = dict(_called(talk))
            last = -1
            for n, at in enumerate(talk.at):
                if talk.is_bot[n]:
                    continue
                if last >= 0 and talk.account[last] != talk.account[n]:
                    step = next((s for s in STEPS if at - talk.at[last] < s * MINUTE), 0)
                    alls[step] += 1
                    calls[step] += called.get(n) == talk.account[last]
                last = n
        shares = " | ".join(f"{100 * calls[step] / max(1, alls[step]):.0f}" for step in STEPS)
        print(f"| {name} | {shares} |")


def _print_unnamed(folder: Path) -> None:
    print("\n| community | rule | starts, % of messages | answered in 24 h, % |")
    print("|---" * 4 + "|")
    rules: dict[str, Callable[[Talk], Found]] = {"rule 1": Rule(), "rule 2": derived}
    for name, when in UNNAMED.items():
        talks = list(_events(folder / f"{name}.parquet", when))
        for title, rule in rules.items():
            waits = [wait for talk in talks for wait in rule(talk).waits.values()]
            answered = sum(wait is not None and wait <= DAY for wait in waits) / len(waits)
            share = len(waits) / sum(len(talk.at) for talk in talks)
            print(f"| {name} | {title} | {100 * share:.0f} | {100 * answered:.0f} |", flush=True)


def _called(talk: Talk) -> Iterator[tuple[int, int]]:
    """Yield the messages that call somebody who has spoken, and whom."""
    known: set[int] = set()
    for n, account in enumerate(talk.account):
        if talk.is_bot[n]:
            continue
        called = [call for call in talk.calls[n] if call in known and call != account]
        if called:
            yield n, called[0]
        known.add(account)


def _without_calls(talk: Talk) -> Talk:
    return Talk(
        talk.name, talk.at, talk.account, talk.person, talk.is_bot, talk.is_staff,
        [()] * len(talk.at), talk.told, talk.truth, talk.asks,
    )  # fmt: skip


def _events(path: Path, when: str) -> Iterator[Talk]:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    rows = connection.execute(
        f"SELECT channel, author, message_id, epoch(ts), addressed_to, reply_to,"
        f" coalesce(has_q, FALSE), coalesce(is_bot, FALSE) FROM '{path}'"
        f" WHERE kind = 'message' AND ({when}) ORDER BY channel, ts, row_number() OVER ()"
    ).fetchall()
    numbers: dict[str, int] = {}
    talk, places = Talk(""), dict[str, int]()
    for channel, author, ref, at, calls, answers, asks, is_bot in rows:
        if channel != talk.name:
            if talk.at:
                yield talk
            talk, places = Talk(channel), {}
        account = numbers.setdefault(author, len(numbers))
        places[ref] = len(talk.at)
        talk.at.append(at)
        talk.account.append(account)
        talk.person.append(account)
        talk.is_bot.append(is_bot)
        talk.is_staff.append(False)
        talk.calls.append((numbers.setdefault(calls, len(numbers)),) if calls else ())
        talk.told.append(places.get(answers, -1) if answers else None)
        talk.truth.append(-1)
        talk.asks.append(asks)
    yield talk


_DUMP = """
from weilu.community.facts import facts_of
from weilu.community.models import Community
with facts_of(Community.objects.get(slug="manye")) as reader:
    reader.connection.execute('''COPY (
        SELECT group_id, account_id, person_id, is_bot, is_staff, message_ref, sent_us,
               reply_to_ref, mentions, has_question FROM messages
        ORDER BY group_id, sent_us, length(message_ref), message_ref
    ) TO '{path}' ''')
"""


def _club(home: Path, folder: Path) -> list[Talk]:
    environment = {**os.environ, "WEILU_HOME": str(home)}
    if not (home / "demo" / "finished").exists():
        subprocess.run([WEILU, "demo"], env=environment, check=True, stdout=subprocess.DEVNULL)
    path = folder / "club.parquet"
    code = _DUMP.format(path=path)
    subprocess.run([WEILU, "shell", "-v0", "-c", code], env=environment, check=True)
    [truth] = (home / "demo").glob("*/truth.parquet")
    answers = dict(
        duckdb.execute(f"SELECT ref, value FROM '{truth}' WHERE subject = 'reply'").fetchall()
    )
    talks: dict[int, Talk] = {}
    places: dict[str, int] = {}
    for group, account, person, is_bot, is_staff, ref, us, told, calls, asks in duckdb.execute(
        f"SELECT * FROM '{path}'"
    ).fetchall():
        talk = talks.setdefault(group, Talk(json.dumps(group)))
        places[ref] = len(talk.at)
        talk.at.append(us / 1e6)
        talk.account.append(account)
        talk.person.append(person)
        talk.is_bot.append(is_bot)
        talk.is_staff.append(is_staff)
        talk.calls.append(tuple(calls or ()))
        talk.told.append(None if told is None else places.get(told, -1))
        talk.truth.append(places.get(answers.get(ref, ""), -1))
        talk.asks.append(asks)
    return list(talks.values())


if __name__ == "__main__":
    main()
