"""What the columns of a table hold: asked on a page, named on the command line, remembered."""

import json
import signal
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories.community import CommunityFactory
from tests.factories.ingest import ImportFactory
from tests.ingest.browser import choices, send
from weilu.community.models import Group
from weilu.connect.columns import Role
from weilu.ingest import columns, questions, services
from weilu.ingest.errors import (
    DoubtfulDates,
    NoAuthorColumn,
    NotWaiting,
    UnknownColumn,
    UnknownRole,
    UnknownSheet,
    UnsureColumns,
)
from weilu.ingest.models import Import, RememberedColumns
from weilu.ingest.running import Paused

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parents[1] / "connectors" / "table" / "fixtures"
TABLE = """when it was,who it was,what was said,where
2026-03-02 21:00,阿柚,今晚读第三章,一群
2026-03-02 21:01,南枝,好的，我先去倒一杯茶再来,一群
2026-03-02 21:02,阿柚,那就九点半开始,二群
2026-03-03 21:03,木老师,大家晚上好,二群
someday,阿柚,这一行没有时间,二群
"""
CHOSEN = {
    "sheet": "t.csv",
    "column-1": "time",
    "column-2": "author",
    "column-3": "text",
    "column-4": "group",
}


@pytest.fixture
def sent(browser, address):
    """Send a table from the browser and return its import."""

    def sent(text=TABLE, name="t.csv"):
        content = text if isinstance(text, bytes) else text.encode()
        send(browser, address, content, name=name, piece=10_000)
        return Import.objects.first()

    return sent


@pytest.fixture
def weilu(capsys):
    def weilu(*arguments):
        call_command("import", *map(str, arguments))
        return capsys.readouterr()

    return weilu


def test_a_table_is_asked_about_before_it_is_read(browser, address, sent):
    run = sent()

    assert run.state == Import.State.COLUMNS
    page = browser.get(address("one", run.pk), follow=True).text
    assert "Which column is the time, which the author, which the text?" in page
    assert "我先去倒一杯茶再来" in page
    assert "1 of the first 5 rows cannot be read" in page


def test_the_guess_is_chosen_already(browser, address, sent):
    page = browser.get(address("columns", sent().pk)).text

    selects = page.split("<select")[1:5]
    assert [" selected" in part.split('value="time"')[1][:12] for part in selects] == [
        True, False, False, False,
    ]  # fmt: skip


def test_from_the_columns_to_the_facts(browser, address, sent, community, facts):
    run = sent()
    browser.post(address("columns", run.pk), CHOSEN)
    run.refresh_from_db()
    assert run.state == Import.State.SURVEYING

    services.survey(run)
    page = browser.get(address("one", run.pk)).text
    assert "When is your group usually busiest?" in page
    assert "as you chose" in page
    assert "what was said" in page
    browser.post(address("choose", run.pk), choices(run) | {"zone": "Asia/Shanghai"})
    run.refresh_from_db()
    services.run(run)

    assert (run.messages, run.unreadable, run.people) == (4, 1, 3)
    assert set(Group.objects.values_list("name", flat=True)) == {"一群", "二群"}
    assert facts(community, "SELECT count(*) FROM messages WHERE text LIKE '%一杯茶%'") == [(1,)]


def test_what_is_missing_is_said_with_what_to_do(browser, address, sent):
    run = sent()

    answer = browser.post(address("columns", run.pk), CHOSEN | {"column-1": ""})

    assert answer.status_code == 409
    assert "No column of t.csv is chosen as the time" in answer.text
    assert "ingest.no_time_column" in answer.text
    run.refresh_from_db()
    assert run.state == Import.State.COLUMNS


def test_two_columns_cannot_be_the_same(browser, address, sent):
    answer = browser.post(address("columns", sent().pk), CHOSEN | {"column-4": "text"})

    assert "3 what was said, 4 where" in answer.text


def test_a_column_that_holds_no_times_is_refused(browser, address, sent):
    run = sent()

    answer = browser.post(address("columns", run.pk), CHOSEN | {"column-1": "", "column-3": "time"})

    assert "none of the first 5 rows of t.csv can be read" in answer.text


def test_the_count_follows_the_choice_without_storing_anything(browser, address, sent):
    run = sent()

    part = browser.get(address("try_columns", run.pk), CHOSEN | {"column-2": "", "column-4": ""})
    assert "No column of t.csv is chosen as the author" in part.text
    part = browser.get(address("try_columns", run.pk), CHOSEN)
    assert "1 of the first 5 rows cannot be read" in part.text
    assert not RememberedColumns.objects.exists()


def test_without_scripts_a_button_checks_the_first_rows(browser, address, sent):
    run = sent()

    answer = browser.post(
        address("columns", run.pk), CHOSEN | {"column-1": "text", "column-3": "time", "check": "1"}
    )

    assert answer.status_code == 200
    assert "5 of the first 5 rows cannot be read" in answer.text
    run.refresh_from_db()
    assert run.columns is None


def test_dates_that_can_be_read_two_ways_are_asked_about(browser, address, sent):
    run = sent("when,who,what\n03/04/2026 9:00,阿柚,早安\n05/04/2026 9:00,南枝,早\n")
    chosen = {"sheet": "t.csv", "column-1": "time", "column-2": "author", "column-3": "text"}
    page = browser.get(address("columns", run.pk)).text
    assert "Nothing in the file tells how a date like 03/04/2026 is meant" in page

    answer = browser.post(address("columns", run.pk), chosen)
    assert "ingest.doubtful_dates" in answer.text
    browser.post(address("columns", run.pk), chosen | {"dates": "dmy"})
    run.refresh_from_db()

    services.survey(run)
    assert run.first_us == 1775206800000000  # 3 April


def test_the_choice_is_applied_to_the_next_file_with_the_same_header(browser, address, sent):
    browser.post(address("columns", sent().pk), CHOSEN)
    again = sent(TABLE + "2026-03-04 21:00,阿柚,新的一天,一群\n")

    assert (again.state, again.columns_from) == ("surveying", "remembered")
    services.survey(again)
    page = browser.get(address("one", again.pk)).text
    assert "as last time with this header" in page
    assert "Change the columns" in page


def test_a_choice_that_was_remembered_can_be_changed(browser, address, sent):
    browser.post(address("columns", sent().pk), CHOSEN)
    again = sent(TABLE + "2026-03-04 21:00,阿柚,新的一天,一群\n")
    services.survey(again)

    page = browser.get(address("columns", again.pk)).text
    assert "Chosen as last time" in page
    browser.post(address("columns", again.pk), CHOSEN | {"column-4": ""})
    again.refresh_from_db()
    services.survey(again)

    assert [group.name for group in again.groups.all()] == ["t"]
    kept = RememberedColumns.objects.get().choice
    assert "group" not in kept["places"]


def test_a_choice_is_remembered_by_its_community_only(browser, address, sent):
    browser.post(address("columns", sent().pk), CHOSEN)
    path = sent(TABLE + "2026-03-04 21:00,阿柚,新的一天,一群\n").path

    other = services.open_import(community=CommunityFactory(), path=Path(path))

    assert other.state == Import.State.COLUMNS


def test_a_remembered_choice_that_no_longer_fits_is_asked_about_again(browser, address, sent):
    browser.post(address("columns", sent().pk), CHOSEN)
    lines = TABLE.splitlines()
    swapped = "\n".join(",".join(line.split(",")[::-1]) for line in lines[1:5])

    assert sent(f"{lines[0]}\n{swapped}\n").state == Import.State.COLUMNS


def test_sheets_can_be_left_out_and_are_named(browser, address, sent, community):
    run = sent((FIXTURES / "book.xlsx").read_bytes(), "book.xlsx")
    page = browser.get(address("columns", run.pk)).text
    assert "值班" in page
    assert "说明" in page
    chosen = {"sheet": "一群", "column-1": "date", "column-2": "time", "column-3": "author"}

    browser.post(address("columns", run.pk), chosen | {"column-4": "text", "sheets": ["二群"]})
    run.refresh_from_db()
    services.survey(run)

    assert run.columns["left_out"] == ["一群", "说明", "值班"]
    assert run.found_messages == 2
    assert "Not read:" in browser.get(address("one", run.pk)).text


def test_a_sheet_with_other_columns_can_be_chosen_instead(browser, address, sent):
    run = sent((FIXTURES / "book.xlsx").read_bytes(), "book.xlsx")

    page = browser.get(address("columns", run.pk), {"sheet": "值班"}).text

    assert "值班人" in page


def test_a_file_that_waits_for_its_columns_can_be_discarded(browser, address, sent, home):
    browser.post(address("discard", sent().pk))

    assert not Import.objects.exists()
    assert not any(path.name == "t.csv" for path in (home / "uploads").rglob("*"))


@pytest.mark.parametrize(
    ("importer", "state"), [("telegram", "choosing"), ("table", "running"), ("table", "done")]
)
def test_there_is_no_such_page_for_other_files_and_later(
    browser, address, community, importer, state
):
    run = ImportFactory(community=community, importer=importer, state=state)

    assert browser.get(address("columns", run.pk)).status_code == 409
    with pytest.raises(NotWaiting):
        questions.choose_columns(run, lambda *_: None)


def test_columns_are_named_on_the_command_line(weilu, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(TABLE)

    told = weilu(
        path, "--community", "c", "--json",
        "--columns", "time=when it was,author=2,text=WHAT was said,group=where",
    )  # fmt: skip

    first = json.loads(told.out)
    assert first["messages"] == 4
    assert json.loads(weilu(path, "--community", "c", "--json").out) | {"seconds": 0} == {
        "import_id": first["import_id"] + 1, "platform": "table", "groups": 2, "people": 3,
        "records": 4, "messages": 0, "repeated": 4, "unreadable": 1, "seconds": 0,
    }  # fmt: skip
    assert Import.objects.first().columns_from == "remembered"


def test_a_sure_guess_needs_no_columns(weilu):
    told = weilu(FIXTURES / "book.xlsx", "--community", "c", "--json")

    assert json.loads(told.out)["messages"] == 6
    assert "Columns guessed: time=时间,date=日期,author=昵称,text=内容" in told.err
    assert "Not read: 说明, 值班" in told.err


@pytest.mark.parametrize(
    ("told", "error", "said"),
    [
        ("time=when it was,author=nobody", UnknownColumn, "nobody"),
        ("time=9,author=2", UnknownColumn, "1 when it was, 2 who it was"),
        ("time=1", NoAuthorColumn, "3 what was said"),
        ("writer=1", UnknownRole, "writer"),
        ("dates=never", UnknownRole, "never"),
        ("", UnsureColumns, "4 where"),
    ],
)
def test_what_is_wrong_with_named_columns_is_said_and_leaves_nothing(
    weilu, tmp_path, community, told, error, said
):
    path = tmp_path / "t.csv"
    path.write_text(TABLE)

    with pytest.raises(error, match=said):
        weilu(path, "--community", community.slug, "--columns", told)

    assert not Import.objects.exists()


def test_an_unknown_sheet_is_refused(weilu, community):
    with pytest.raises(UnknownSheet, match="一群, 二群, 值班"):
        weilu(FIXTURES / "book.xlsx", "--community", community.slug, "--sheet", "三群")


def test_doubtful_dates_are_refused_until_the_order_is_named(weilu, tmp_path, community):
    path = tmp_path / "t.csv"
    path.write_text("时间,昵称,内容\n03/04/2026 9:00,阿柚,早安\n05/04/2026 9:00,南枝,早\n")
    with pytest.raises(DoubtfulDates, match="03/04/2026"):
        weilu(path, "--community", community.slug)

    weilu(path, "--community", community.slug, "--columns", "time=1,author=2,text=3,dates=mdy")

    assert Import.objects.get().columns["choice"]["date_order"] == "mdy"


def test_a_paused_import_goes_on_with_the_same_columns(browser, address, sent, monkeypatch):
    run = sent()
    browser.post(address("columns", run.pk), CHOSEN)
    run.refresh_from_db()
    services.survey(run)
    services.choose(
        run=run, choices={g.pk: services.Choice(is_chosen=True) for g in run.groups.all()}
    )
    RememberedColumns.objects.all().delete()
    with monkeypatch.context() as patched:
        patched.setattr(services.Runner, "read", stops)
        services.run(run)
    Import.objects.filter(pk=run.pk).update(state=Import.State.PAUSED)

    same = services.open_import(community=run.community, path=Path(run.path), is_upload=True)
    services.run(same)

    assert same.pk == run.pk
    assert same.messages == 4


def stops(self, source):
    raise Paused


def test_columns_of_one_kind_are_the_same_whatever_the_data_told():
    kept = columns.Columns(
        places={Role.TIME: 0, Role.AUTHOR: 1}, header="h", width=2, date_order="dmy"
    )

    assert columns.is_same(kept, kept.with_changes(date_order="", is_instant=True))
    assert not columns.is_same(kept, kept.with_changes(date_order="mdy"))
    assert not columns.is_same(kept, kept.with_changes(places={Role.TIME: 1, Role.AUTHOR: 0}))


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["import.before_facts", "import.before_checkpoint"])
def test_an_import_of_a_table_killed_and_run_again(installation, tmp_path, point):
    path = tmp_path / "t.csv"
    path.write_text(TABLE)
    asked = (
        "import",
        str(path),
        "--community",
        "c",
        "--json",
        "--columns",
        "time=1,author=2,text=3",
    )

    killed = installation.run(*asked, WEILU_FAILPOINT=f"{point}:kill")
    assert killed.returncode == -signal.SIGKILL
    done = installation.run(*asked)

    assert json.loads(done.stdout)["messages"] == 4
    assert installation.rows("SELECT count(*) FROM ingest_import") == [(1,)]
