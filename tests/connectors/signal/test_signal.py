from pathlib import Path

import pytest
from tests.connectors.reading import read

from weilu.connect.batches import Clock
from weilu.connect.sources import open_source
from weilu.connectors.signal.importer import SignalImporter

FIXTURES = Path(__file__).parent / "fixtures"


OWN = FIXTURES / "signal-export-2026-03-05"
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


def test_its_own_export_has_ids_answers_reactions_and_joins():
    found = read(SignalImporter(), OWN)
    first, second, *_ = found.messages

    assert [m["kind"] for m in found.messages] == ["text", "text", "voice", "sticker", "text"]
    assert first["sent_us"] == 1_772_413_200_123_000
    assert (second["text"], second["reply_to_ref"]) == ("第三章：\n听雨", first["message_ref"])
    assert [(r["author_ref"], r["emoji"]) for r in found.reactions] == [("self", "👍")]
    assert [(m["kind"], found.names[m["author_ref"]]) for m in found.moves] == [
        ("join", "Zoë Lin"),
        ("leave", "Zoë Lin"),
        ("group_rename", "木白"),
    ]
    assert set(found.groups.values()) == {"慢页读书会", "木白"}
    assert found.unreadable == [("main.jsonl line 22", "no_author")]


def test_no_number_and_no_key_of_a_group_is_kept():
    found = read(SignalImporter(), OWN)

    told = [*found.names, *found.names.values(), *found.groups]
    assert not [each for each in told if "1390000" in each or "a2tra2" in each]


def test_its_own_export_tells_exact_moments_and_the_tools_do_not():
    for path, clock in ((OWN, Clock.UTC), (FIXTURES / "md", Clock.LOCAL)):
        with open_source(path) as source:
            assert SignalImporter().clock_of(source) is clock


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="the shared data folder is not here")
def test_the_published_sample_is_read():
    found = read(SignalImporter(), REAL / "test_export.txt")

    assert found.texts == ["Hello John!", "Hello\nJane!"]
