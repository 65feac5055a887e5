from pathlib import Path

import pytest
from tests.connectors.reading import read

from weilu.connectors.line.importer import LineImporter
from weilu.kernel.time import from_us

FIXTURES = Path(__file__).parent / "fixtures"


EVERY = [
    "zh.txt", "zh_hans.txt", "ja.txt", "en.txt", "en_plain.txt",
    "desktop.txt", "pc.txt", "big5.txt",
]  # fmt: skip


def test_chinese_and_quoted_lines_and_notices_are_read():
    found = read(LineImporter(), FIXTURES / "zh.txt")

    assert found.said("聽雨")["text"] == "第三章：聽雨\n12:00\t不是新訊息\n「引號」"
    assert [(m["author_ref"], m["kind"], m["inviter_ref"]) for m in found.moves] == [
        ("青禾", "join", "木白"),
        ("小雨", "join", "木白"),
        ("小雨", "leave", None),
        ("木白", "group_rename", None),
    ]
    assert found.passed_over == 1


@pytest.mark.parametrize("file", EVERY)
def test_every_language_and_layout_is_read_whole(file):
    found = read(LineImporter(), FIXTURES / file)

    assert found.messages
    assert not found.unreadable


def test_a_month_that_could_be_a_day_is_decided_by_the_other_dates():
    found = read(LineImporter(), FIXTURES / "en.txt")

    assert from_us(found.messages[0]["sent_us"]).isoformat() == "2026-03-02T09:00:00+00:00"
    assert not found.doubtful


def test_the_simplified_chinese_of_notices_and_placeholders_is_known():
    found = read(LineImporter(), FIXTURES / "zh_hans.txt")

    assert [m["kind"] for m in found.messages] == ["text", "voice", "location"]
    assert [(m["author_ref"], m["kind"], m["inviter_ref"]) for m in found.moves] == [
        ("青禾", "join", "木白"),
        ("小雨", "join", None),
        ("小雨", "leave", None),
    ]
    assert found.passed_over == 1


def test_a_file_of_the_computer_has_no_title_and_no_brackets():
    found = read(LineImporter(), FIXTURES / "pc.txt")

    assert [m["kind"] for m in found.messages] == ["text", "sticker", "image", "text", "text"]
    assert found.texts[-2:] == ["第三章\n另起一行", "Stickers are fun"]


def test_a_title_may_lack_the_mark_and_an_unsent_message_is_none():
    found = read(LineImporter(), FIXTURES / "en_plain.txt")

    assert found.groups == {"Slow Pages": "Slow Pages"}
    assert [m["kind"] for m in found.messages] == ["text", "image", "text"]
    assert found.passed_over == 1
