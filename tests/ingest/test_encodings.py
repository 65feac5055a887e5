"""A file whose bytes leave open what they mean is asked about, never guessed at."""

import pytest
from django.core.management import call_command
from django.utils import translation

from tests.factories.community import PersonFactory
from tests.ingest.browser import choices, send
from weilu.community.models import Account, Community
from weilu.connect.errors import UncertainEncoding, UnknownEncoding, UnknownExport
from weilu.ingest import erasure, questions, services, tasks
from weilu.ingest.errors import NotWaiting
from weilu.ingest.models import Import

pytestmark = pytest.mark.django_db
State = Import.State

#: Two names are all the Chinese in it: too little to tell Big5 from GB18030.
CHAT = "".join(
    f"2024/3/{day}, 19:00 - {who}: ok\n" for day in range(1, 15) for who in ("張三", "Ann")
)
DATA = CHAT.encode("big5")


@pytest.fixture
def chat(tmp_path):
    path = tmp_path / "chat.txt"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def asked(browser, address):
    """Send the file with the browser and let the worker look at it."""
    send(browser, address, DATA, name="chat.txt")
    run = Import.objects.get()
    tasks.survey_import.call(run.pk)
    run.refresh_from_db()
    return run


def weilu(*arguments):
    call_command("import", *map(str, arguments))


def names():
    return set(Account.objects.values_list("name", flat=True))


def test_the_page_lays_the_readings_side_by_side(browser, address, asked):
    page = browser.get(address("one", asked.pk)).text

    assert asked.state == State.ASKING
    assert "Which of these reads right?" in page
    assert "2024/3/1, 19:00 - 張三: ok" in page
    assert page.count('name="encoding"') > 1
    assert page.count("<li><bdi>2024/3/1, 19:00 - ") == page.count('name="encoding"')
    assert "<script" not in page.partition('class="readings"')[2].partition("</form>")[0]


def test_one_click_chooses_and_the_import_goes_on_with_it(browser, address, asked):
    browser.post(address("encoding", asked.pk), {"encoding": "big5"})
    asked.refresh_from_db()
    assert (asked.state, asked.encoding, asked.error) == (State.SURVEYING, "big5", None)

    services.survey(asked)
    browser.post(address("choose", asked.pk), choices(asked) | {"zone": "Asia/Taipei"})
    asked.refresh_from_db()
    services.run(asked)

    assert names() == {"張三", "Ann"}
    assert asked.messages == 28
    assert asked.unreadable == 0


def test_it_waits_among_the_imports_and_can_be_discarded(browser, address, asked):
    assert "Waiting for its encoding" in browser.get(address("import")).text

    browser.post(address("discard", asked.pk))

    assert not Import.objects.exists()


def test_a_table_is_asked_for_its_encoding_before_its_columns(browser, address):
    rows = "".join(f"2024/3/{day},張三,ok\n" for day in range(1, 15))
    send(browser, address, f"when,who,said\n{rows}".encode("big5"), name="club.csv")
    run = Import.objects.get()

    assert run.state == State.ASKING
    assert "2024/3/1,張三,ok" in browser.get(address("one", run.pk)).text

    answer = browser.post(address("encoding", run.pk), {"encoding": "big5"}, follow=True)
    run.refresh_from_db()
    assert run.state == State.COLUMNS
    assert "張三" in answer.text


@pytest.mark.parametrize("name", ["klingon", "", "big5-hkscs"])
def test_only_an_encoding_that_is_offered_is_taken(asked, name):
    with pytest.raises(UnknownEncoding):
        questions.choose_encoding(asked, name)

    asked.refresh_from_db()
    assert asked.state == State.ASKING


def test_a_reading_in_which_the_file_is_no_export_is_refused_and_asked_again(asked):
    with pytest.raises(UnknownExport):
        questions.choose_encoding(asked, "utf-16-le")

    asked.refresh_from_db()
    assert asked.state == State.ASKING


def test_an_import_that_is_past_the_question_is_not_asked_again(asked):
    questions.choose_encoding(asked, "big5")

    with pytest.raises(NotWaiting):
        questions.choose_encoding(asked, "gb18030")


def test_the_command_names_the_readings_and_the_remedy_and_stores_nothing(community, chat):
    with translation.override("en"), pytest.raises(UncertainEncoding) as raised:
        weilu(chat, "--community", "reading")

    assert "big5 “2024/3/1, 19:00 - 張三: ok" in str(raised.value)
    assert "gb18030 “" in str(raised.value)
    assert "--encoding NAME" in raised.value.remedy
    assert names() == set()


def test_the_command_takes_the_encoding_by_any_of_its_names(community, chat):
    weilu(chat, "--community", "reading", "--encoding", "Big5-HKSCS")

    assert names() == {"張三", "Ann"}
    assert Import.objects.get().encoding == "big5"


def test_the_same_import_goes_on_once_the_encoding_is_given(community, chat):
    with pytest.raises(UncertainEncoding):
        weilu(chat, "--community", "reading")
    weilu(chat, "--community", "reading", "--encoding", "big5")

    assert Import.objects.get().messages == 28
    assert names() == {"張三", "Ann"}


def test_an_encoding_that_weilu_does_not_know_is_refused_before_anything_is_made(chat):
    with pytest.raises(UnknownEncoding):
        weilu(chat, "--community", "reading", "--encoding", "klingon")

    assert not Community.objects.exists()


def test_a_paused_import_goes_on_in_the_encoding_that_was_chosen(community, chat):
    run = services.open_import(community=community, path=chat, encoding="big5")
    Import.objects.filter(pk=run.pk).update(state=State.PAUSED)

    again = services.open_import(community=community, path=chat)
    services.run(again)

    assert (again.pk, again.encoding) == (run.pk, "big5")
    assert names() == {"張三", "Ann"}


def test_what_was_stored_before_a_doubt_deep_in_the_file_is_taken_back(community, tmp_path):
    lines = "".join(f"2024/3/{1 + n % 28}, 19:00 - Ann: line {n}\n" for n in range(70_000))
    path = tmp_path / "chat.txt"
    path.write_bytes(lines.encode() + DATA)
    with pytest.raises(UncertainEncoding):
        weilu(path, "--community", "reading")

    assert Import.objects.get().state == State.ASKING
    assert names() == set()

    weilu(path, "--community", "reading", "--encoding", "big5")

    assert Import.objects.get().messages == 70_028
    assert names() == {"張三", "Ann"}


def test_erasing_somebody_leaves_no_preview_behind(community, chat):
    run = services.open_import(community=community, path=chat)
    with pytest.raises(UncertainEncoding):
        services.survey(run)

    erasure.erase(PersonFactory(community=community))

    assert not Import.objects.exists()
