"""Import in the browser: step by step, and who may take which."""

import json
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.urls import reverse

from tests.factories.community import (
    AccountFactory,
    CommunityFactory,
    GroupFactory,
    OperatorRoleFactory,
)
from tests.factories.ingest import ImportFactory
from tests.ingest import toy
from tests.ingest.browser import choices, send
from weilu.community.models import Account, Group, OperatorRole, Person
from weilu.ingest import services
from weilu.ingest.models import Import

pytestmark = pytest.mark.django_db
Kind = OperatorRole.Kind


def test_an_import_from_the_upload_to_the_first_report(browser, address, surveyed, community):
    page = browser.get(address("one", surveyed.pk)).text
    assert "夜读打卡营" in page
    assert "Import 2 groups, 6 messages" in page
    assert "line 14" in page

    browser.post(address("choose", surveyed.pk), choices(surveyed))
    services.run(surveyed)
    services.measure(surveyed)

    done = browser.get(address("one", surveyed.pk)).text
    assert "6 new messages" in done
    assert Group.objects.filter(community=community).count() == 2


def test_a_group_that_is_not_ticked_stays_out(browser, address, surveyed, community):
    browser.post(address("choose", surveyed.pk), choices(surveyed, without=["古籍抄读"]))
    services.run(surveyed)

    assert list(Group.objects.values_list("name", flat=True)) == ["夜读打卡营"]


def test_a_group_goes_into_an_existing_one(browser, address, surveyed, community, facts):
    target = GroupFactory(community=community, platform="toy", ref="old", name="旧群")
    chosen = surveyed.groups.get(ref="g1")
    browser.post(
        address("choose", surveyed.pk), {"group": [chosen.pk], f"into-{chosen.pk}": target.pk}
    )
    services.run(surveyed)

    assert facts(community, "SELECT DISTINCT group_id FROM messages") == [(target.pk,)]


def test_a_group_of_another_community_is_no_target(browser, address, surveyed, community, facts):
    foreign = GroupFactory(platform="toy")
    chosen = surveyed.groups.get(ref="g1")
    browser.post(
        address("choose", surveyed.pk), {"group": [chosen.pk], f"into-{chosen.pk}": foreign.pk}
    )
    services.run(surveyed)

    assert facts(foreign.community, "SELECT count(*) FROM messages") == [(0,)]
    assert Group.objects.filter(community=community, ref="g1").exists()


def test_a_file_that_is_here_already_says_so_and_offers_the_overview(
    browser, address, importer, community, bring_in
):
    entries = [toy.GROUP, *(toy.said(n, "a", n, text=f"第 {n} 天的话") for n in range(10))]
    bring_in(community, entries)
    content = "\n".join(json.dumps(line) for line in [{"toy": 1}, *entries]).encode()
    send(browser, address, content, name="again.jsonl")
    run = Import.objects.first()
    services.survey(run)

    page = browser.get(address("one", run.pk)).text

    assert "All messages of this file are here already" in page
    assert "To the overview" in page


def test_messages_known_under_other_ids_are_not_stored_twice(
    browser, address, importer, community, bring_in, facts
):
    said = [f"第 {n} 天，今天读到哪一页了" for n in range(10)]
    bring_in(
        community,
        [toy.GROUP, *(toy.said(n, "a", n, text=text) for n, text in enumerate(said))],
    )
    again = [
        {"group": "other-id", "name": "夜读打卡营"},
        *(
            toy.said(900 + n, "wxid", n, group="other-id", text=text, to=str(899 + n))
            for n, text in enumerate([*said, "只在这里有的一句话"])
        ),
    ]
    content = "\n".join(json.dumps(line) for line in [{"toy": 1}, *again]).encode()
    send(browser, address, content, name="again.jsonl")
    run = Import.objects.first()
    services.survey(run)
    found = run.groups.get()
    assert (found.known_messages, found.target.ref) == (10, "g1")
    assert "91% of these messages are already in" in browser.get(address("one", run.pk)).text

    browser.post(
        address("choose", run.pk), {"group": [found.pk], f"into-{found.pk}": found.target_id}
    )
    run.refresh_from_db()
    services.run(run)

    assert (run.messages, run.repeated) == (1, 10)
    assert facts(community, "SELECT count(*), count(DISTINCT group_id) FROM messages") == [(11, 1)]
    assert facts(community, "SELECT reply_to_ref FROM messages WHERE message_ref = '910'") == [
        ("9",)
    ]


def test_a_private_chat_and_a_foreign_group_are_not_ticked(browser, address, importer, community):
    AccountFactory.create_batch(60, community=community, platform="toy")
    lines = [
        {"group": "p", "name": "阿木", "private": True},
        {"group": "far", "name": "小区团购"},
        toy.said(1, "x", 1, group="p"),
        *(toy.said(10 + n, f"far{n}", n, group="far") for n in range(20)),
    ]
    content = "\n".join(json.dumps(line) for line in [{"toy": 1}, *lines]).encode()
    send(browser, address, content)
    run = Import.objects.get()

    services.survey(run)

    assert {g.name: (g.is_chosen, g.doubt) for g in run.groups.all()} == {
        "阿木": (False, "private"),
        "小区团购": (False, "foreign"),
    }


def test_an_uploaded_file_is_deleted_after_the_import(browser, address, surveyed, home):
    browser.post(address("choose", surveyed.pk), choices(surveyed))
    services.run(surveyed)

    assert not any(path.is_file() for path in (home / "uploads").rglob("*"))


def test_a_file_can_be_discarded(browser, address, surveyed, home):
    browser.post(address("discard", surveyed.pk))

    assert not Import.objects.exists()
    assert not any(path.name == "toy.jsonl" for path in (home / "uploads").rglob("*"))


def test_a_paused_import_goes_on(browser, address, surveyed, facts, community):
    browser.post(address("choose", surveyed.pk), choices(surveyed))
    stopper = SimpleNamespace(calls=0)

    def pause(run):
        stopper.calls += 1
        if stopper.calls == 2:
            browser.post(address("pause", run.pk))

    services.run(surveyed, progress=pause)
    surveyed.refresh_from_db()
    assert surveyed.state == Import.State.PAUSED
    assert "stands still" in browser.get(address("one", surveyed.pk)).text

    browser.post(address("continue", surveyed.pk))
    services.run(surveyed)

    assert facts(community, "SELECT count(*) FROM messages") == [(6,)]
    assert surveyed.messages == 6


def test_staff_and_bots_are_marked(browser, address, surveyed, community, facts):
    browser.post(address("choose", surveyed.pk), choices(surveyed))
    services.run(surveyed)
    ids = {account.ref: account.person_id for account in Account.objects.all()}
    assert "admin of a group" in browser.get(address("one", surveyed.pk)).text

    browser.post(address("people", surveyed.pk), {"staff": [ids["owner"]], "bot": [ids["c"]]})

    assert set(Person.objects.filter(is_staff=True)) == {Person.objects.get(pk=ids["owner"])}
    assert set(Account.objects.filter(is_bot=True).values_list("ref", flat=True)) == {"c"}
    assert facts(community, "SELECT count(*) FROM accounts WHERE is_staff") == [(1,)]


def test_unreadable_lines_are_downloaded_and_never_read_as_formulas(
    browser, address, surveyed, community
):
    surveyed.lines.create(place="line 99", reason="broken", excerpt='=HYPERLINK("http://x")')

    text = b"".join(browser.get(address("lines", surveyed.pk)).streaming_content).decode()

    assert '"line 14"' in text
    assert "\"'=HYPERLINK" in text


def test_an_undo_is_asked_for_once_more(browser, address, surveyed):
    browser.post(address("choose", surveyed.pk), choices(surveyed))
    services.run(surveyed)

    asked = browser.get(address("undo", surveyed.pk)).text
    assert "6 messages of “toy.jsonl” go away" in asked
    browser.post(address("undo", surveyed.pk))
    services.undo(surveyed)

    assert not Group.objects.exists()
    assert "was undone" in browser.get(address("one", surveyed.pk)).text


GETS = ["import", "one", "zone", "lines", "progress", "columns", "try_columns"]
POSTS = ["upload", "upload_begin", "encoding", "choose", "pause", "continue", "discard", "people"]


@pytest.mark.parametrize("name", [*GETS, *POSTS, "undo"])
@pytest.mark.parametrize("kind", [Kind.VIEWER, Kind.ANALYST, Kind.EDITOR])
def test_only_those_who_may_import_reach_its_pages(client, community, kind, name, importer):
    client.force_login(OperatorRoleFactory(community=community, kind=kind).operator)
    run = ImportFactory(community=community, operator=None)
    args = [] if name in {"import", "upload", "upload_begin"} else [run.pk]
    address = reverse(f"ingest:{name}", args=[community.slug, *args])

    answer = client.post(address) if name in POSTS else client.get(address)

    may = kind == Kind.EDITOR and name != "undo"
    assert (answer.status_code == 403) is not may


@pytest.mark.parametrize("name", [*GETS[1:], *POSTS[2:], "undo"])
def test_an_import_of_another_community_does_not_exist(browser, address, name):
    foreign = ImportFactory(community=CommunityFactory())

    call = browser.post if name in POSTS else browser.get

    assert call(address(name, foreign.pk)).status_code == 404


def test_before_the_first_import_the_page_says_so(browser, address):
    assert "Nothing has been imported yet" in browser.get(address("import")).text


@pytest.mark.parametrize(
    ("state", "shown", "goes_on"),
    [
        pytest.param("running", "running", True, id="still at it"),
        pytest.param("choosing", "surveying", False, id="changed before the stream began"),
        pytest.param("done", "", False, id="a page that does not say"),
    ],
)
def test_the_stream_of_progress_ends_when_the_page_shows_something_old(
    browser, address, community, state, shown, goes_on
):
    run = ImportFactory(community=community, state=state)

    parts = stream(browser.get(address("progress", run.pk), {"at": shown}), count=2)

    assert ("progress" in parts[1]) is goes_on
    assert (parts[1] == f"event: end\ndata: {address('one', run.pk)}\n\n") is not goes_on


def stream(answer, *, count):
    async def read():
        source = aiter(answer.streaming_content)
        parts = [(await anext(source)).decode() for _ in range(count)]
        await source.aclose()
        return parts

    return async_to_sync(read)()


def test_former_imports_are_listed_with_the_newest_first(browser, address, community):
    for name in ("first.json", "second.json"):
        ImportFactory(community=community, file_name=name, state="done")

    page = browser.get(address("import")).text

    assert page.index("second.json") < page.index("first.json")


def test_another_zone_is_drawn_beside_the_others(browser, address, community):
    hours = [0] * 24
    hours[21] = hours[22] = 9
    run = ImportFactory(
        community=community, state="choosing", has_wall_clock=True, hours=hours, last_us=toy.START
    )

    page = browser.get(address("zone", run.pk), {"other": "Europe/Berlin"}).text

    assert 'value="Europe/Berlin" checked' in page
    assert "Busiest from 21 to 23" in page
    assert "Busiest from 5 to 7 o’clock, hardly likely" in page
    assert "Busiest from 4 to 6 o’clock, hardly likely" in page
