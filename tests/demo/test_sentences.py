"""The sentence bank of the demo community: files that anybody may extend."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import weilu.demo
from weilu.demo.simulator.bank import Bank
from weilu.demo.simulator.scale import Scale
from weilu.demo.simulator.story import chapters

BANK = Path(weilu.demo.__file__).parent / "data" / "sentences"
KINDS = sorted(path for path in BANK.glob("*.toml") if path.stem != "slots")
REPLIES = sorted((BANK / "replies").glob("*.toml"))
FILES = [pytest.param(path, id=path.stem) for path in KINDS + REPLIES]

SLOTS = {
    "book", "book2", "picture_book", "business_book", "page", "name", "city", "day", "n",
    "year", "time", "emoji",
}  # fmt: skip
PEOPLE = {
    "staff", "core", "kol", "koc", "regular", "occasional", "lurker", "checkin", "hunter",
    "advertiser", "scout",
}  # fmt: skip
#: The kinds of section F have sixty lines of our own at least, as every common one.
AT_LEAST = dict.fromkeys(
    [
        "opening", "help_answer", "warmth", "thanks", "disagreement", "flat_staff", "good_staff",
        "sharing_session", "walk", "mystery", "picture_book_mothers", "traditional", "complaint",
        "appeal", "night", "asked_again", "filler", "reply", "checkin", "year_list", "pearl",
    ],
    60,
) | {"newcomer_answer": 30, "ad_disguised": 30}  # fmt: skip
SLOT = re.compile(r"\{([^{}]*)\}")
HOST = re.compile(r"(?:https?://|www\.)([^/\s,]+)|([\w-]+\.(?:com|cn|net|org|io|top|cc))\b")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
ACCOUNT = re.compile(r"(?:薇|微信号|[Vv]信?|QQ|扣)[::+ ]*([A-Za-z][\w-]{4,})")


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def faults(line: dict[str, Any]) -> list[str]:
    """Return what is wrong with one line."""
    found = []
    zh, en = line.get("zh", ""), line.get("en", "")
    if not zh.strip() or not en.strip():
        found.append("a line needs zh and its gloss en")
    found += [f"unknown key {key}" for key in line.keys() - {
        "zh", "en", "groups", "by", "replies", "label", "rank", "ask_first", "times",
    }]  # fmt: skip
    found += [f"unknown slot {{{slot}}}" for slot in SLOT.findall(zh + en) if slot not in SLOTS]
    found += [f"unknown group {key}" for key in line.get("groups", []) if key not in "HMNTPWBC"]
    found += [f"unknown people {who}" for who in line.get("by", []) if who not in PEOPLE]
    if MOBILE.search(zh):
        found.append("a phone number")
    for host in HOST.finditer(zh):
        if not (host[1] or host[2]).endswith(".example"):
            found.append(f"a live host {host[0]}")
    found += [f"a live account {name}" for name in ACCOUNT.findall(zh)
              if not name.startswith("demo_")]  # fmt: skip
    return found


@pytest.mark.parametrize("path", FILES)
def test_each_file_is_named_after_its_kind_and_each_line_is_whole(path: Path) -> None:
    data = read(path)
    assert data["kind"] == path.stem
    wrong = [(line.get("zh"), fault) for line in data["line"] for fault in faults(line)]
    assert wrong == []


@pytest.mark.parametrize("path", FILES)
def test_no_line_stands_twice_in_one_kind(path: Path) -> None:
    said = [line["zh"] for line in read(path)["line"]]
    assert sorted(said) == sorted(set(said))


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in REPLIES])
def test_a_set_of_replies_has_eight_to_twenty(path: Path) -> None:
    assert 8 <= len(read(path)["line"]) <= 20


@pytest.mark.parametrize(("kind", "least"), AT_LEAST.items())
def test_common_kinds_are_rich_enough_not_to_repeat(kind: str, least: int) -> None:
    assert len(read(BANK / f"{kind}.toml")["line"]) >= least


def test_every_opening_has_replies_and_every_set_of_replies_is_named() -> None:
    named = {line["replies"] for path in KINDS for line in read(path)["line"] if "replies" in line}
    assert named == {path.stem for path in REPLIES}
    assert all("replies" in line for line in read(BANK / "opening.toml")["line"])


def test_every_file_is_drawn_from_and_every_kind_that_is_drawn_has_a_file(monkeypatch):
    """Told by all groups over all weeks; a kind without a file would end the story."""
    kinds, answers = set(), set()
    lines, replies = Bank.lines, Bank.replies

    def asked(self, kind, key=""):
        kinds.add(kind)
        return lines(self, kind, key)

    def answered(self, name):
        answers.add(name)
        return replies(self, name)

    monkeypatch.setattr(Bank, "lines", asked)
    monkeypatch.setattr(Bank, "replies", answered)
    for chapter in chapters(7, Scale(people=600)):
        for _ in chapter.groups():
            pass

    # The lines of the night that are ranked are taken from their file as they stand.
    files = {read(path).get("drawn_as", path.stem) for path in KINDS} - {"night_curation"}
    assert kinds == files
    assert answers == {path.stem for path in REPLIES}


def test_every_slot_has_values() -> None:
    slots = read(BANK / "slots.toml")
    assert slots.keys() == SLOTS
    assert all(values and len(values) == len(set(values)) for values in slots.values())


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ({"zh": "在"}, "gloss"),
        ({"zh": "在{where}", "en": "Here"}, "unknown slot"),
        ({"zh": "打我13812345678", "en": "Ring me"}, "phone"),
        ({"zh": "看 https://books.test/1", "en": "See"}, "live host"),
        ({"zh": "看 books.com", "en": "See"}, "live host"),
        ({"zh": "+我薇 book33", "en": "Add me"}, "live account"),
        ({"zh": "在", "en": "Here", "groups": ["X"]}, "unknown group"),
        ({"zh": "在", "en": "Here", "by": ["robot"]}, "unknown people"),
    ],
)
def test_a_faulty_line_is_found(line: dict[str, Any], fault: str) -> None:
    assert any(fault in each for each in faults(line))


def test_every_advertisement_says_which_disguise_it_wears() -> None:
    assert all(line.get("label") for line in read(BANK / "ad_disguised.toml")["line"])


def test_twelve_night_lines_are_ranked_and_five_need_asking() -> None:
    lines = read(BANK / "night_curation.toml")["line"]
    assert [line["rank"] for line in lines if "rank" in line] == list(range(1, 13))
    assert sum(line.get("ask_first", False) for line in lines) == 5


def test_the_line_that_the_night_is_remembered_for_is_said_once() -> None:
    best = {line["zh"] for line in read(BANK / "night_curation.toml")["line"]}
    others = [path for path in KINDS + REPLIES if path.stem != "night_curation"]
    assert not [line["zh"] for path in others for line in read(path)["line"] if line["zh"] in best]
