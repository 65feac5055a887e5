"""A real server (granian) over a home with a small history, and Chromium in front of it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser.history import write_history

REPOSITORY = Path(__file__).parents[2]
WEILU = Path(sys.executable).parent / "weilu"
CHROMIUM = next(
    (path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), None
)
STARTS_WITHIN_SECONDS = 90
# A page may be the first of its kind on a busy machine; who is not late waits no longer for it.
expect.set_options(timeout=20_000)


@dataclass(frozen=True, slots=True)
class Site:
    """A running Weilu with one community and operators of every role and language."""

    url: str
    home: Path
    sessions: dict[str, str]


@dataclass(slots=True)
class Visit:
    """A page of the browser, and everything it complained about."""

    page: Page
    site: Site
    faults: list[str] = field(default_factory=list)

    def goto(self, address: str) -> int:
        answer = self.page.goto(self.site.url + address)
        self.page.wait_for_load_state("load")
        expect(self.page.locator("weilu-chart:not([drawn])")).to_have_count(0)
        return answer.status if answer else 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu"]}


@pytest.fixture(scope="session", autouse=True)
def _needs_chromium() -> None:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("browser") / "home"
    history = home.parent / "result.json"
    write_history(history)
    environment = _environment(home)
    _run([WEILU, "import", history, "--community", "reading", "--json"], environment)
    _run([WEILU, "report", "reading", "--json"], environment)  # no worker runs here: count now
    undecided = home.parent / "chat.txt"
    undecided.write_bytes("2024/3/1, 19:00 - 張三: 123\n".encode("big5"))
    with pytest.raises(AssertionError, match="--encoding"):
        _run([WEILU, "import", undecided, "--community", "reading"], environment)
    _run([sys.executable, "-m", "tests.browser.table", home.parent / "club.csv"], environment)
    with _served(home, "reading") as served:
        yield served


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A piece of the demo with all its groups, and operators of every role and language in it."""
    home = tmp_path_factory.mktemp("demo") / "home"
    size = ["--groups", "8", "--people", "200", "--weeks", "16"]
    _run([WEILU, "demo", *size], _environment(home))
    with _served(home, "manye") as served:
        yield served


@contextmanager
def serving(place: Path, history: Path, *, prepare: str = "") -> Iterator[Site]:
    """Serve a home in ``place`` that holds ``history``; ``prepare`` is a module run in it."""
    home = place / "home"
    environment = _environment(home)
    _run([WEILU, "import", history, "--community", "reading", "--json"], environment)
    _run([WEILU, "report", "reading", "--json"], environment)  # no worker runs here: count now
    with _served(home, "reading") as served:
        if prepare:
            _run([sys.executable, "-m", prepare, history], environment)
        yield served


def _environment(home: Path) -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_URL", "WEILU_"))},
        "WEILU_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "weilu.site.settings",
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")]),
    }


@contextmanager
def _served(home: Path, slug: str) -> Iterator[Site]:
    """Sign everybody in to a community of a home, and serve it."""
    environment = _environment(home)
    known = home.parent / "sessions.json"
    _run([sys.executable, "-m", "tests.browser.people", known, slug], environment)
    port = _free_port()
    server = subprocess.Popen(
        [WEILU, "web", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/health", server)
        yield Site(url, home, json.loads(known.read_text("utf-8")))
    finally:
        server.terminate()
        server.wait(timeout=20)


def _run(command: list[object], environment: dict[str, str]) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the server stopped before it answered"
        try:
            with urlopen(url, timeout=2):  # noqa: S310  # our own server
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"no answer from {url}")


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Visit]]:
    """Open a page as somebody: ``visit("owner.zh-hans", width=1440, scheme="dark")``."""
    yield from open_visit(browser, site)


@pytest.fixture
def visit_demo(browser: Browser, demo_site: Site) -> Iterator[Callable[..., Visit]]:
    """Open a page of the demo as somebody, as ``visit`` does."""
    yield from open_visit(browser, demo_site)


def open_visit(browser: Browser, site: Site) -> Iterator[Callable[..., Visit]]:
    contexts: list[BrowserContext] = []

    def opened(who: str = "owner.zh-hans", *, width: int = 1440, **options: object) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 800 else 760},
            reduced_motion="reduce",
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        if who:
            cookie = {"name": "weilu", "value": site.sessions[who], "url": site.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        found = Visit(context.new_page(), site)
        _listen(found)
        return found

    yield opened
    for context in contexts:
        context.close()


def _listen(visit: Visit) -> None:
    """Note what must never happen: errors, CSP violations, requests to another host."""
    page = visit.page

    def asked(url: str) -> None:
        if not url.startswith((visit.site.url, "data:", "blob:")):
            visit.faults.append(f"asked another host: {url}")

    page.on("request", lambda request: asked(request.url))
    page.on("pageerror", lambda error: visit.faults.append(f"error: {error}"))
    page.on(
        "console",
        lambda said: visit.faults.append(said.text) if said.type in {"error", "warning"} else None,
    )
