"""How long the pages take with ten million messages, 300 groups and 100,000 people.

    python benchmarks/pages.py [--messages 10_000_000] [--home FOLDER]

Fills an own WEILU_HOME (kept and used again with --home), measures once, then asks every page
as a signed-in operator would, warm, through Django without the network. Prints JSON: median and
worst in milliseconds for each page, p50 and p95 for all (limit 300 ms), and the search apart,
which reads texts (limit 1 s).
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weilu.community.models import Community

LIMIT_MS = 300
SEARCH_LIMIT_MS = 1000
ROUNDS = 4
WORD = "Weilu"
WEILU = Path(sys.executable).parent / "weilu"


def main() -> None:
    arguments = _arguments()
    home = arguments.home or Path(tempfile.mkdtemp(prefix="weilu-pages-"))
    os.environ["WEILU_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weilu.site.settings")
    subprocess.run([WEILU, "prepare"], check=True, stdout=subprocess.DEVNULL)
    try:
        found = _measured(home, messages=arguments.messages)
    finally:
        if arguments.home is None:
            shutil.rmtree(home)
    print(json.dumps(found, indent=2, ensure_ascii=False))
    sys.exit(0 if found["p95_ms"] < LIMIT_MS else 1)


def _measured(home: Path, *, messages: int) -> dict[str, object]:
    import django

    django.setup()
    from warehouse import generate  # beside this file

    if not (home / "warehouse" / "messages").exists():
        generate(home / "warehouse", messages=messages)
    community = _community()
    refresh = _refresh(community)
    report = _seconds([str(WEILU), "report", community.slug, "--json"])
    pages = _pages(community)
    taken = _ask(pages)
    searches = taken.pop("search")
    every = [ms for times in taken.values() for ms in times]
    return {
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
        "messages": messages,
        "refresh_seconds": refresh,
        "report_seconds": report,
        "pages_ms": {name: _summary(times) for name, times in taken.items()},
        "p50_ms": round(statistics.median(every), 1),
        "p95_ms": round(statistics.quantiles(every, n=20)[-1], 1),
        "limit_ms": LIMIT_MS,
        "search_ms": _summary(searches),
        "search_limit_ms": SEARCH_LIMIT_MS,
    }


def _community() -> "Community":
    """Give the generated facts their names: ids are those of benchmarks/warehouse.py."""
    from warehouse import GROUPS, PEOPLE
    from weilu.access.models import Operator
    from weilu.community.models import Account, Community, Group, OperatorRole, Person

    community, is_new = Community.objects.get_or_create(
        pk=1, defaults={"slug": "big", "name": "大社群"}
    )
    if is_new:
        Group.objects.bulk_create(
            Group(pk=n, community=community, platform="telegram", ref=f"-100{n}", name=f"{n} 群")
            for n in range(1, GROUPS + 1)
        )
        numbers = range(1, PEOPLE + 1)
        Person.objects.bulk_create(
            (Person(pk=n, community=community, name=f"书友 {n}") for n in numbers), batch_size=5000
        )
        Account.objects.bulk_create(
            (
                Account(
                    pk=n,
                    community=community,
                    person_id=n,
                    platform="telegram",
                    ref=f"user{n}",
                    name=f"书友 {n}",
                )
                for n in numbers
            ),
            batch_size=5000,
        )
        operator = Operator.objects.create_user("bench@weilu.example")
        OperatorRole.objects.create(community=community, operator=operator, kind="owner")
    return community


def _refresh(community: "Community") -> float:
    from weilu.insight.services import refresh

    began = time.perf_counter()
    refresh(community)
    return round(time.perf_counter() - began, 1)


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return round(time.perf_counter() - began, 2)


def _pages(community: "Community") -> dict[str, list[str]]:
    from weilu.community.facts import facts_of

    with facts_of(community) as reader:
        groups = [
            row[0]
            for row in reader.rows(
                "SELECT group_id FROM days GROUP BY 1 ORDER BY sum(messages) DESC"
            )
        ]
        people = [
            row[0]
            for row in reader.rows(
                "SELECT person_id FROM days GROUP BY 1 ORDER BY sum(messages) DESC LIMIT 300"
            )
        ]
    root = f"/c/{community.slug}/"
    some = [groups[0], groups[len(groups) // 2], *groups[1:20:3]]
    return {
        "overview": [root, f"{root}?sort=temperature"],
        "group": [f"{root}groups/{group}/" for group in some],
        "people": [f"{root}people/", f"{root}people/?q=99"],
        "person": [f"{root}people/{person}/" for person in people[:60:10]],
        "messages": [f"{root}messages/", f"{root}messages/?group={groups[0]}"],
        "search": [f"{root}messages/?q={WORD}", f"{root}messages/?q={WORD}&group={groups[3]}"],
        "rows": [
            f"{root}rows/{metric}/?group={group}"
            for metric in ("weekly_active", "answered_rate", "messages", "at_risk")
            for group in (0, groups[0])
        ],
        "report": [f"{root}report/"],
    }


def _ask(pages: dict[str, list[str]]) -> dict[str, list[float]]:
    from django.test import Client

    from weilu.access.models import Operator

    client = Client(HTTP_HOST="localhost")
    client.force_login(
        Operator.objects.get(email="bench@weilu.example"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for round_number in range(ROUNDS + 1):
        for name, addresses in pages.items():
            for address in addresses:
                began = time.perf_counter()
                answer = client.get(address)
                spent = (time.perf_counter() - began) * 1000
                assert answer.status_code == 200, (address, answer.status_code)
                if round_number:  # the first round warms up
                    taken[name].append(spent)
    return taken


def _summary(times: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(times), 1), "worst": round(max(times), 1)}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the pages with millions of messages.")
    parser.add_argument("--messages", type=int, default=10_000_000)
    parser.add_argument("--home", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
