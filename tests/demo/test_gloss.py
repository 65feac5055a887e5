"""The English of the demo: every word has it, and it stands beside the story, never in it."""

import json
import re
import sqlite3
from collections import Counter

import pytest
from django.conf import settings as configured
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.factories.community import CommunityFactory, OperatorRoleFactory

from weilu.demo import gloss
from weilu.demo.simulator.bank import bank
from weilu.demo.simulator.exports import write
from weilu.demo.simulator.material import load, load_all, rooms
from weilu.demo.simulator.people import Person
from weilu.demo.simulator.said import Said, in_script_of, reworded
from weilu.demo.simulator.scale import Scale

SLOT = re.compile(r"\{(\w+)\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Under these names the data hold what somebody says.
SAID = {
    "text", "texts", "answers", "plain", "three", "complaints", "removed", "asked", "said",
    "sorry", "forgive", "thanks", "best", "private", "everyone_texts", "questions",
    "bedtime_text",
}  # fmt: skip


def said_in(data, key=""):
    if isinstance(data, str):
        return [data] if key in SAID else []
    if isinstance(data, list):
        return [text for each in data for text in said_in(each, key)]
    if isinstance(data, dict):
        return [text for name, each in data.items() for text in said_in(each, name)]
    return []


def files():
    yield from load_all("scenes")
    yield from load_all("customs")
    for name in ("columns", "people"):
        yield name, load(name)


@pytest.mark.parametrize(("name", "data"), [pytest.param(*f, id=f[0]) for f in files()])
def test_whatever_the_data_let_somebody_say_has_its_english(name, data):
    assert [text for text in said_in(data) if not bank().gloss(text)] == []


def test_no_gloss_has_a_slot_that_its_line_does_not_fill():
    lines = [line for _, held in load_all("sentences") for line in held.get("line", [])]
    lines += [line for _, held in load_all("sentences/replies") for line in held["line"]]
    pairs = [(line["zh"], line["en"]) for line in lines]
    pairs += list(load("gloss")["lines"].items())

    unfilled = [zh for zh, en in pairs if Counter(SLOT.findall(en)) - Counter(SLOT.findall(zh))]
    assert unfilled == []


def test_what_fills_the_slots_has_its_english():
    words = load("gloss")["words"]
    values = {value for choices in load("sentences/slots").values() for value in choices}
    known = words | load("gloss")["lines"]

    assert [value for value in sorted(values) if CHINESE.search(value) and value not in known] == []


def test_every_group_and_channel_has_an_english_name():
    names = load("gloss")

    assert names["groups"].keys() == {room.ref for room in rooms()}
    assert names["channels"].keys() == {c["name"] for c in load("people")["channel"]} - {""}


def test_slots_are_filled_in_the_same_order_in_both_languages():
    line = "今年读了几本了?我{n}本,其中{n}本是绘本"

    assert bank().gloss(line, [("n", "9"), ("n", "4")]).index("9") < bank().gloss(
        line, [("n", "9"), ("n", "4")]
    ).index("4")


@given(text=st.text(max_size=20), letters=st.text(max_size=20), english=st.text(max_size=20))
@settings(max_examples=examples(100))
def test_other_letters_keep_the_meaning(text, letters, english):
    said = reworded(Said(text, english), letters)

    assert said == letters
    assert said.gloss == english


def test_who_writes_traditional_characters_means_the_same():
    person = Person(number=0, ref="demo_1", kind="core", name="林一诺", is_traditional=True)

    said = in_script_of(person, Said("这个译本", "This translation"))

    assert said == "這個譯本"
    assert said.gloss == "This translation"


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    folder = tmp_path_factory.mktemp("story")
    write(7, Scale(groups=8, people=200, weeks=30), folder)
    lines = [
        json.loads(line) for path in folder.rglob("*.jsonl") for line in path.open(encoding="utf-8")
    ]
    with sqlite3.connect(folder / "gloss.sqlite3") as file:
        rows = file.execute("SELECT kind, ref, en FROM gloss").fetchall()
    return lines, {(kind, ref): english for kind, ref, english in rows}


def test_every_written_word_of_the_story_has_its_english(story):
    lines, glosses = story
    written = [
        line
        for line in lines
        if line["_type"] == "message" and line["sender"] != "system" and line["type"] in {0, 25, 7}
    ]

    without = [w["content"] for w in written if ("message", w["platformMessageId"]) not in glosses]
    assert len(written) > 1000
    assert without == []
    assert [english for english in glosses.values() if "{" in english] == []


def test_the_files_that_are_imported_hold_nothing_of_it(story):
    lines, _ = story
    known = {
        "_type", "platformMessageId", "sender", "accountName", "timestamp", "type", "content",
        "replyToMessageId",
    }  # fmt: skip

    assert {key for line in lines if line["_type"] == "message" for key in line} <= known


# ---- the switch


@pytest.fixture
def file(monkeypatch, tmp_path):
    monkeypatch.setattr(configured, "WEILU_HOME", tmp_path)
    folder = tmp_path / "demo" / "seed-7"
    folder.mkdir(parents=True)
    (tmp_path / "demo" / "finished").write_text("seed-7", "utf-8")
    with sqlite3.connect(folder / "gloss.sqlite3") as made:
        made.execute("CREATE TABLE gloss (kind TEXT, ref TEXT, en TEXT)")
        made.execute("INSERT INTO gloss VALUES ('group', 'demo_hall', 'Slow Pages hall')")
    return folder / "gloss.sqlite3"


def asked(role, address="/c/manye/people/?q=木"):
    request = RequestFactory().get(address)
    request.user, request.community = role.operator, role.community
    return request


@pytest.fixture
def role(db):
    return OperatorRoleFactory(community=CommunityFactory(slug="manye", is_demo=True))


def test_it_is_off_until_it_is_switched_on_and_kept_for_that_operator(role, file):
    other = OperatorRoleFactory(community=role.community)
    with translation.override("en"):
        assert gloss.english(asked(role)) is None
        assert not gloss.switch(asked(role)).is_on

        gloss.show(role.operator, is_on=True)

        assert gloss.english(asked(role)).of("group", "demo_hall") == "Slow Pages hall"
        assert gloss.english(asked(role)).of("message", "demo_hall") == ""
        assert gloss.switch(asked(role)).is_on
        assert gloss.english(asked(other)) is None


def test_an_option_of_a_list_shows_it_as_plain_text(role, file):
    words = Template('{% load shell %}{% gloss_of_option "group" ref %}')
    gloss.show(role.operator, is_on=True)

    with translation.override("en"):
        request = asked(role)
        request.role, request.may = role, lambda permission: True
        page = Context({"request": request, "ref": "demo_hall"})
        assert words.render(page) == " · Slow Pages hall"
        page["ref"] = "demo_unknown"
        assert words.render(page) == ""


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_who_reads_chinese_is_offered_none(role, file, language):
    gloss.show(role.operator, is_on=True)

    with translation.override(language):
        assert gloss.switch(asked(role)) is None
        assert gloss.english(asked(role)) is None


def test_a_home_without_the_file_offers_none(role, file):
    gloss.show(role.operator, is_on=True)
    file.unlink()

    with translation.override("en"):
        assert gloss.switch(asked(role)) is None
        assert gloss.english(asked(role)) is None


def test_other_communities_have_none(db, file):
    role = OperatorRoleFactory()
    gloss.show(role.operator, is_on=True)

    with translation.override("en"):
        assert gloss.switch(asked(role)) is None
        assert gloss.english(asked(role)) is None


@pytest.mark.parametrize("kind", ["viewer", "analyst", "editor", "admin", "owner"])
def test_every_role_may_switch_it_and_comes_back_to_its_page(role, client, kind):
    operator = OperatorRoleFactory(community=role.community, kind=kind).operator
    client.force_login(operator)
    address = reverse("demo:show_gloss", args=["manye"])

    answer = client.post(address, {"on": "1", "next": "/c/manye/people/?q=tea"})
    assert answer.url == "/c/manye/people/?q=tea"
    assert gloss.is_shown(operator)

    client.post(address, {"on": "", "next": "/c/manye/"})
    assert not gloss.is_shown(operator)


@pytest.mark.parametrize("wanted", ["//elsewhere.example", "https://elsewhere.example/", ""])
def test_the_switch_leads_to_no_other_host(role, client, wanted):
    client.force_login(role.operator)

    answer = client.post(reverse("demo:show_gloss", args=["manye"]), {"on": "1", "next": wanted})

    assert answer.url == "/c/manye/"
