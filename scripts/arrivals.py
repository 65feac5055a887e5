"""Take the guide's pictures of Weilu recognising a file of each platform, in both languages.

.venv/bin/weilu import tests/connectors/irc/fixtures/irssi.log --community 慢页读书会
.venv/bin/weilu serve --port 8000 &
.venv/bin/python scripts/arrivals.py --url http://localhost:8000

The files are our own fixtures. Nothing is imported: each picture shows the step before.
"""

import argparse
import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
from screenshots import new_link, signed_in

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "connectors"
#: What stands for each platform, by slug; a folder is sent as a zip.
FILES = {
    "chatlab": "slow_pages.json",
    "discord": "channel.json",
    "discourse": "forum",
    "events": "table.csv",
    "irc": "#slowpages_20260302.log",
    "line": "zh.txt",
    "matrix": "room.json",
    "mbox": "slow-pages.mbox",
    "meta": "messenger",
    "qq": "gbk.txt",
    "signal": "signal-export-2026-03-05",
    "slack": "workspace",
    "table": "club.csv",
    "telegram": "one_chat.json",
    "wechat": "pywxdump",
    "whatsapp": "WhatsApp Chat with 慢页书友会.txt",
    "zulip": "export.tar.gz",
}
LANGUAGES = {"zh": ("zh-CN", "zh-hans"), "en": ("en-GB", "en")}
#: The steps and the answer below them, without the help beside it.
_FRAME = """() => {
  const answer = document.querySelector("form.stack.col-9") || document.querySelector("#main");
  const boxes = [document.querySelector(".steps"), answer].map(one => one.getBoundingClientRect());
  const left = Math.min(...boxes.map(b => b.left)), top = boxes[0].top;
  const right = answer.id === "main" ? answer.querySelector(".block").getBoundingClientRect().right
                                     : boxes[1].right;
  return {x: left - 16, y: top - 12, width: right - left + 32,
          height: Math.min(boxes[1].bottom - top + 28, 960)};
}"""


def main() -> None:
    options = _options()
    options.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox"],
        )
        state = signed_in(browser, options.url, options.link or new_link())
        for language, (locale, setting) in LANGUAGES.items():
            context = browser.new_context(
                viewport={"width": 1180, "height": 900},
                storage_state=state,  # type: ignore[arg-type]  # as playwright gave it
                locale=locale,
                reduced_motion="reduce",
            )
            page = context.new_page()
            home = _home(page, options.url, setting)
            for slug, name in FILES.items():
                if not options.only or slug in options.only:
                    file = _sendable(FIXTURES / slug / "fixtures" / name, Path(folder))
                    _take(page, f"{home}import/", file, options.into / f"{slug}.{language}.png")
            context.close()
        browser.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Take pictures of each platform's file arriving.")
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "pictures" / "arrivals")
    parser.add_argument("--link", help="one-time sign-in link (default: made by weilu link)")
    parser.add_argument("--only", nargs="*", help="slugs")
    return parser.parse_args()


def _home(page: Page, url: str, language: str) -> str:
    """Go home in a language; the switch at the foot of the sidebar sets it."""
    page.goto(url)
    page.locator(f"form.pick button[name=language][value={language}]").first.evaluate(
        "one => one.click()"
    )
    page.wait_for_load_state("networkidle")
    return page.url


def _sendable(path: Path, folder: Path) -> Path:
    if path.is_dir():
        return Path(shutil.make_archive(str(folder / path.name), "zip", path))
    return path


def _take(page: Page, address: str, file: Path, into: Path) -> None:
    page.goto(address)
    page.set_input_files("#file", file)
    page.wait_for_url(re.compile(r"/import/\d+/"), timeout=60_000)
    page.wait_for_selector("form.stack.col-9, .columns, #begin", timeout=60_000)
    page.wait_for_load_state("networkidle")
    clip = page.evaluate(_FRAME)
    page.screenshot(path=str(into), full_page=True, clip=clip)


if __name__ == "__main__":
    main()
