"""Every page, in three languages, light and dark, wide and narrow."""

import pytest
from tests.browser import looking

PAGES = {
    "overview": "/c/reading/",
    "group": "/c/reading/groups/1/",
    "silent group": "/c/reading/groups/4/",
    "data quality": "/c/reading/quality/",
    "data quality of a group": "/c/reading/groups/1/quality/",
    "people": "/c/reading/people/",
    "same person": "/c/reading/people/same/",
    "whom to merge": "/c/reading/people/1/merge/",
    "preview of a merge": "/c/reading/people/1/merge/?with=2",
    "person": "/c/reading/people/1/",
    "messages": "/c/reading/messages/?q=共读",
    "messages, nothing found": "/c/reading/messages/?q=量子力学入门",
    "report": "/c/reading/report/",
    "import": "/c/reading/import/",
    "finished import": "/c/reading/import/1/",
    "which reading is right": "/c/reading/import/2/",
    "columns of a table": "/c/reading/import/3/columns/",
    "settings": "/c/reading/settings/",
    "team": "/c/reading/settings/team/",
    "audit": "/c/reading/settings/audit/",
    "own settings": "/account/",
    "second factor": "/account/2fa/",
    "not found": "/c/reading/nowhere/",
}
BEFORE_SIGNING_IN = {
    "sign in": "/account/login/",
    "password reset": "/account/password/reset/",
    "sign up is closed": "/account/signup/",
}
LANGUAGES = ("zh-hans", "zh-hant", "en")


#: Every pair of scheme and width once in one language; in the others the pairs that differ most.
LOOKS = {
    "zh-hans": [(scheme, width) for scheme in ("light", "dark") for width in (1440, 390, 320)],
    "zh-hant": [("dark", 1440), ("light", 320)],
    "en": [("light", 1440), ("dark", 320)],
}
#: Where axe looks: both schemes and both layouts.
DEEP_LOOKS = {("zh-hans", "light", 1440), ("zh-hans", "dark", 320)}


def _look(visit, address: str, *, language: str) -> list[str]:
    """Visit once and look at the page in every light and width of its language."""
    visit.goto(address)
    page = visit.page
    found = []
    for scheme, width in LOOKS[language]:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        where = f"{scheme} {width}"
        if looking.is_wider_than_the_window(page):
            found.append(f"{where}: wider than the window")
        if (language, scheme, width) in DEEP_LOOKS:
            found += [f"{where}: {finding}" for finding in looking.serious_findings(page)]
    found += [f"smaller than 13 px: {text}" for text in looking.small_texts(page)[:5]]
    if language != "en":
        found += [f"English left over: {text}" for text in looking.english_texts(page)[:10]]
    expected = "status of 404" if "nowhere" in address else "\0"
    return found + [fault for fault in visit.faults if expected not in fault]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_a_page_is_whole(visit, address, language):
    found = _look(visit(f"owner.{language}"), address, language=language)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", BEFORE_SIGNING_IN.values(), ids=BEFORE_SIGNING_IN.keys())
def test_a_page_before_signing_in_is_whole(visit, address, language):
    locale = {"zh-hans": "zh-CN", "zh-hant": "zh-TW", "en": "en-GB"}[language]

    found = _look(visit("", locale=locale), address, language=language)

    assert not found, "\n".join(found)


def test_every_link_of_the_sidebar_is_among_the_pages_looked_at(visit):
    page = visit()
    page.goto("/c/reading/")

    links = page.page.eval_on_selector_all(
        ".side-nav a, .tabs a", "all => all.map(one => one.pathname)"
    )

    assert links
    assert set(links) <= {address.split("?")[0] for address in PAGES.values()}


@pytest.mark.parametrize("role", ["viewer", "analyst", "editor", "admin", "owner"])
def test_no_link_of_a_page_is_dead_for_any_role(visit, role):
    """What a role may not open is not offered to it."""
    page = visit(f"{role}.zh-hans")
    dead = []
    for address in ("/c/reading/", "/c/reading/groups/1/", "/c/reading/people/1/"):
        page.goto(address)
        links = set(page.page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)"))
        for link in sorted(link.split("#")[0] for link in links if link.startswith(page.site.url)):
            answer = page.page.request.get(link)
            if answer.status >= 400:
                dead.append(f"{link}: {answer.status}")

    assert not dead, "\n".join(sorted(set(dead)))
