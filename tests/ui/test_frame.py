"""The frame shows what was registered, what this operator may open, and where they are."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import RequestFactory, override_settings
from django.urls import path

from weilu.ui import frame, registry

ROOT = "/c/<slug:slug>/"
urlpatterns = [
    path(address.lstrip("/"), lambda _request: None, name=name)
    for name, address in {
        "overview": ROOT,
        "people": f"{ROOT}people/",
        "settings": f"{ROOT}settings/",
        "team": f"{ROOT}settings/team/",
    }.items()
]


@dataclass
class Reading:
    slug: str = "reading"


@dataclass
class Somebody:
    is_authenticated: bool = True
    has_shortcuts: bool = True


@dataclass
class Asked:
    """A request of somebody who may do ``allowed``."""

    path: str
    allowed: set[str] = field(default_factory=lambda: {"view", "manage"})

    def build(self):
        request = RequestFactory().get(self.path)
        request.user = Somebody()
        request.community = Reading()
        request.may = self.allowed.__contains__
        return request


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    monkeypatch.setattr(registry, "shell", registry.Shell())
    monkeypatch.setattr(frame, "shell", registry.shell)
    for order, (key, count) in enumerate({"overview": 12, "people": None}.items()):
        registry.register_page(
            key=key,
            title=key,
            icon="users",
            url_name=key,
            permission="view",
            order=order,
            count=(lambda _community, n=count: n),
        )
    for order, key in enumerate(["settings", "team"]):
        registry.register_settings_page(
            key=key, title=key, url_name=key, permission="manage", order=order
        )
    with override_settings(ROOT_URLCONF=__name__):
        yield


def _current(entries) -> list[str]:
    return [entry.key for entry in entries if entry.is_current]


@pytest.mark.parametrize(
    ("address", "page", "tab"),
    [
        pytest.param("/c/reading/", ["overview"], [], id="the first page"),
        pytest.param("/c/reading/people/7/", ["people"], [], id="below a page"),
        pytest.param("/c/reading/groups/7/", ["overview"], [], id="a group, from the overview"),
        pytest.param("/c/reading/settings/team/", ["settings"], ["team"], id="a tab of settings"),
        pytest.param("/account/", [], [], id="elsewhere"),
    ],
)
def test_one_place_is_marked_as_where_one_is(address, page, tab):
    found = frame.frame_of(Asked(address).build())

    assert _current(found.entries) == page
    assert _current(found.settings) == tab


def test_what_a_role_may_not_open_is_absent():
    found = frame.frame_of(Asked("/c/reading/", allowed={"view"}).build())

    assert [entry.key for entry in found.entries] == ["overview", "people"]
    assert not found.settings


def test_a_page_without_an_address_is_absent():
    registry.register_page(
        key="today", title="today", icon="sun", url_name="today", permission="view", order=0
    )

    found = frame.frame_of(Asked("/c/reading/").build())

    assert "today" not in [entry.key for entry in found.entries]


def test_outside_a_community_there_are_no_pages():
    request = Asked("/account/").build()
    del request.community

    assert frame.frame_of(request).entries == []


def test_the_data_are_as_old_as_the_community_s_own_clock_says():
    moment = datetime(2026, 11, 23, 8, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    registry.register_as_of(lambda _request: moment)

    assert frame.frame_of(Asked("/c/reading/").build()).as_of == "11-23 08:05"


def test_a_theme_comes_from_the_cookie_and_only_a_known_one():
    chosen, forged = Asked("/c/reading/").build(), Asked("/c/reading/").build()
    chosen.COOKIES["weilu_theme"] = "dark"
    forged.COOKIES["weilu_theme"] = '"><script>'

    assert frame.frame_of(chosen).theme == "dark"
    assert frame.frame_of(forged).theme == ""
