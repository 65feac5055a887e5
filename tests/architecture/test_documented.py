"""What can be typed, set, met or read stands in the documentation."""

import re

import pytest
from django.apps import apps
from tests.architecture.source import ROOT, class_constants, own_files

from weilu.site.cli import own_commands

GUIDE = ROOT / "docs" / "guide"
SETTING = re.compile(r"(?:environ|environment)(?:\.get\(|\.setdefault\(|\[)\s*\"([A-Z][A-Z_]+)\"")
#: Set by the system or by Weilu for its own children: not for people.
NOT_SETTINGS = {
    "LANG", "LC_ALL", "LC_MESSAGES", "DJANGO_SETTINGS_MODULE", "WEILU_SUPERVISED", "PATH", "HOME",
}  # fmt: skip


def page(path):
    return (ROOT / "docs" / path).read_text("utf-8")


def first_cells(path, pattern):
    """Return what stands in the first cells of the page's tables."""
    return set(re.findall(rf"^\| `({pattern})`", page(path), re.MULTILINE))


@pytest.mark.parametrize("language", ["", "en/"])
def test_every_command_is_documented(language):
    text = page(f"guide/{language}commands.md")

    assert [n for n in own_commands() if f"weilu {n}" not in text] == []


@pytest.mark.parametrize("language", ["", "en/"])
def test_every_setting_is_documented_and_every_documented_setting_exists(language):
    used = {
        found for file in own_files("*.py") for found in SETTING.findall(file.read_text("utf-8"))
    } - NOT_SETTINGS
    written = set(
        re.findall(r"^\| `([A-Z_]+)`", page(f"guide/{language}settings.md"), re.MULTILINE)
    )

    assert used - written == set()
    assert written - used - {"PORT"} == set()


@pytest.mark.parametrize("language", ["", "en/"])
def test_every_error_is_documented_and_every_documented_error_exists(language):
    codes = {code for _, code in class_constants("code") if "." in code}
    written = first_cells(f"guide/{language}errors.md", "[a-z_.]+")

    assert codes - written == set()
    assert written - codes == set()


def test_every_metric_has_its_page_of_method():
    catalogue = pytest.importorskip("weilu.measure.catalogue")

    pages = {file.stem for file in (ROOT / "docs" / "methods").glob("*.md")}
    missing = catalogue.METRICS.keys() - pages
    assert missing == set()


def test_every_model_stands_in_the_glossary():
    words = set(re.findall(r"\*\*(\w+)\*\*", page("glossary.md")))
    models = {
        model.__name__
        for config in apps.get_app_configs()
        if config.name.startswith("weilu.")
        for model in config.get_models()
    }

    assert models - words == set()


def test_nothing_speaks_of_the_machine_it_was_made_on():
    machine = re.compile("/" + r"work/|/" + r"root/|/" + r"tmp/\w")
    texts = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *own_files("*.py", "*.html")]

    assert [str(t.relative_to(ROOT)) for t in texts if machine.search(t.read_text("utf-8"))] == []
