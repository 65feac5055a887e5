from pathlib import Path

import pytest
from tests.connectors.reading import read

from weilu.connect.batches import Clock
from weilu.connect.sources import open_source
from weilu.connectors.discord.importer import DiscordImporter

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def channel():
    return read(DiscordImporter(), FIXTURES / "channel.json")


def test_replies_and_mentions_are_kept(channel):
    found = channel.said("《茶经》")

    assert found["reply_to_ref"] == channel.said("今晚读什么")["message_ref"]
    assert found["mentions"] == ["100000000000000001"]
    assert channel.said("转来的话")["kind"] == "forward"


def test_notices_are_moves_and_an_addition_names_its_inviter(channel):
    told = [(m["kind"], m["author_ref"][-2:], (m["inviter_ref"] or "")[-2:]) for m in channel.moves]

    assert told == [
        ("join", "01", ""),
        ("join", "04", "03"),
        ("group_rename", "03", ""),
        ("leave", "04", ""),
    ]
    assert channel.passed_over == 3


def test_two_people_of_one_name_stay_two_and_a_new_name_wins(channel):
    names = [ref[-2:] for ref, name in channel.names.items() if name == "老周: 茶"]

    assert names == ["02", "03"]
    assert channel.names["100000000000000001"] == "柚子"


def test_reactions_beyond_those_named_are_counted(channel):
    told = [(r["emoji"], r["count"], r["author_ref"] is None) for r in channel.reactions]

    assert told == [("👍", 1, False), ("👍", 2, True), (":tea:", 1, True)]


def test_each_table_of_an_archive_has_its_own_delimiter():
    found = read(DiscordImporter(), FIXTURES / "tables")

    assert found.groups == {"800000000000000002": "闲聊", "800000000000000003": "老频道"}
    assert found.texts.count("分号; 也读") == 2
    assert found.said("早安")["text"] == "早安, 各位\n今晚呢？"
    assert [m["kind"] for m in found.moves] == ["join"]


def test_old_dates_are_a_wall_clock(tmp_path):
    path = tmp_path / "茶.csv"
    path.write_text('Author;Date;Content;Attachments\n"a#1";"03-Mar-20 08:30 PM";"好";""\n')

    with open_source(path) as source:
        assert DiscordImporter().clock_of(source) is Clock.LOCAL
    assert read(DiscordImporter(), path).messages[0]["sent_us"] == 1_583_267_400_000_000
