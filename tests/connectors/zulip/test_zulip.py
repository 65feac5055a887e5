from pathlib import Path

import pytest
from tests.connectors.reading import read

from weilu.connectors.zulip.importer import ZulipImporter

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def export():
    return read(ZulipImporter(), FIXTURES / "export.tar.gz")


def test_a_quoted_message_is_answered(export):
    found = export.said("《茶经》")

    assert (found["reply_to_ref"], found["thread_ref"]) == ("1001", "夜读")
    assert found["mentions"] == ["11"]
    assert "> 今晚读什么？" in found["text"]


def test_the_audit_log_tells_who_came_and_who_invited(export):
    told = [(m["kind"], m["author_ref"], m["inviter_ref"]) for m in export.moves]

    assert told == [("join", "12", "11"), ("leave", "13", None)]


def test_kinds_groups_and_reactions(export):
    assert export.groups == {"7": "读书", "direct:71": "老周: 茶"}
    assert export.private == {"direct:71"}
    assert export.said("封面")["kind"] == "image"
    assert export.said("周几")["kind"] == "poll"
    assert "没有渲染 <b>" in export.texts
    assert [(r["emoji"], r["author_ref"]) for r in export.reactions] == [(":tea:", "12")]
    assert export.bots == {"14"}


def test_an_archive_names_its_stream_by_the_folder():
    found = read(ZulipImporter(), FIXTURES / "archive")

    assert found.groups == {"name:general": "general"}
    assert found.texts == ["大家好", "你好 https://example.org"]
    assert [reason for _, reason in found.unreadable] == ["no_time"]
