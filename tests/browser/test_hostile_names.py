"""Names, texts and files that try to run their own words: no page runs them, none reports a try."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser
from tests.browser.conftest import Site, Visit, open_visit, serving
from tests.browser.history import write_history
from tests.browser.payloads import ELSEWHERE, FILE_NAME, hostile_cast
from tests.browser.test_every_page import PAGES

from weilu.ingest.models import Import

#: The finished import, one that waits for a choice, and one in each state.
IMPORTS = range(1, 3 + len(Import.State.values))
#: Rows of each kind: messages, people, days, conversations, newcomers, weeks.
ROWS = (
    *("messages", "replies", "heat_map", "waiting", "welcome_rate", "gini", "active"),
    *("answered_rate", "reaction_rate", "stickiness", "temperature", "retention_d7"),
)
FIRST_US = 1_780_000_000_000_000
ADDRESSES = [
    *(address for address in PAGES.values() if "nowhere" not in address),
    *(f"/c/reading/import/{number}/" for number in IMPORTS),
    *(f"/c/reading/import/{number}/undo/" for number in IMPORTS),
    *(f"/c/reading/rows/{metric}/?group=1" for metric in ROWS),
    *(f"/c/reading/groups/{number}/" for number in (2, 3)),
    f"/c/reading/messages/around/?group=1&at={FIRST_US}",
    "/c/reading/messages/?q=<script>",
    "/c/reading/messages/?person=1",
    "/c/reading/people/?q=<img",
    "/c/reading/people/1/merge/?q=<",
    "/c/reading/people/5/",
    "/c/reading/?q=<b>&sort=name",
    "/c/reading/settings/team/leave/",
    "/c/reading/settings/team/2/remove/",
    '/c/reading/"><img src=x onerror=weiluStolen()>/',
]
COUNT = "window.stolen = 0; window.weiluStolen = () => { window.stolen += 1; };"
#: What was made of somebody's words, and what of it has run.
FOUND = f"""
() => [
  ...(window.stolen ? [`ran ${{window.stolen}} times`] : []),
  ...[...document.querySelectorAll("*")].flatMap((element) =>
    [...element.attributes]
      .filter((one) => /^(on|hx-on|srcdoc)/i.test(one.name)
        || (/^(href|xlink:href|src|action|formaction|data|hx-get|data-sse)$/i.test(one.name)
          && (/^\\s*(javascript:|data:x)/i.test(one.value) || one.value.startsWith("{ELSEWHERE}"))))
      .map((one) => `${{element.localName}} ${{one.name}}=${{one.value}}`)),
  ...[...document.querySelectorAll("script:not([src])")]
    .filter((one) => !one.nonce && one.type !== "application/json" && one.type !== "text/json")
    .map((one) => `script: ${{one.textContent.slice(0, 80)}}`),
  ...[...document.querySelectorAll("iframe, base, math, animate, main meta, main style")]
    .map((one) => one.outerHTML.slice(0, 80)),
]
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("hostile")
    write_history(place / FILE_NAME, hostile_cast())
    with serving(place, place / FILE_NAME, prepare="tests.browser.hostile_states") as site:
        yield site


@pytest.fixture
def look(browser: Browser, hostile: Site) -> Iterator[Callable[..., Visit]]:
    yield from open_visit(browser, hostile)


def _at_all_charts(visit: Visit) -> None:
    """Let every chart show what it tells on being pointed at."""
    for chart in visit.page.locator("weilu-chart:visible").all():
        box = chart.bounding_box()
        chart.scroll_into_view_if_needed()
        for step in range(1, 6) if box else ():
            chart.hover(position={"x": box["width"] * step / 6, "y": box["height"] / 2}, force=True)
        for mark in chart.locator("svg path, svg circle").all()[:12]:
            mark.dispatch_event("mousemove")


def _in_all_drawers(visit: Visit) -> list[str]:
    found = []
    for number in visit.page.locator("main a[data-drawer]:visible").all()[:3]:
        number.click()
        visit.page.locator("dialog#drawer .drawer-body").first.wait_for()
        found += visit.page.evaluate(FOUND)
        visit.page.keyboard.press("Escape")
    return found


@pytest.mark.parametrize("address", dict.fromkeys(ADDRESSES))
def test_no_page_makes_anything_of_hostile_names(look, address):
    visit = look("owner.zh-hans")
    visit.page.add_init_script(COUNT)

    status = visit.goto(address)
    found = visit.page.evaluate(FOUND)
    _at_all_charts(visit)
    found += _in_all_drawers(visit) + visit.page.evaluate(FOUND)

    assert status < 500
    assert found == []
    assert [fault for fault in visit.faults if f"status of {status}" not in fault] == []


def test_the_browser_has_reported_no_try(look, hostile):
    """Last of this file: what the policy refused on the pages above is in the server's log."""
    look("owner.zh-hans").goto("/c/reading/")

    told = "".join(path.read_text("utf-8") for path in (hostile.home / "logs").glob("*"))

    assert "content security policy refused" not in told


def test_the_names_stand_on_the_pages_as_they_are_written(look):
    """Or the tests above would look at pages without any."""
    visit = look("owner.zh-hans")
    visit.goto("/c/reading/people/")

    shown = visit.page.inner_text("main")

    assert "<script>weiluStolen()</script>" in shown
    assert '"><img src=x onerror=weiluStolen()>' in shown
