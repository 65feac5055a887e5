"""What tour and gloss say in the whole club, on the pages they stand on."""

import re

import pytest
from tests.demo.conftest import asked

LANGUAGES = ("en", "zh-hans", "zh-hant")


@pytest.fixture(scope="module")
def walked(club):
    return asked(club, "walked.py")


def numbers(text):
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", text)]


@pytest.fixture
def told(walked):
    return {page["key"]: page for page in walked["en"]["pages"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stop_has_its_card_on_the_page_whose_part_it_speaks_about(walked, language):
    pages = walked[language]["pages"]

    assert [page["key"] for page in pages] == ["week", "dying", "quiet", "people", "own"]
    assert all(page["has_card"] and page["has_part"] for page in pages)
    assert not any(page["elsewhere"] for page in pages)
    assert all(1 <= len(page["sentences"]) <= 2 for page in pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_its_end_no_address_brings_it_back(walked, language):
    assert not any(walked[language]["after"])


def test_the_week_is_headed_by_its_first_sentence(told):
    assert told["week"]["heading"].startswith("长夜小说共读 is cooling")
    assert numbers(told["week"]["sentences"][0])[0] == 8


def test_the_dead_group_is_told_with_the_voice_that_left_before(told, truth):
    heading, voice = told["dying"]["heading"], told["dying"]["sentences"][0]
    before, _weeks, after = numbers(heading)

    assert heading.startswith("商业精读社 fell silent")
    assert before > 100
    assert after < 10
    assert "陈屿" in voice
    assert "30 November 2025" in voice


def test_the_quiet_group_is_called_fine_as_insight_finds_it(told, measured):
    found = measured["attention"]["demo_walks"]
    needs_attention, _reason = found[max(found, key=int)]

    assert not needs_attention
    assert told["quiet"]["heading"].startswith("杭州走读 looks quiet and is fine")


def test_who_carries_the_club_is_a_small_part_of_it(told):
    half, everybody = numbers(told["people"]["heading"])

    assert 0 < half < everybody / 4
    assert numbers(told["people"]["sentences"][0])[0] > 20


def test_the_import_page_counts_the_messages_that_came_in(told, truth):
    assert numbers(told["own"]["heading"]) == [len(truth.said)]


QUESTIONS = {
    "Can newcomers join the morning reading directly?",
    "May I ask whether the box can still be ordered?",
    "How do I change my name in the group?",
}


@pytest.fixture
def glossed(walked):
    return walked["en"]["glossed"]


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("overview", {"Slow Pages hall", "Business books", "(Long Night novels)"}),
        ("group", {"Slow Pages hall"} | QUESTIONS),
        ("person", {"Slow Pages hall", "Long Night novels"}),
        ("rows", {"Slow Pages hall"} | QUESTIONS),
        ("report", {"Slow Pages hall", "Long Night novels"}),
    ],
)
def test_a_visitor_who_reads_english_can_follow_the_page(glossed, where, names):
    assert names <= set(glossed[where])


def test_each_written_message_of_the_page_of_messages_has_its_english(glossed):
    assert len(set(glossed["messages"]) - {"Slow Pages hall"}) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_explained_to_who_has_not_asked(walked, language):
    assert walked[language]["plain"] == []


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_nothing_is_explained_to_who_reads_chinese(walked, language):
    assert not any(walked[language]["glossed"].values())
