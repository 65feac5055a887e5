"""Write the guide's page of each platform, and draw its steps, from scripts/ways/*.toml.

python scripts/ways.py

A file holds, each as "English | 中文": title, gives, has, lacks, limits, and the ways out with
their steps: ``say`` is what to do, ``screen`` and ``rows`` what is drawn (see way_drawing.py). The
pictures of Weilu itself on these pages are screenshots: scripts/arrivals.py takes them.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from way_drawing import draw, words

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
DRAWINGS = DOCS / "pictures" / "ways"
PAGES = {"zh": DOCS / "guide" / "import", "en": DOCS / "guide" / "en" / "import"}
TEXTS = ROOT / "scripts" / "ways"


def main() -> None:
    for old in DRAWINGS.glob("*.svg"):
        old.unlink()
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def files() -> dict[Path, str]:
    """Return every page and drawing by its path."""
    found: dict[Path, str] = {}
    around = tomllib.loads((TEXTS / "_page.toml").read_text("utf-8"))
    for file in sorted(TEXTS.glob("[a-z]*.toml")):
        way = tomllib.loads(file.read_text("utf-8"))
        for language, folder in PAGES.items():
            found[folder / f"{file.stem}.md"] = _page(
                file.stem, {"around": around, **way}, language
            )
            found |= _drawings(file.stem, way, language)
    return found


def _drawings(slug: str, told: dict[str, Any], language: str) -> dict[Path, str]:
    return {
        DRAWINGS / _drawing(slug, n, m, language): draw(
            kind=way["kind"], screen=step["screen"], rows=step["rows"], language=language
        )
        for n, way in enumerate(told["ways"], 1)
        for m, step in enumerate(way["steps"], 1)
    }


def _drawing(slug: str, way: int, step: int, language: str) -> str:
    return f"{slug}-{way}-{step}.{language}.svg"


def _page(slug: str, told: dict[str, Any], language: str) -> str:
    def here(text: str) -> str:
        return words(text, language).here

    say = {name: here(text) for name, text in told["around"].items()}
    up, across = ("../../", f"../en/import/{slug}.md") if language == "zh" else (
        "../../../", f"../../import/{slug}.md"
    )  # fmt: skip
    lines = [f"# {here(told['title'])}", "", f"[{say['other']}]({across})", ""]
    lines += [f"**{say['file']}** {here(told['gives'])}", "", f"## {say['out']}", ""]
    for n, way in enumerate(told["ways"], 1):
        if way["title"]:
            lines += [f"### {here(way['title'])}", ""]
        for m, step in enumerate(way["steps"], 1):
            picture = f"{up}pictures/ways/{_drawing(slug, n, m, language)}"
            lines += [f"{m}. {here(step['say'])}", ""]
            lines += [f"    ![{_plain(here(step['say']))}]({picture})", ""]
    lines += [f"*{say['drawn']}*", "", f"## {say['in']}", "", say["next"], ""]
    lines += [f"![{say['in']}]({up}pictures/arrivals/{slug}.{language}.png)", ""]
    lines += [f"*{say['shot']}*", "", say["after"], ""]
    lines += [f"**{say['has']}** {here(told['has'])}", ""]
    lines += [f"**{say['lacks']}** {here(told['lacks'])}", "", f"## {say['limits']}", ""]
    lines += [f"- {here(limit)}" for limit in told["limits"]]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return text.replace("*", "").replace("`", "").replace("[", "(").replace("]", ")")


if __name__ == "__main__":
    main()
