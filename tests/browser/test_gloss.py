"""English below the Chinese of the demo, switched on and off in its line."""

import pytest
from playwright.sync_api import expect
from tests.browser import looking

MESSAGES = "/c/manye/messages/?q=谁"


def switched_on(here, address=MESSAGES):
    page = here.page
    page.goto(here.site.url + address)
    if page.get_by_role("button", name="Show English gloss").count():
        page.get_by_role("button", name="Show English gloss").click()
    return page


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without"])
def test_the_switch_brings_english_and_takes_it_away_on_the_same_page(visit_demo, has_scripts):
    here = visit_demo("owner.en", java_script_enabled=has_scripts)
    page = switched_on(here)
    below = page.locator(".said-text .gloss").first

    expect(below).to_be_visible()
    assert page.url.endswith("?q=%E8%B0%81")
    page.get_by_role("button", name="Hide English gloss").click()

    expect(page.locator(".gloss")).to_have_count(0)
    assert not here.faults


def test_the_drawer_explains_as_the_page_does(visit_demo):
    here = visit_demo("admin.en")
    page = switched_on(here)

    page.locator(".said-meta a[data-drawer]").first.click()

    expect(page.locator("dialog#drawer[open] .said-text .gloss").first).to_be_visible()


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_who_reads_chinese_sees_no_switch(visit_demo, language):
    here = visit_demo(f"viewer.{language}")
    here.goto(MESSAGES)

    expect(here.page.locator(".gloss-switch, .gloss")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address", ["/c/manye/", MESSAGES, "/c/manye/groups/1/", "/c/manye/report/"]
)
def test_the_pages_stay_whole_on_a_phone(visit_demo, address, scheme):
    here = visit_demo("analyst.en", width=320, color_scheme=scheme)
    page = switched_on(here, address)

    found = looking.serious_findings(page) + looking.small_texts(page)
    if looking.is_wider_than_the_window(page):
        found.append("wider than the window")

    assert not found + here.faults, "\n".join(found + here.faults)
