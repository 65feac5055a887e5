"""Ten million invented messages in a warehouse, and how long the warehouse takes with them.

    python benchmarks/warehouse.py                              generate, measure, print JSON
    python benchmarks/warehouse.py generate ROOT --messages N   only fill a warehouse
    python benchmarks/warehouse.py measure ROOT

The invention: 300 groups of very different size over three years, 100,000 people of whom few
write much, three zones (one with summer time), Chinese words of uneven frequency. The same
seed gives the same messages.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from weilu.warehouse.finding import Wanted
from weilu.warehouse.reader import Reader
from weilu.warehouse.store import Warehouse
from weilu.warehouse.tables import TABLES

COMMUNITY = 1
GROUPS = 300
PEOPLE = 100_000
BATCH = 100_000
FIRST_US = 1_672_531_200_000_000  # 2023-01-01
SPAN_US = 3 * 365 * 86_400_000_000
ZONES = ("Asia/Shanghai", "Asia/Taipei", "America/New_York")


def main() -> None:
    arguments = _arguments()
    if arguments.act == "generate":
        print(json.dumps(generate(arguments.root, messages=arguments.messages)))
        return
    if arguments.act == "measure":
        print(json.dumps(measure(arguments.root), indent=2))
        return
    root = Path(tempfile.mkdtemp(prefix="weilu-warehouse-"))
    try:
        found = {"generate": generate(root, messages=arguments.messages), **measure(root)}
        print(json.dumps({"machine": _machine(), **found}, indent=2))
    finally:
        shutil.rmtree(root)


def generate(root: Path, *, messages: int) -> dict[str, object]:
    """Fill an empty warehouse as an import would: group by group, in batches."""
    warehouse = Warehouse(root)
    rng = np.random.default_rng(20261121)
    sizes = _group_sizes(rng, messages)
    members = [
        rng.choice(PEOPLE, max(20, min(500, size // 40)), replace=False) + 1 for size in sizes
    ]
    seconds = cpu = 0.0
    for sequence, rows in enumerate(_batches(rng, sizes, members)):
        began, cpu_began = time.perf_counter(), time.process_time()
        warehouse.append("messages", rows, stream="benchmark", sequence=sequence)
        seconds += time.perf_counter() - began
        cpu += time.process_time() - cpu_began
    _publish(warehouse, members)
    began = time.perf_counter()
    warehouse.compact(whether_due=False)
    compaction = time.perf_counter() - began
    warehouse.checkpoint()
    warehouse.vacuum(retention_hours=0)
    return {
        "messages": messages,
        "append_seconds": round(seconds, 2),
        "append_cpu_seconds_per_million": round(cpu * 1e6 / messages, 2),
        "compaction_seconds": round(compaction, 2),
        "megabytes": sum(f.stat().st_size for f in root.rglob("*.parquet")) >> 20,
        "peak_rss_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


def measure(root: Path) -> dict[str, object]:
    """Time what pages do, each several times over an opened warehouse."""
    warehouse = Warehouse(root)
    began = time.perf_counter()
    with warehouse.reader(COMMUNITY) as reader:
        cold = time.perf_counter() - began
        groups = [row[0] for row in reader.rows("SELECT DISTINCT group_id FROM zones")]
        some = [groups[i] for i in np.random.default_rng(1).choice(len(groups), 20)]
        loudest, moment = reader.rows(
            "SELECT group_id, max(sent_us) FROM messages GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        )[0]

        def newest_of(group: int) -> object:
            return reader.newest(Wanted(group_id=group), limit=100)

        def search(word: str) -> object:
            return reader.newest(Wanted(words=((word,),)), limit=50)

        days = "SELECT local_day, count(DISTINCT person_id) FROM messages GROUP BY 1"
        return {
            "messages": reader.rows("SELECT count(*) FROM messages")[0][0],
            "reader_first_ms": round(cold * 1000, 1),
            "reader_warm": _times(lambda: _open(warehouse), 20),
            "last_100_of_the_loudest": _times(lambda: newest_of(loudest), 10),
            "last_100_of_some": _times(lambda: [newest_of(g) for g in some], 3, share=20),
            "last_100_of_all": _times(lambda: reader.newest(limit=100), 5),
            "around_a_moment": _times(lambda: reader.around(loudest, moment - 10**13), 5),
            "search_common_word": _times(lambda: search(_WORDS[5]), 5),
            "search_word_that_is_nowhere": _times(lambda: search("围炉夜话零八"), 5),
            "search_latin_any_case": _times(lambda: search("wEiLu gives up"), 5),
            "actives_of_all_days": _times(lambda: reader.rows(days), 3),
            "repeated_batch_of_100_000": _repeat(warehouse, reader),
            "peak_rss_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        }


def _open(warehouse: Warehouse) -> None:
    with warehouse.reader(COMMUNITY):
        pass


def _repeat(warehouse: Warehouse, reader: Reader) -> dict[str, float]:
    """Time the dearest batch there is: known messages from all groups and all years."""
    columns = ", ".join(TABLES["messages"].schema.names)
    rows = reader.arrow(f"SELECT {columns} FROM _messages WHERE hash(message_ref) % 97 = 3")

    def again() -> None:
        sequence = warehouse.last_sequence("messages", "benchmark.again") + 1
        added = warehouse.append(
            "messages", rows[:BATCH], stream="benchmark.again", sequence=sequence
        )
        assert added == 0

    return _times(again, 2)


def _times(act: Callable[[], object], times: int, *, share: int = 1) -> dict[str, float]:
    """Return milliseconds of wall time, and of processor time, which others do not lengthen."""
    act()
    wall, cpu = [], []
    for _ in range(times):
        began, cpu_began = time.perf_counter(), time.process_time()
        act()
        wall.append((time.perf_counter() - began) * 1000 / share)
        cpu.append((time.process_time() - cpu_began) * 1000 / share)
    return {
        "median_ms": round(statistics.median(wall), 1),
        "worst_ms": round(max(wall), 1),
        "cpu_ms": round(statistics.median(cpu), 1),
    }


def _group_sizes(rng: np.random.Generator, messages: int) -> list[int]:
    weights = rng.permutation(1 / np.arange(1, GROUPS + 1) ** 0.9)
    sizes = np.maximum((weights / weights.sum() * messages).astype(int), 50)
    sizes[int(sizes.argmax())] += messages - int(sizes.sum())
    return [int(size) for size in sizes]


def _words() -> list[str]:
    rng = np.random.default_rng(7)
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
    words = ["".join(rng.choice(letters, length)) for length in rng.integers(1, 4, 20_000)]
    return [*words, " ok ", " lol ", "Weilu ", "https://example.org/a ", "？", "！"]


_WORDS = _words()


def _texts(rng: np.random.Generator, count: int) -> pa.Array:
    words = pa.array(_WORDS)
    lengths = np.minimum(rng.geometric(0.15, count), 14)
    columns = []
    for place in range(14):
        picked = np.minimum(rng.zipf(1.25, count), len(_WORDS)) - 1
        columns.append(words.take(pa.array(picked, mask=lengths <= place)))
    return pc.binary_join_element_wise(*columns, "", null_handling="skip")


def _times_of(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return rising moments that crowd the evenings and thin out over the years."""
    days = np.sort(rng.beta(1.2, 1.8, count) * SPAN_US) // 86_400_000_000
    hour = rng.choice([1, 3, 7, 8, 12, 13, 14], count, p=[0.1, 0.1, 0.1, 0.15, 0.2, 0.2, 0.15])
    within = (hour + rng.random(count)) * 3_600_000_000
    return np.sort(FIRST_US + days * 86_400_000_000 + within).astype(np.int64)


def _batches(
    rng: np.random.Generator, sizes: list[int], members: list[np.ndarray]
) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    for group, size in enumerate(sizes, start=1):
        moments = _times_of(rng, size)
        for start in range(0, size, BATCH):
            waiting.append(
                _rows(rng, group, members[group - 1], moments[start : start + BATCH], start)
            )
            if sum(map(len, waiting)) >= BATCH:
                yield pa.concat_tables(waiting)
                waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


def _rows(
    rng: np.random.Generator, group: int, members: np.ndarray, moments: np.ndarray, start: int
) -> pa.Table:
    count = len(moments)
    speaker = np.minimum(rng.zipf(1.3, count) - 1, len(members) - 1)
    texts = _texts(rng, count)
    numbers = np.arange(start, start + count)
    parents = pa.array(np.maximum(numbers - rng.integers(1, 30, count), 0), pa.int64())
    is_reply = pa.array(rng.random(count) < 0.2)
    return pa.table(
        {
            "community_id": pa.repeat(pa.scalar(COMMUNITY, pa.int64()), count),
            "group_id": pa.repeat(pa.scalar(group, pa.int64()), count),
            "account_id": pa.array(members[speaker].astype(np.int64)),
            "message_ref": pa.array(numbers).cast(pa.string()),
            "kind": pa.array(rng.choice(["text", "text", "text", "text", "image"], count)),
            "sent_us": pa.array(moments),
            "reply_to_ref": pc.if_else(
                is_reply, parents.cast(pa.string()), pa.scalar(None, pa.string())
            ),
            "thread_ref": pa.nulls(count, pa.string()),
            "mentions": pa.nulls(count, pa.list_(pa.int64())),
            "characters": pc.utf8_length(texts),
            "has_link": pc.match_substring(texts, "https://"),
            "has_question": pc.match_substring(texts, "？"),
            "is_own": pa.repeat(pa.scalar(value=False), count),
            "text": texts,
            "source": pa.repeat("telegram", count),
            "import_id": pa.repeat(pa.scalar(1, pa.int64()), count),
        }
    )


def _publish(warehouse: Warehouse, members: list[np.ndarray]) -> None:
    accounts = np.arange(1, PEOPLE + 1)
    warehouse.publish(
        "accounts",
        pa.table(
            {
                "community_id": pa.repeat(pa.scalar(COMMUNITY, pa.int64()), PEOPLE),
                "account_id": accounts,
                "person_id": np.where(accounts % 50 == 0, accounts - 1, accounts),  # merged ones
                "is_bot": accounts % 1000 == 7,
                "is_staff": accounts % 200 == 3,
            }
        ),
        community_id=COMMUNITY,
    )
    stays = [(group, account) for group, found in enumerate(members, 1) for account in found]
    warehouse.publish("memberships", _memberships(stays), community_id=COMMUNITY)
    spans = [
        {"community_id": COMMUNITY, "group_id": group, **span}
        for group in range(1, len(members) + 1)
        for span in _spans(ZONES[0 if group % 10 else (1 if group % 20 else 2)])
    ]
    warehouse.publish("zones", pa.Table.from_pylist(spans), community_id=COMMUNITY)


def _memberships(stays: list[tuple[int, int]]) -> pa.Table:
    count = len(stays)
    return pa.table(
        {
            "community_id": pa.repeat(pa.scalar(COMMUNITY, pa.int64()), count),
            "group_id": pa.array([group for group, _ in stays], pa.int64()),
            "account_id": pa.array([int(account) for _, account in stays], pa.int64()),
            "role": pa.repeat("member", count),
            "joined_us": pa.repeat(pa.scalar(FIRST_US, pa.int64()), count),
            "left_us": pa.nulls(count, pa.int64()),
            "join_recorded": pa.repeat(pa.scalar(value=False), count),
            "inviter_id": pa.nulls(count, pa.int64()),
            "channel": pa.nulls(count, pa.string()),
        }
    )


def _spans(zone: str) -> list[dict[str, int]]:
    """Cut 2023 to 2026 into spans of one offset, to the hour."""
    found: list[dict[str, int]] = []
    moment, end = datetime(2023, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    while moment < end:
        offset = moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
        microseconds, now = offset // timedelta(microseconds=1), int(moment.timestamp()) * 10**6
        if not found or found[-1]["offset_us"] != microseconds:
            if found:
                found[-1]["until_us"] = now
            found.append({"from_us": now, "until_us": now, "offset_us": microseconds})
        moment += timedelta(hours=1)
    found[0]["from_us"], found[-1]["until_us"] = -(2**62), 2**62
    return found


def _machine() -> dict[str, object]:
    return {"cpus": os.cpu_count(), "python": platform.python_version(), "system": sys.platform}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("act", nargs="?", choices=["generate", "measure"])
    parser.add_argument("root", nargs="?", type=Path)
    parser.add_argument("--messages", type=int, default=10_000_000)
    return parser.parse_args()


if __name__ == "__main__":
    main()
