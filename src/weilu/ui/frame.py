"""The frame around a page, put together for one request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from weilu.ui.registry import Gloss, Page, Place, shell

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrOrPromise

THEMES = ("light", "dark")
IN_BOTTOM_BAR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the sidebar as it is shown."""

    key: str
    title: "_StrOrPromise"
    url: str
    icon: str = ""
    count: int | None = None
    letter: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something in the line above the page: a template and what it is given."""

    template: str
    given: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    theme: str = ""  # "" follows the system
    community: Any = None
    home: str = "/"
    entries: Sequence[Entry] = ()
    places: Sequence[Place] = ()
    settings: Sequence[Entry] = ()
    account: Sequence[Entry] = ()
    search: str = ""
    as_of: str = ""
    clock: str = ""  # of a community whose clock stands still
    notes: Sequence[Note] = ()  # beside the clock
    gloss: Gloss | None = None  # where this operator wants members' words explained
    has_shortcuts: bool = True
    role: str = ""
    bottom: Sequence[Entry] = field(default=())
    rest: Sequence[Entry] = field(default=())


def frame_of(request: "HttpRequest") -> Frame:
    """Return the frame; once for each request, since pages, drawers and errors ask for it."""
    made: Frame | None = getattr(request, "weilu_frame", None)
    if made is None:
        made = _build(request)
        request.weilu_frame = made  # type: ignore[attr-defined]  # kept for this request
    return made


def meaning(request: "HttpRequest", kind: str, ref: str) -> str:
    """Return what a message, group or channel means to this operator, "" for nothing to say."""
    gloss = frame_of(request).gloss
    return gloss.of(kind, ref) if gloss and ref else ""


def _build(request: "HttpRequest") -> Frame:
    theme = request.COOKIES.get("weilu_theme", "")
    theme = theme if theme in THEMES else ""
    operator = getattr(request, "user", None)
    if operator is None or not operator.is_authenticated:
        return Frame(theme=theme, has_shortcuts=False)
    community = getattr(request, "community", None)
    settings = _entries(request, shell.settings.values())
    entries = _entries(request, shell.pages.values())
    clock = _clock(request) if community else ""
    if settings:
        entries = _mark_current([*entries, _settings_entry(settings)])
    return Frame(
        theme=theme,
        community=community,
        home=entries[0].url if entries else "/",
        entries=entries,
        places=shell.places(request) if shell.places else (),
        settings=settings,
        account=_account(request),
        search=_reverse(shell.search_url_name, community),
        as_of=_as_of(request) if community else "",
        clock=clock,
        notes=_notes(request) if clock else (),
        gloss=shell.gloss(request) if clock and shell.gloss else None,
        has_shortcuts=getattr(operator, "has_shortcuts", True),
        role=_role(request),
        bottom=entries[:IN_BOTTOM_BAR],
        rest=entries[IN_BOTTOM_BAR:],
    )


def _entries(request: "HttpRequest", pages: Iterable[Page]) -> list[Entry]:
    community = getattr(request, "community", None)
    may = getattr(request, "may", None)
    if community is None or may is None:
        return []
    found = []
    for page in sorted(pages, key=lambda page: page.order):
        if not may(page.permission) or (page.when and not page.when(community)):
            continue
        url = _reverse(page.url_name, community)
        if url:
            found.append(_entry(page, url=url, community=community, path=request.path))
    return _mark_current(found)


def _entry(page: Page, *, url: str, community: Any, path: str) -> Entry:
    return Entry(
        key=page.key,
        title=page.title,
        url=url,
        icon=page.icon,
        count=page.count(community) if page.count else None,
        letter=page.letter,
        is_current=path.startswith(url),
    )


def _mark_current(entries: list[Entry]) -> list[Entry]:
    """Leave only the longest of the entries whose address begins the page's own."""
    longest = max((len(entry.url) for entry in entries if entry.is_current), default=0)
    return [
        replace(entry, is_current=entry.is_current and len(entry.url) == longest)
        for entry in entries
    ]


def _settings_entry(settings: Sequence[Entry]) -> Entry:
    return Entry(
        key="settings",
        title=_("Settings"),
        url=settings[0].url,
        icon="settings",
        is_current=any(entry.is_current for entry in settings),
    )


def _account(request: "HttpRequest") -> list[Entry]:
    links = ((title, name, _reverse(name, None)) for title, name in shell.account_links)
    return [
        Entry(key=name, title=title, url=url, is_current=request.path == url)
        for title, name, url in links
        if url
    ]


def _as_of(request: "HttpRequest") -> str:
    """Write the moment as it was handed over: a template would turn it into UTC."""
    moment = shell.as_of(request) if shell.as_of else None
    return f"{moment:%m-%d %H:%M}" if moment else ""


def _clock(request: "HttpRequest") -> str:
    moment = shell.clock(request) if shell.clock else None
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _notes(request: "HttpRequest") -> list[Note]:
    given = ((template, give(request)) for template, give in shell.notes.items())
    return [Note(template=template, given=thing) for template, thing in given if thing is not None]


def _role(request: "HttpRequest") -> str:
    role = getattr(request, "role", None)
    return role.get_kind_display() if role is not None else ""


def _reverse(url_name: str, community: Any) -> str:
    """Return the address, or "" where this installation has no such page."""
    if not url_name:
        return ""
    try:
        return reverse(url_name, kwargs={"slug": community.slug} if community else {})
    except NoReverseMatch:
        return ""
