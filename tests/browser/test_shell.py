"""What hands do in the frame: drawer, keys, menus, light and dark, phone, without scripts."""

import re

import pytest
from playwright.sync_api import expect

HOME = "/c/reading/"
GROUP = "/c/reading/groups/1/"


def _first_number(page):
    return page.locator("main a[data-drawer]:visible").first


def test_a_number_opens_its_rows_in_a_drawer_and_gives_the_focus_back(visit):
    here = visit()
    here.goto(GROUP)
    page = here.page
    number = _first_number(page)
    number.focus()

    page.keyboard.press("Enter")
    drawer = page.locator("dialog#drawer[open]")
    expect(drawer.locator(".drawer-body")).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body"
            " || document.querySelector('#drawer').contains(document.activeElement)"
        )
    page.keyboard.press("Escape")

    expect(page.locator("dialog#drawer")).to_be_hidden()
    expect(number).to_be_focused()
    assert not here.faults


def test_a_number_is_a_page_of_its_own_without_scripts(visit):
    here = visit(java_script_enabled=False)
    here.page.goto(here.site.url + GROUP)

    _first_number(here.page).click()

    expect(here.page.locator("nav.side-nav")).to_be_visible()
    expect(here.page.locator("main h1")).not_to_be_empty()
    assert "/rows/" in here.page.url or "/messages/" in here.page.url


def test_a_drawer_whose_server_is_gone_says_so_and_offers_the_page(visit):
    here = visit()
    here.goto(GROUP)
    here.page.route(re.compile("/rows/|/messages/"), lambda route: route.abort())

    _first_number(here.page).click()

    expect(here.page.locator("dialog#drawer a[href]")).to_be_visible()


def test_slash_searches_and_escape_leaves(visit):
    page = visit()
    page.goto(HOME)

    page.page.keyboard.press("/")
    expect(page.page.locator("[data-search]")).to_be_focused()
    page.page.keyboard.type("g/p?")
    expect(page.page.locator("[data-search]")).to_have_value("g/p?")
    page.page.keyboard.press("Escape")

    expect(page.page.locator("[data-search]")).not_to_be_focused()


def test_g_and_a_letter_go_to_a_page(visit):
    here = visit()
    here.goto(HOME)
    link = here.page.locator(".side-nav a[data-key]:not([aria-current])").first
    letter, address = link.get_attribute("data-key"), link.get_attribute("href")

    here.page.keyboard.press("g")
    here.page.keyboard.press(letter)

    here.page.wait_for_url(f"**{address}")


def test_a_question_mark_lists_the_keys_and_escape_closes_them(visit):
    page = visit()
    page.goto(HOME)

    page.page.keyboard.press("?")
    expect(page.page.locator("dialog#keys")).to_be_visible()
    page.page.keyboard.press("Escape")

    expect(page.page.locator("dialog#keys")).to_be_hidden()


@pytest.mark.parametrize("composing", [{"isComposing": True}, {"keyCode": 229}])
def test_keys_rest_while_chinese_is_being_composed(visit, composing):
    page = visit().page
    here = visit()
    here.goto(HOME)
    page = here.page

    page.evaluate(
        "init => document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {key: '?', bubbles: true, ...init}))",
        composing,
    )

    expect(page.locator("dialog#keys")).to_be_hidden()


def test_keys_can_be_switched_off(visit):
    here = visit("viewer.en")
    here.goto(HOME)
    here.page.evaluate("document.documentElement.dataset.shortcuts = 'off'")

    here.page.keyboard.press("?")

    expect(here.page.locator("dialog#keys")).to_be_hidden()


def test_dark_by_choice_outlives_the_page_and_needs_no_flash(visit):
    here = visit(color_scheme="light")
    here.goto(HOME)
    page = here.page
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)

    page.locator(".side .side-foot summary").click()
    page.locator(".side .side-foot [data-theme-choice=dark]").click()
    dark = page.evaluate(ground)
    page.reload()

    assert light != dark == page.evaluate(ground)
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_chart_is_drawn_anew_when_the_page_turns_dark(visit):
    here = visit(color_scheme="light")
    here.goto(GROUP)
    page = here.page
    chart = page.locator("weilu-chart").first
    assert re.search("#6c665d", chart.inner_html())

    page.emulate_media(color_scheme="dark")

    expect(chart.locator("svg text[fill='#a29b90']").first).to_be_attached()
    assert "#6c665d" not in chart.inner_html()


def test_the_language_can_be_switched_from_every_page(visit):
    here = visit("editor.zh-hans")
    here.goto(GROUP)
    page = here.page

    page.locator(".side .side-foot summary").click()
    page.locator(".side .side-foot").get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith(GROUP)


def test_the_phone_has_its_ways_at_the_thumb(visit):
    here = visit(width=390, has_touch=True)
    here.goto(HOME)
    page = here.page

    expect(page.locator(".side")).to_be_hidden()
    for link in page.locator(".bottom-bar > a, .bottom-bar > details > summary").all():
        assert link.bounding_box()["height"] >= 44
    page.locator(".bottom-bar > details > summary").tap()

    expect(page.locator(".bottom-bar .menu-list").first).to_be_visible()


def test_the_first_tab_leads_past_the_sidebar(visit):
    here = visit()
    here.goto(HOME)

    here.page.keyboard.press("Tab")
    here.page.keyboard.press("Enter")

    expect(here.page.locator("#main")).to_be_focused()


def test_wider_spacing_of_text_loses_nothing(visit):
    """WCAG 1.4.12: line height 1.5, letters 0.12 em, words 0.16 em apart."""
    here = visit(width=390)
    here.goto(GROUP)

    here.page.evaluate(
        "document.body.style.cssText = "
        "'line-height:1.5!important;letter-spacing:.12em;word-spacing:.16em'"
    )

    assert not here.page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_paper_is_light_and_carries_no_menus(visit):
    here = visit(color_scheme="dark")
    here.goto(GROUP)

    here.page.emulate_media(media="print", color_scheme="dark")

    expect(here.page.locator(".side")).to_be_hidden()
    ground = here.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(247, 246, 243)"
