import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.connectors.reading import read

from weilu.connect.errors import UnreadableExport
from weilu.connect.sources import open_source
from weilu.connectors.slack.importer import SlackImporter

FIXTURES = Path(__file__).parent / "fixtures"
REAL = Path(__file__).parents[4] / "shared/data/native/slack/houstondatavis_redacted"


@pytest.fixture
def workspace():
    return read(SlackImporter(), FIXTURES / "workspace")


def test_names_come_from_the_profile_and_bots_are_known(workspace):
    assert workspace.names["U01"] == "阿柚"
    assert workspace.names["U02"] == "Lao Zhou"
    assert workspace.names["U03"] == "left-colleague"
    assert workspace.names["W09"] == "Guest from outside"
    assert workspace.bots == {"U04", "B77"}


def test_channels_keep_their_ids_and_private_ones_are_marked(workspace):
    assert workspace.groups == {
        "C01": "读书",
        "G02": "staff",
        "D04": "阿柚, Lao Zhou",
        "random": "random",
    }
    assert workspace.private == {"G02", "D04"}
    assert workspace.roles["C01", "U01"] == "owner"
    assert workspace.roles["C01", "U02"] == "admin"
    assert workspace.roles["C01", "U03"] == "member"


def test_markup_becomes_what_a_reader_sees(workspace):
    found = workspace.said("@Lao Zhou")

    assert found["text"] == (
        "@Lao Zhou & @bob 看 the list (https://a.example/x?a=1&b=2) #读书 @channel a@b.example <3"
    )
    assert found["mentions"] == ["U02", "U05"]
    assert found["has_link"]


def test_threads_become_replies_and_the_first_message_answers_nothing(workspace):
    root, answer, broadcast = (workspace.said(word) for word in ("开篇", "第一个回", "也发到频道"))

    assert (root["reply_to_ref"], root["thread_ref"]) == (None, root["message_ref"])
    assert answer["reply_to_ref"] == answer["thread_ref"] == root["message_ref"]
    assert broadcast["reply_to_ref"] == root["message_ref"]


def test_the_moment_is_kept_to_the_microsecond(workspace):
    found = workspace.said("开篇")

    assert (found["message_ref"], found["sent_us"]) == ("1704067200.000100", 1704067200000100)


def test_joins_leaves_and_renames_are_moves(workspace):
    moves = [(m["kind"], m["author_ref"], m["inviter_ref"], m["name"]) for m in workspace.moves]

    assert moves == [
        ("join", "U02", "U01", None),
        ("group_rename", "U01", None, "读书"),
        ("leave", "U03", None, None),
    ]


def test_reactions_name_people_and_count_those_slack_leaves_out(workspace):
    found = [(r["emoji"], r["author_ref"], r["count"]) for r in workspace.reactions]

    assert found == [("+1", "U02", 1), ("+1", None, 58), ("heart", "U01", 1), ("wave", "U01", 1)]


def test_files_and_apps_keep_the_words_people_wrote(workspace):
    assert workspace.said("封面草稿")["kind"] == "image"
    assert workspace.said("旧格式的说明")["kind"] == "file"
    assert workspace.said("对文件的评论")["author_ref"] == "U02"
    assert workspace.said("build failed")["author_ref"] == "B77"


def test_what_was_deleted_or_reported_is_passed_over(workspace):
    texts = " ".join(text or "" for text in workspace.texts)

    assert "This message was deleted" not in texts
    assert "set the channel topic" not in texts
    assert workspace.passed_over == 4


def test_a_damaged_day_costs_the_entry_it_lies_in(workspace):
    assert workspace.said("好的一条")
    assert workspace.said("后面还有一条")
    assert [reason for _, reason in workspace.unreadable] == ["broken", "no_time"]


def test_a_zip_with_a_folder_around_it_gives_the_same(workspace, tmp_path):
    path = tmp_path / "export.zip"
    with ZipFile(path, "w") as archive:
        for file in sorted((FIXTURES / "workspace").rglob("*.json")):
            archive.write(file, f"my workspace/{file.relative_to(FIXTURES / 'workspace')}")

    found = read(SlackImporter(), path)

    assert found.messages == workspace.messages
    assert found.moves == workspace.moves


def test_broken_lists_are_refused_by_name(tmp_path):
    shutil.copytree(FIXTURES / "workspace", tmp_path / "w")
    (tmp_path / "w/users.json").write_text('[{"id": "U01"')

    with pytest.raises(UnreadableExport) as refused:
        read(SlackImporter(), tmp_path / "w")

    assert refused.value.facts["file"] == "users.json"


def test_other_folders_are_not_taken_for_slack(tmp_path):
    (tmp_path / "result.json").write_text(json.dumps({"chats": []}))

    with open_source(tmp_path) as source:
        assert SlackImporter().recognise(source).certainty == 0
    with open_source(FIXTURES / "workspace") as source:
        assert SlackImporter().recognise(source).certainty > 0.9


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="the shared data folder is not here")
def test_a_real_workspace_is_read_to_the_last_entry():
    found = read(SlackImporter(), REAL)

    assert (len(found.groups), len(found.messages), found.records) == (16, 1031, 1382)
    kinds = [move["kind"] for move in found.moves]
    assert (kinds.count("join"), kinds.count("leave")) == (320, 3)
    assert sum(reaction["count"] for reaction in found.reactions) == 199
    assert found.unreadable == []
