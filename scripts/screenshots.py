"""Take pictures of every page of a running Weilu: light, dark, phone.

.venv/bin/weilu demo --if-missing && .venv/bin/weilu serve --port 8000 &
.venv/bin/python scripts/screenshots.py --url http://localhost:8000 --into docs/pictures

Signs in by a one-time link of the installation's first operator (same WEILU_HOME).
"""

import argparse
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

WEILU = Path(sys.executable).parent / "weilu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One way to look at a page; the name's ending says which."""

    ending: str
    width: int
    height: int
    scheme: str = "light"
    scale: int = 1


LOOKS = (
    Look(ending="", width=1440, height=900),
    Look(ending="-dark", width=1440, height=900, scheme="dark"),
    Look(ending="-phone", width=390, height=844, scale=2),
)


def main() -> None:
    options = _options()
    options.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox"],
        )
        state = signed_in(browser, options.url, options.link or new_link())
        pages = _pages(browser, options.url, state, community=options.community)
        for look in LOOKS:
            context = _context(browser, look, state)
            for name, address in pages.items():
                if not options.only or name in options.only:
                    _take(context.new_page(), address, options.into / f"{name}{look.ending}.png")
            context.close()
        browser.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Take pictures of every page.")
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--into", type=Path, default=Path("docs/pictures"))
    parser.add_argument("--link", help="one-time sign-in link (default: made by weilu link)")
    parser.add_argument("--community", help="slug (default: the first)")
    parser.add_argument("--only", nargs="*", help="names of pages")
    return parser.parse_args()


def new_link() -> str:
    command = [str(WEILU), "link"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def signed_in(browser: Browser, url: str, link: str) -> object:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(urljoin(url, urlsplit(link).path))
    page.locator("main form button").first.click()
    page.wait_for_load_state("networkidle")
    skip = page.locator("[data-tour=skip]")  # the demo's tour would stand on the pictures
    if skip.count():
        skip.click()
        page.wait_for_load_state("networkidle")
    state = context.storage_state()
    context.close()
    return state


def _context(browser: Browser, look: Look, state: object) -> BrowserContext:
    return browser.new_context(
        viewport={"width": look.width, "height": look.height},
        device_scale_factor=look.scale,
        color_scheme=look.scheme,  # type: ignore[arg-type]  # a Literal there
        storage_state=state,  # type: ignore[arg-type]  # as playwright gave it
        locale="zh-CN",
        reduced_motion="reduce",
    )


def _pages(browser: Browser, url: str, state: object, *, community: str | None) -> dict[str, str]:
    """Find the pages as a person would: the sidebar, then the first group and person."""
    context = _context(browser, LOOKS[0], state)
    page = context.new_page()
    page.goto(urljoin(url, f"/c/{community}/" if community else "/"))
    home = page.url
    found = {"sign-in": urljoin(url, "/account/login/"), "overview": home}
    for link in page.locator(".side-nav a").all():
        address = str(link.evaluate("one => one.href"))
        name = urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1]
        if address != home:
            found[name] = address
    for name, start in (("groups", home), ("people", f"{home}people/")):
        page.goto(start)
        links = page.locator(f"main a[href*='/{name}/']").all()
        addresses = [str(link.evaluate("one => one.href")) for link in links]
        of_one = [address for address in addresses if re.search(r"/\d+/", address)]
        if of_one:
            found["group" if name == "groups" else "person"] = of_one[0]
    found["same"] = f"{home}people/same/"
    found["quality"] = f"{home}quality/"
    found["import"] = f"{home}import/"
    found["team"] = f"{home}settings/team/"
    context.close()
    return found


def _take(page: Page, address: str, file: Path) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    expect(page.locator("weilu-chart:not([drawn])")).to_have_count(0)
    page.screenshot(path=str(file), full_page=True)
    page.close()


if __name__ == "__main__":
    main()
