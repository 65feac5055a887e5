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


LETTER = """From a@example.org Mon Mar  2 09:00:00 2026
From: {who}@example.org
Date: Mon, 2 Mar 2026 09:00:00 +0800
Message-ID: <same@example.org>

{text}

"""


def test_a_letter_with_the_id_of_another_is_listed_and_the_same_letter_twice_is_not(tmp_path):
    letters = [("a", "Good morning."), ("a", "Good morning."), ("mallory", "Send money.")]
    path = tmp_path / "list.mbox"
    path.write_text("".join(LETTER.format(who=who, text=text) for who, text in letters))

    found = read(MboxImporter(), path)

    assert found.texts == ["Good morning.", "Good morning."]
    assert found.unreadable == [("list.mbox letter 3", "same_id")]
