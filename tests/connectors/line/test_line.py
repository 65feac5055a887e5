from pathlib import Path

import pytest
from tests.connectors.reading import read

from weilu.connectors.line.importer import LineImporter
from weilu.kernel.time import from_us

FIXTURES = Path(__file__).parent / "fixtures"


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


@pytest.mark.parametrize("file", ["zh.txt", "ja.txt", "en.txt", "desktop.txt", "big5.txt"])
def test_every_language_and_layout_is_read_whole(file):
    found = read(LineImporter(), FIXTURES / file)

    assert found.messages
    assert not found.unreadable


def test_a_month_that_could_be_a_day_is_decided_by_the_other_dates():
    found = read(LineImporter(), FIXTURES / "en.txt")

    assert from_us(found.messages[0]["sent_us"]).isoformat() == "2026-03-02T09:00:00+00:00"
    assert not found.doubtful
