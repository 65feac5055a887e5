"""The guide shows the way out of each platform: a page in both languages, drawings, pictures."""

import re
import sys

import pytest
from tests.architecture.source import ROOT

from weilu.connect.importers import importers

sys.path.insert(0, str(ROOT / "scripts"))
import ways

FOLDERS = {"zh": "docs/guide/import", "en": "docs/guide/en/import"}
PICTURE = re.compile(r"!\[[^]]+\]\(([^)]+)\)")

each_language = pytest.mark.parametrize("language", FOLDERS)


@each_language
@pytest.mark.parametrize("slug", importers())
def test_every_importer_has_a_page_with_drawn_steps_and_a_picture_of_weilu(slug, language):
    page = ROOT / FOLDERS[language] / f"{slug}.md"
    pictures = [(page.parent / found).resolve() for found in PICTURE.findall(page.read_text())]

    assert sum("ways" in one.parts for one in pictures) >= 2
    assert [one.name for one in pictures if "arrivals" in one.parts] == [f"{slug}.{language}.png"]
    assert [one for one in pictures if not one.exists()] == []


@each_language
def test_the_page_of_importing_leads_to_every_platform(language):
    page = (ROOT / FOLDERS[language]).with_suffix(".md").read_text("utf-8")

    assert [slug for slug in importers() if f"(import/{slug}.md)" not in page] == []


def test_pages_and_drawings_are_those_that_the_script_writes():
    written = ways.files()

    assert [str(p.name) for p, text in written.items() if p.read_text("utf-8") != text] == []
    assert set(ways.DRAWINGS.glob("*.svg")) == {p for p in written if p.suffix == ".svg"}
