from pathlib import Path

import pytest
from tests.connectors.reading import read

from weilu.connectors.matrix.importer import MatrixImporter


@pytest.fixture
def room():
    return read(MatrixImporter(), Path(__file__).parent / "fixtures" / "room.json")


def test_an_answer_is_told_without_the_quote_before_it(room):
    found = room.said("《茶经》")

    assert (found["text"], found["reply_to_ref"]) == ("《茶经》", "$005")
    assert found["mentions"] == ["@you:example.org"]
    assert room.said("在线程里")["thread_ref"] == room.said("在线程里")["reply_to_ref"] == "$005"


def test_edits_and_removed_messages_are_no_messages(room):
    assert "改后" in room.texts
    assert not [text for text in room.texts if text and ("上卷" in text or "改前" in text)]
    assert "$009" not in {message["message_ref"] for message in room.messages}


def test_comings_and_goings_name_the_inviter(room):
    told = [(m["kind"], m["author_ref"], m["inviter_ref"]) for m in room.moves]

    assert told == [
        ("join", "@you:example.org", None),
        ("join", "@zhou:example.org", "@you:example.org"),
        ("group_rename", "@you:example.org", None),
        ("rename", "@you:example.org", None),
        ("leave", "@zhou:example.org", None),
    ]
    assert room.names["@you:example.org"] == "柚子"
    assert room.bots == {"@helper:example.org"}


def test_kinds_are_told_apart(room):
    kinds = {message["message_ref"]: message["kind"] for message in room.messages}

    assert [kinds[f"${n:03}"] for n in (12, 13, 14, 16)] == ["sticker", "other", "poll", "image"]
    assert room.said("周几读")["kind"] == "poll"
    assert [reason for _, reason in room.unreadable] == ["no_time"]
