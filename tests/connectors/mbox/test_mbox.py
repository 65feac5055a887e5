from pathlib import Path

from tests.connectors.reading import read

from weilu.connect.addresses import address_ref
from weilu.connectors.mbox.importer import MboxImporter

FIXTURES = Path(__file__).parent / "fixtures"


def test_words_are_decoded_and_quotes_left_out():
    found = read(MboxImporter(), FIXTURES / "slow-pages.mbox")

    assert found.texts == [
        "今晚读什么？\n第三章：听雨。\nFrom 这里开始",
        "Fine with me.",
        "はい、読みます。",
        "新書\nSee https://example.org/book 你好",
        "no id\nFrom here on it goes.",
        "你好 & 再见",
    ]


def test_answers_know_what_they_answer():
    first, second, third, *_ = read(MboxImporter(), FIXTURES / "slow-pages.mbox").messages

    assert second["reply_to_ref"] == first["message_ref"]
    assert (third["reply_to_ref"], third["thread_ref"]) == (
        second["message_ref"],
        first["message_ref"],
    )


def test_no_address_is_kept():
    found = read(MboxImporter(), FIXTURES / "slow-pages.mbox")

    for text in (*found.names, *found.names.values()):
        assert "@" not in text
        assert " at " not in text
    assert address_ref("A.B@Example.org") == address_ref("a.b at example.org")
