"""What a person types, and what comes back."""

import json

import pytest
from django.core.management import call_command

from tests.ingest import toy
from weilu.community.models import Community, Group
from weilu.connect.errors import OldWorkbook, UnknownExport
from weilu.ingest import recognise, services
from weilu.ingest.errors import NoSuchGroupInFile, UnknownZone
from weilu.ingest.models import Import
from weilu.kernel.time import HOUR_US

pytestmark = pytest.mark.django_db


@pytest.fixture
def export(importer, tmp_path):
    return toy.write(tmp_path / "toy.jsonl", toy.history())


@pytest.fixture
def wall_clock(monkeypatch):
    known = {"toy": toy.WallClockToy()}
    monkeypatch.setattr(recognise, "importers", lambda: known)
    monkeypatch.setattr(services, "importers", lambda: known)


def weilu(capsys, *arguments):
    call_command(*[str(argument) for argument in arguments])
    return capsys.readouterr()


def test_the_result_has_exactly_these_figures(export, capsys):
    result = json.loads(weilu(capsys, "import", export, "--community", "reading", "--json").out)

    assert result.pop("seconds") > 0
    assert result == {
        "import_id": Import.objects.get().pk,
        "platform": "toy",
        "groups": 2,
        "people": 5,
        "records": 8,
        "messages": 6,
        "repeated": 0,
        "unreadable": 1,
    }


def test_the_community_is_made_when_it_is_missing(export, capsys):
    weilu(capsys, "import", export, "--community", "new", "--timezone", "Europe/Berlin")

    assert Community.objects.get(slug="new").timezone == "Europe/Berlin"


def test_a_community_may_be_called_by_a_chinese_name_and_has_an_address_all_the_same(
    export, capsys
):
    weilu(capsys, "import", export, "--community", "慢页读书会")
    weilu(capsys, "import", export, "--community", "慢页读书会")

    [community] = Community.objects.all()
    assert (community.name, community.slug) == ("慢页读书会", "community-1")
    assert community.imports.count() == 2


def test_a_file_that_is_refused_leaves_no_community(importer, tmp_path, capsys):
    path = tmp_path / "holiday.txt"
    path.write_text("nothing of interest")

    with pytest.raises(UnknownExport):
        weilu(capsys, "import", path, "--community", "new")

    assert not Community.objects.filter(slug="new").exists()


def test_an_old_workbook_is_named_and_how_to_save_it_anew(tmp_path, capsys):
    path = tmp_path / "群聊.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))

    with pytest.raises(OldWorkbook) as refused:
        weilu(capsys, "import", path, "--community", "new")

    assert str(refused.value) == "群聊.xls is an old workbook (.xls) or a locked one."
    assert "save it as .xlsx" in refused.value.remedy


def test_only_the_named_group_comes_in(export, capsys):
    weilu(capsys, "import", export, "--community", "reading", "--group", "古籍抄读")

    assert list(Group.objects.values_list("name", flat=True)) == ["古籍抄读"]


def test_a_name_that_no_group_has_is_refused_with_those_that_are_there(export, capsys):
    with pytest.raises(NoSuchGroupInFile) as refused:
        weilu(capsys, "import", export, "--community", "reading", "--group", "摄影")

    assert "古籍抄读, 夜读打卡营" in str(refused.value)
    assert not Group.objects.exists()


def test_the_only_group_of_a_file_goes_into_the_named_one(importer, tmp_path, capsys):
    path = toy.write(tmp_path / "one.jsonl", [toy.GROUP, toy.said(1, "a", 1)])
    weilu(capsys, "import", path, "--community", "reading")
    other = toy.write(tmp_path / "two.jsonl", [toy.OTHER_GROUP, toy.said(9, "a", 5, group="g2")])

    weilu(capsys, "import", other, "--community", "reading", "--group", "夜读打卡营")

    assert list(Group.objects.values_list("ref", flat=True)) == ["g1"]


def test_a_private_chat_comes_in_when_it_is_named(importer, tmp_path, capsys):
    lines = [{"group": "p", "name": "阿木", "private": True}, toy.said(1, "a", 1, group="p")]
    path = toy.write(tmp_path / "p.jsonl", [toy.GROUP, toy.said(2, "b", 1), *lines])

    weilu(capsys, "import", path, "--community", "reading", "--group", "阿木")

    assert list(Group.objects.values_list("name", flat=True)) == ["阿木"]


def test_a_file_of_wall_clocks_is_read_in_the_zone_of_the_community_and_says_so(
    export, wall_clock, capsys, facts
):
    said = weilu(capsys, "import", export, "--community", "reading")

    assert "Asia/Shanghai" in said.err
    community = Community.objects.get()
    assert facts(community, "SELECT min(sent_us) FROM messages") == [
        (toy.START + toy.MINUTE - 8 * HOUR_US,)
    ]


def test_a_zone_that_does_not_exist_is_refused_before_anything_is_made(export, capsys):
    with pytest.raises(UnknownZone):
        weilu(capsys, "import", export, "--community", "new", "--timezone", "Mars/Olympus")

    assert not Community.objects.exists()


def test_an_import_is_undone_by_its_number(export, capsys):
    weilu(capsys, "import", export, "--community", "reading")
    weilu(capsys, "import", "--undo", Import.objects.get().pk)

    assert not Group.objects.exists()


def test_groups_are_listed_with_their_members(export, capsys):
    weilu(capsys, "import", export, "--community", "reading")
    listed = json.loads(weilu(capsys, "groups", "--json").out)

    assert [(g["name"], g["members"]) for g in listed[0]["groups"]] == [
        ("夜读打卡营", 3),
        ("古籍抄读", 2),
    ]
