from pathlib import Path

import pytest
from tests.connectors.reading import read

from weilu.connect.sources import open_source
from weilu.connectors.meta.entries import mended
from weilu.connectors.meta.importer import MetaImporter

FIXTURES = Path(__file__).parent / "fixtures"


REAL = Path(__file__).parents[4] / "shared/data/native/instagram/chat-miner"


def test_garbled_strings_are_mended():
    found = read(MetaImporter(), FIXTURES / "messenger")

    assert found.groups == {"slowpages_1": "慢页读书会", "zoe_2": "Zoë"}
    assert found.private == {"zoe_2"}
    assert found.said("听雨")["text"] == "第三章：\n听雨 😂"
    assert mended("déjà vu") == "déjà vu"


def test_moves_reactions_and_unsent_messages_are_told():
    found = read(MetaImporter(), FIXTURES / "messenger")

    assert {(m["author_ref"], m["kind"], m["inviter_ref"], m["name"]) for m in found.moves} == {
        ("Zoë", "leave", None, None),
        ("木白", "group_rename", None, "慢页二群"),
        ("青禾", "join", "木白", None),
        ("小雨", "join", "木白", None),
    }
    assert [(r["author_ref"], r["emoji"]) for r in found.reactions] == [("木白", "❤")]
    assert found.passed_over == 1


@pytest.mark.parametrize(
    ("file", "platform"), [("messenger", "messenger"), ("instagram", "instagram")]
)
def test_the_service_is_told_by_the_paths(file, platform):
    with open_source(FIXTURES / file) as source:
        assert MetaImporter().platform_of(source) == platform


def test_an_encrypted_chat_is_read():
    found = read(MetaImporter(), FIXTURES / "encrypted.json")

    assert [m["kind"] for m in found.messages] == ["text", "image"]


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="the shared data folder is not here")
def test_the_published_sample_is_read():
    assert read(MetaImporter(), REAL / "test_export.json").texts == ["Hello Jane!", "Hello John!"]


def test_a_chat_without_its_folders_is_known_by_where_its_pictures_lie(tmp_path):
    inside = "your_instagram_activity/messages/inbox/slow_3/message_1.json"
    alone = tmp_path / "message_1.json"
    alone.write_bytes((FIXTURES / "instagram" / inside).read_bytes())

    with open_source(alone) as source:
        assert MetaImporter().platform_of(source) == "instagram"
