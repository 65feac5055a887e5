from pathlib import Path

import pytest
from tests.connectors.reading import read

from weilu.connectors.discourse.importer import DiscourseImporter

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def topic():
    return read(DiscourseImporter(), FIXTURES / "topic.json")


def test_a_quote_is_an_answer_and_not_repeated(topic):
    found = topic.said("@ayou")

    assert found["text"] == "@ayou 茶 & 书 (https://example.org/tea)"
    assert (found["reply_to_ref"], found["mentions"]) == ("1", ["1"])
    assert topic.said("if a")["text"] == "if a < b:\n    pass"


def test_the_title_stands_behind_the_posts(topic):
    assert topic.groups == {"42": "茶：夜读"}
    assert topic.roles == {("42", "1"): "admin"}


def test_notices_deleted_posts_and_likes(topic):
    assert [(m["kind"], m["author_ref"], m["inviter_ref"]) for m in topic.moves] == [
        ("join", "name:later", "1")
    ]
    assert topic.passed_over == 2
    assert [(r["emoji"], r["count"]) for r in topic.reactions] == [("❤️", 3)]
    assert topic.bots == {"-1"}


def test_private_topics_are_marked():
    assert read(DiscourseImporter(), FIXTURES / "forum").private == {"43"}
