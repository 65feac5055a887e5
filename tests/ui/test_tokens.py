"""Colours: the list of the design, the same dark twice, contrast that can be read."""

import re
from pathlib import Path

import pytest

import weilu

PACKAGE = Path(weilu.__file__).parent
SHEET = (PACKAGE / "ui" / "static" / "ui" / "tokens.css").read_text("utf-8")


def _lists() -> list[dict[str, str]]:
    """Return the tokens of light, dark by the system, dark by choice."""
    blocks = re.findall(r"{([^{}]*)}", SHEET)
    return [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block)) for block in blocks]


LIGHT, DARK, CHOSEN_DARK = _lists()


def _brightness(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, two: str) -> float:
    low, high = sorted((_brightness(one), _brightness(two)))
    return (high + 0.05) / (low + 0.05)


def test_dark_is_the_same_by_the_system_and_by_choice():
    assert DARK == CHOSEN_DARK
    assert set(DARK) == set(LIGHT)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "ink-2", "ink-3", "ember", "good", "bad"])
@pytest.mark.parametrize("ground", ["paper", "surface", "sunk", "ember-soft"])
def test_text_can_be_read_on_every_ground(tokens, text, ground):
    assert _contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_main_button_can_be_read(tokens):
    assert _contrast(tokens["on-ember"], tokens["ember-fill"]) >= 4.5


def test_no_style_of_a_page_brings_a_colour_of_its_own():
    for sheet in PACKAGE.glob("*/static/**/*.css"):
        if "vendor" in sheet.parts or sheet.name == "tokens.css":
            continue
        found = re.findall(
            r"#[0-9a-fA-F]{3,8}\b", re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"))
        )
        assert not found, f"{sheet} has {found}: use a token"


def test_no_style_sets_text_below_13_px():
    for sheet in PACKAGE.glob("*/static/**/*.css"):
        if "vendor" in sheet.parts:
            continue
        sizes = re.findall(r"font(?:-size)?:[^;{}]*?([\d.]+)px", sheet.read_text("utf-8"))
        assert all(float(size) >= 13 for size in sizes), sheet
