from pathlib import Path

import pytest
from tests.connectors.reading import read

from weilu.connectors.signal.importer import SignalImporter

FIXTURES = Path(__file__).parent / "fixtures"


REAL = Path(__file__).parents[4] / "shared/data/native/signal/chat-miner"


def test_names_end_at_the_first_colon_and_texts_go_on():
    found = read(SignalImporter(), FIXTURES / "慢页读书会.txt")

    assert found.texts[:3] == ["早安，今晚读什么？", "第三章\n分两段：听雨", "Re: chapter three?"]
    assert len({m["message_ref"] for m in found.messages}) == len(found.messages) == 6


def test_markdown_tells_reactions_quotes_and_media():
    found = read(SignalImporter(), FIXTURES / "md")

    assert [(r["author_ref"], r["emoji"]) for r in found.reactions] == [("阿柚", "👍"), ("Me", "❤️")]
    assert found.said("第三章")["reply_to_ref"] == found.messages[0]["message_ref"]
    assert [m["kind"] for m in found.messages] == ["text", "text", "image", "voice", "text"]


def test_newer_exports_tell_stickers_calls_and_what_was_deleted():
    found = read(SignalImporter(), FIXTURES / "newer")

    assert [m["kind"] for m in found.messages] == [
        "text", "sticker", "sticker", "call", "call", "text",
    ]  # fmt: skip
    assert found.said("😀")["kind"] == "sticker"
    assert found.passed_over == 2


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="the shared data folder is not here")
def test_the_published_sample_is_read():
    found = read(SignalImporter(), REAL / "test_export.txt")

    assert found.texts == ["Hello John!", "Hello\nJane!"]
