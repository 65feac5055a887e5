"""What other packages add to the shell: pages of the sidebar, tabs of Settings, who is where.

``ui`` knows neither communities nor operators: packages above register here from their
``AppConfig.ready``. What nobody registered does not appear.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrOrPromise

Count = Callable[[Any], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An entry of the sidebar or a tab of Settings; ``permission`` as ``request.may`` takes it."""

    key: str
    title: "_StrOrPromise"
    url_name: str  # reversed with the slug of the community
    permission: Any
    order: int
    icon: str = ""
    count: Count | None = None  # of the community; shown only where it means work or size
    letter: str = ""  # G, then this letter, opens the page
    when: Callable[[Any], bool] | None = None  # of the community; None: in every one


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A community that the operator may switch to."""

    name: str
    url: str
    is_current: bool = False


Give = Callable[["HttpRequest"], Any]


class Gloss(Protocol):
    """What words mean in the operator's language, where somebody has written it down."""

    def of(self, kind: str, ref: str) -> str:
        """Return the meaning of a message, group or channel by its platform's id, else ""."""


@dataclass(slots=True)
class Shell:
    """All that was registered; one instance for the process."""

    pages: dict[str, Page] = field(default_factory=dict)
    settings: dict[str, Page] = field(default_factory=dict)
    account_links: list[tuple["_StrOrPromise", str]] = field(default_factory=list)
    places: Callable[["HttpRequest"], Sequence[Place]] | None = None
    as_of: Callable[["HttpRequest"], datetime | None] | None = None
    clock: Callable[["HttpRequest"], datetime | None] | None = None
    search_url_name: str = ""
    notes: dict[str, Give] = field(default_factory=dict)
    gloss: Callable[["HttpRequest"], Gloss | None] | None = None


shell = Shell()


def register_page(
    *,
    key: str,
    title: "_StrOrPromise",
    icon: str,
    url_name: str,
    permission: Any,
    order: int,
    count: Count | None = None,
    letter: str = "",
) -> None:
    """Add a page to the sidebar; the same key again replaces it.

    ``url_name`` takes the community's slug. ``count`` gets the community and must be cheap:
    it runs on every page.
    """
    shell.pages[key] = Page(
        key=key,
        title=title,
        icon=icon,
        url_name=url_name,
        permission=permission,
        order=order,
        count=count,
        letter=letter,
    )


def register_settings_page(
    *,
    key: str,
    title: "_StrOrPromise",
    url_name: str,
    permission: Any,
    order: int,
    when: Callable[[Any], bool] | None = None,
) -> None:
    """Add a tab to Settings; its template extends ``ui/settings.html``.

    ``when`` gets the community and says whether the tab is for it; without it, it always is.
    """
    shell.settings[key] = Page(
        key=key, title=title, url_name=url_name, permission=permission, order=order, when=when
    )


def register_account_link(title: "_StrOrPromise", url_name: str) -> None:
    """Add a line to the operator's own menu (profile, second factor); the URL takes nothing."""
    shell.account_links.append((title, url_name))


def register_places(places: Callable[["HttpRequest"], Sequence[Place]]) -> None:
    """Say which communities the switcher offers to the signed-in operator."""
    shell.places = places


def register_as_of(as_of: Callable[["HttpRequest"], datetime | None]) -> None:
    """Say how fresh the data of ``request.community`` are; shown at the foot of the sidebar.

    The moment is shown as given: hand it over in the community's own time zone.
    """
    shell.as_of = as_of


def register_clock(clock: Callable[["HttpRequest"], datetime | None]) -> None:
    """Say at which moment the clock of ``request.community`` stands, None where it runs.

    Every page of such a community says so above everything else. Its own time zone, as above.
    """
    shell.clock = clock


def register_note(template: str, give: Give) -> None:
    """Add to the line above the pages of a community whose clock stands.

    ``template`` is included with what ``give`` returns as ``note``; with None it is left out.
    """
    shell.notes[template] = give


def register_gloss(gloss: Callable[["HttpRequest"], Gloss | None]) -> None:
    """Say what members' words mean on the pages of ``request``, None where they stand alone."""
    shell.gloss = gloss


def register_search(url_name: str) -> None:
    """Name the page that answers the search box (query ``q``); it takes the slug."""
    shell.search_url_name = url_name
