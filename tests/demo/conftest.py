"""The whole story, told and imported once for all tests of its truth: half a minute of work."""

import json
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.installations import ROOT, Installation

from weilu.demo.simulator import moments

KEYS = {
    "demo_hall": "H",
    "demo_morning": "M",
    "demo_novels": "N",
    "demo_mystery": "T",
    "demo_picture_books": "P",
    "demo_walks": "W",
    "demo_business": "B",
    "demo_deskmates": "C",
}


@dataclass(frozen=True)
class Said:
    """One message of an export file."""

    ref: str
    group: str
    sender: str
    at: int
    type: int
    text: str
    answers: str | None

    @property
    def day(self) -> date:
        return moments.day_of(self.at)

    @property
    def hour(self) -> int:
        return (self.at + moments.OFFSET) % moments.DAY // moments.HOUR

    @property
    def week(self) -> int:
        return moments.week_of(self.day)


@dataclass
class Truth:
    """Export files and truth of one story, and the installation that has imported them."""

    folder: Path
    rows: list[dict]
    said: list[Said]
    notices: list[Said]
    person_of: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.by_subject = defaultdict(list)
        for row in self.rows:
            self.by_subject[row["subject"], row["label"]].append(row)
        self.by_ref = {each.ref: each for each in self.said}
        self.of_group = defaultdict(list)
        for each in self.said:
            self.of_group[each.group].append(each)

    def people(self, label):
        return {row["ref"]: row["value"] for row in self.by_subject["person", label]}

    def numbers(self, label):
        return {row["ref"]: row["number"] for row in self.by_subject["person", label]}

    def labelled(self, label, group=None):
        found = self.by_subject["message", label]
        return [row for row in found if group in {None, row["group"]}]

    def messages(self, label, group=None):
        return [self.by_ref[row["ref"]] for row in self.labelled(label, group)]

    def author(self, said):
        return said.sender.replace("demo_q", "demo_")

    def seats(self):
        """Return (person, group): [joined, left or None]."""
        found = {}
        for row in self.by_subject["seat", "joined"]:
            found[row["ref"], row["group"]] = [row["number"], None]
        for row in self.by_subject["seat", "left"]:
            found[row["ref"], row["group"]][1] = row["number"]
        return found

    def seated(self, group, day):
        at = moments.second(day, 23)
        return sum(
            joined <= at and (left is None or left > at)
            for (_, key), (joined, left) in self.seats().items()
            if key == group
        )

    def per_day(self, group=None):
        rows = self.said if group is None else self.of_group[group]
        return Counter(each.day for each in rows)


def told(folder: Path) -> Truth:
    said, notices = [], []
    for path in sorted(folder.rglob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            for line in file:
                entry = json.loads(line)
                if entry["_type"] != "message":
                    continue
                each = Said(
                    ref=entry["platformMessageId"],
                    group=KEYS[path.stem],
                    sender=entry["sender"],
                    at=entry["timestamp"],
                    type=entry["type"],
                    text=entry["content"],
                    answers=entry.get("replyToMessageId"),
                )
                (notices if each.sender == "system" else said).append(each)
    rows = pq.read_table(folder / "truth.parquet").to_pylist()
    return Truth(folder=folder, rows=rows, said=said, notices=notices)


@pytest.fixture(scope="session")
def club(tmp_path_factory):
    """Fill the demo in as ``weilu demo`` does, in an installation of its own."""
    home = tmp_path_factory.mktemp("club")
    installation = Installation(home, "")
    filled = subprocess.run(
        [Path(sys.executable).with_name("weilu"), "demo"],
        env={**installation.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert filled.returncode == 0, filled.stderr
    return installation


@pytest.fixture(scope="session")
def truth(club):
    return told(Path(club.home) / "demo" / "seed-7-whole")


@pytest.fixture(scope="session")
def measured(club):
    """What Weilu itself says about the club, told by its own queries once."""
    return asked(club, "measured.py")


def asked(club, script):
    """Run a script of this folder inside the club's installation; return the JSON it prints."""
    code = (Path(__file__).parent / script).read_text("utf-8")
    found = subprocess.run(
        [Path(sys.executable).with_name("weilu"), "shell", "-v0", "-c", code],
        env=club.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)
