from pathlib import Path

import pytest
from tests.connectors.reading import read

from weilu.connect.addresses import address_ref
from weilu.connectors.qq.importer import QqImporter

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize("file", ["全部消息记录.txt", "gbk.txt", "utf16.txt"])
def test_every_encoding_gives_the_same_groups(file):
    found = read(QqImporter(), FIXTURES / file)

    assert found.groups == {"慢页读书会": "慢页读书会", "阿柚": "阿柚"}
    assert found.private == {"阿柚"}
    assert not found.unreadable


def test_who_joined_is_the_one_who_speaks_later():
    found = read(QqImporter(), FIXTURES / "全部消息记录.txt")

    assert [(m["author_ref"], m["kind"], m["inviter_ref"]) for m in found.moves] == [
        ("666777888", "join", None),
        ("888999000", "join", "123456789"),
        ("888999000", "leave", None),
    ]


def test_people_are_their_numbers_whatever_their_cards_say():
    found = read(QqImporter(), FIXTURES / "全部消息记录.txt")

    assert found.names["123456789"] == "木白改名了"
    assert found.names["222333444"] == found.names["777777777"] == "小满"
    assert not any("@" in text for pair in found.names.items() for text in pair)


def test_a_pasted_head_begins_no_message_and_placeholders_are_no_text():
    found = read(QqImporter(), FIXTURES / "全部消息记录.txt")

    assert "2025-01-01 8:00:00 路人" in found.said("旧记录")["text"]
    picture = found.said("听雨")
    assert (picture["kind"], picture["mentions"]) == ("image", ["123456789"])
    assert found.passed_over == 1


def test_a_page_with_pictures_tells_the_same_as_the_text():
    found = read(QqImporter(), FIXTURES / "慢页读书会.mht")

    assert found.groups == {"慢页读书会": "慢页读书会"}
    assert [(m["author_ref"], m["kind"]) for m in found.messages] == [
        ("123456789", "text"),
        ("666777888", "image"),
        (address_ref("ayou@example.com"), "image"),
        ("666777888", "text"),
    ]
    assert found.texts[0].startswith("早安，今晚读什么？\n第二行 <b> & 2026-03-02 8:00:00")
    assert found.names["123456789"] == "木白 老师"
    assert [(m["author_ref"], m["kind"]) for m in found.moves] == [("666777888", "join")]
    assert not found.unreadable
