"""What a look at a page can find: words too small, English left over, things off the edge."""

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_SETTLED_MS = 5_000

#: Names that are the same in every language.
NAMES = (
    r"Weilu|Telegram|Slack|WhatsApp|WeChat|WeChatMsg|PyWxDump|ChatLab|Discord|Matrix|QQ|Desktop"
    r"|Parquet|CSV|JSON|JSONL|ZIP|PDF|UTC|TXT|Asia|Europe|Shanghai|Taipei|Tokyo|reading|English|Chromium|Chrome|Linux"
    r"|DiscordChatExporter|Element|Zulip|Discourse|IRC|LINE|Signal|Messenger|Instagram|Meta|Mailman"
    r"|Echo|ferris|Cookie|Mac|App|Store|PATH|SLUG|COMMUNITY|Google|Authenticator|Authy|TOTP|Gini|KOL|SOP"
)

_TEXTS = (Path(__file__).parent / "texts.js").read_text("utf-8")
_WORD = rf"\b(?!(?:{NAMES})\b)[A-Za-z]{{3,}}\b"
#: A text of one language only, or three words in a row inside another.
_ENGLISH = re.compile(rf"^[^\u4e00-\u9fff]*{_WORD}[^\u4e00-\u9fff]*$|(?:\b[A-Za-z]+ ){{2}}{_WORD}")
_ADDRESSES = re.compile(r"\S+@\S+|https?://\S+|[\w.*-]*\.\w{2,10}\b|#\w+|weilu [\w-]+")


def small_texts(page: Page) -> list[str]:
    return [one["text"] for one in page.evaluate(_TEXTS) if one["seen"] and 0 < one["size"] < 13]


def english_texts(page: Page) -> list[str]:
    """Return texts with an English word that is no name; members' words do not count."""
    texts = (one["text"] for one in page.evaluate(_TEXTS) if not one["own"])
    plain = (_ADDRESSES.sub("", text) for text in texts)
    return [text for text in plain if _ENGLISH.search(text)]


def is_wider_than_the_window(page: Page) -> bool:
    """Say so only of a page that stays too wide: charts follow a new width a frame or two later."""
    for _ in range(_SETTLED_MS // 50):  # not wait_for_function: the page forbids what it evaluates
        if not page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            return False
        page.wait_for_timeout(50)
    return True


def serious_findings(page: Page) -> list[str]:
    """Return what axe calls serious or critical, with the first place of each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])}×)"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
