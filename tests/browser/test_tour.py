"""The guided tour in hands: on a screen, on a phone, by keys, without scripts."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser import looking

HOME = "/c/manye/"
LANGUAGES = ("zh-hans", "zh-hant", "en")


def card(page):
    return page.locator("weilu-tour")


def start(here):
    """Go to the first stop, whatever an earlier test has ended."""
    here.goto(f"{HOME}settings/demo/")
    here.page.locator("main form button").click()
    stands_at(here.page, 1)
    return here.page


def stands_at(page, number):
    """Wait for the card of stop ``number`` and for its script, which hears no key before."""
    expect(card(page).locator("[name=stop]")).to_have_value(str(number))
    expect(card(page).locator("h2")).to_be_focused()


def test_a_first_visit_is_met_and_led_over_five_pages_to_the_end(visit_demo):
    here = visit_demo("owner.en")
    here.goto(HOME)
    page = here.page
    places = []

    for number in range(1, 6):
        stands_at(page, number)
        expect(card(page)).to_contain_text(f"{number} of 5")
        places.append(re.sub(r".*/c/manye/|\?.*", "", page.url))
        page.locator("[data-tour=next]").click()

    expect(card(page)).to_have_count(0)
    assert [re.sub(r"\d+", "n", place) for place in places] == [
        "", "groups/n/", "groups/n/", "people/", "import/",
    ]  # fmt: skip
    here.goto(HOME)
    expect(card(page)).to_have_count(0)
    assert not here.faults


def test_keys_go_on_and_back_and_skip_for_good(visit_demo):
    here = visit_demo("admin.en")
    page = start(here)

    page.keyboard.press("ArrowRight")
    stands_at(page, 2)
    page.keyboard.press("Enter")
    stands_at(page, 3)
    page.keyboard.press("ArrowLeft")
    stands_at(page, 2)
    there = page.url
    page.keyboard.press("Escape")

    expect(card(page)).to_have_count(0)
    assert page.url == there.split("?")[0]
    page.goto(there)
    expect(card(page)).to_have_count(0)


def test_keys_are_left_to_who_types_and_to_what_is_open(visit_demo):
    here = visit_demo("admin.zh-hans")
    page = start(here)

    page.keyboard.press("/")
    page.keyboard.type("走读")
    for key in ("ArrowLeft", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.locator(".side .side-foot summary").click()
    page.keyboard.press("Escape")

    expect(card(page)).to_be_visible()
    assert "tour=1" in page.url


def test_tab_reaches_every_way_out_of_the_card(visit_demo):
    here = visit_demo("admin.en")
    page = start(here)
    page.keyboard.press("ArrowRight")
    stands_at(page, 2)

    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.dataset.tour"))

    assert reached == ["next", "back", "skip"]


def test_the_card_stands_beside_its_part_and_not_on_it(visit_demo):
    here = visit_demo("admin.en")
    page = start(here)

    part, found = page.locator("#week").bounding_box(), card(page).bounding_box()

    assert found["y"] >= part["y"] + part["height"]
    assert found["y"] - (part["y"] + part["height"]) < 40
    expect(page.locator("#week")).to_have_class(re.compile("tour-anchor"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390), ("dark", 320)])
def test_every_stop_is_whole(visit_demo, language, scheme, width):
    here = visit_demo(f"editor.{language}", width=width, color_scheme=scheme)
    page = start(here)
    found = []

    for number in range(1, 6):
        expect(page.locator("weilu-chart:not([drawn])")).to_have_count(0)
        where = f"stop {number}"
        box, height = card(page).bounding_box(), page.viewport_size["height"]
        if width < 768 and not (box["x"] >= 0 and box["y"] + box["height"] <= height):
            found.append(f"{where}: outside the window")
        if looking.is_wider_than_the_window(page):
            found.append(f"{where}: wider than the window")
        found += [f"{where}: small: {text}" for text in looking.small_texts(page)[:3]]
        if language == "zh-hans":
            found += [f"{where}: {finding}" for finding in looking.serious_findings(page)]
        if number < 5:
            page.locator("[data-tour=next]").click()
            page.wait_for_url(f"**tour={number + 1}")

    assert not found + here.faults, "\n".join(found + here.faults)


def test_without_scripts_it_is_a_card_above_the_page_with_links(visit_demo):
    here = visit_demo("analyst.en", java_script_enabled=False)
    page = here.page
    page.goto(here.site.url + HOME)

    for number in range(1, 4):
        expect(card(page)).to_contain_text(f"{number} of 4")
        page.get_by_role("link", name="Next").click()
    page.get_by_role("button", name="Finish").click()

    expect(card(page)).to_have_count(0)
    page.goto(here.site.url + HOME)
    expect(card(page)).to_have_count(0)


def test_paper_carries_no_tour(visit_demo):
    here = visit_demo("admin.en")
    page = start(here)

    page.emulate_media(media="print")

    expect(card(page)).to_be_hidden()
