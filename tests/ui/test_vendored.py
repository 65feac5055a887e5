"""Front-end files of others: exactly what was fetched, licensed, and complete."""

import hashlib
import re
from pathlib import Path

import weilu.ui

STATIC = Path(weilu.ui.__file__).parent / "static"
VENDOR = STATIC / "vendor"


def _files() -> list[Path]:
    return sorted(
        path for path in VENDOR.rglob("*") if path.is_file() and path.name != "sha256sums"
    )


def test_every_vendored_file_is_the_one_that_was_noted():
    noted = dict(
        reversed(line.split("  ", 1)) for line in (VENDOR / "sha256sums").read_text().splitlines()
    )

    found = {
        f"./{path.relative_to(VENDOR)}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _files()
    }

    assert found == noted


def test_every_vendored_package_brings_its_licence_and_stands_in_the_list():
    listed = (VENDOR / "VENDORED.md").read_text("utf-8")

    for folder in (path for path in VENDOR.iterdir() if path.is_dir()):
        assert (folder / "LICENSE").is_file(), f"{folder.name} brings no licence"
        assert f"`{folder.name}/`" in listed, f"{folder.name} is missing in VENDORED.md"


def test_no_static_file_asks_for_a_source_map_or_another_host():
    for path in STATIC.rglob("*"):
        if path.suffix in {".js", ".css"}:
            text = path.read_text("utf-8")
            assert "sourceMappingURL" not in text, path
            assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", text), path


def test_every_icon_that_is_named_is_there():
    package = STATIC.parent.parent
    named = set()
    for page in package.glob("*/templates/**/*.html"):
        text = page.read_text("utf-8")
        named |= set(re.findall(r"{% icon \"([\w-]+)\"", text))
        named |= set(re.findall(r"<c-ui\.(?:icon[^>]*\sname|button[^>]*\sicon)=\"([\w-]+)\"", text))
    for module in package.rglob("*.py"):
        named |= set(re.findall(r"\bicon=\"([\w-]+)\"", module.read_text("utf-8")))

    missing = {name for name in named if not (VENDOR / "tabler-icons" / f"{name}.svg").is_file()}

    assert named
    assert not missing
