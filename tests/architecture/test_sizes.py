"""Small enough to be read in one go."""

import re

from tests.architecture.source import ROOT, functions, lines, name, own_files

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LONGEST_PARTIAL = 40
LONGEST_PAGE = 120
#: Words that a module must not be called by: they say nothing about what is in it.
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "managers", "signals"}


def test_no_file_is_longer_than_four_hundred_lines():
    own = own_files("*.py", "*.js", "*.css") + own_files("*.py", below=ROOT / "tests")

    assert {name(f): lines(f) for f in own if lines(f) > LONGEST_FILE} == {}


def test_no_function_is_longer_than_fifty_lines():
    assert {where: n for where, n in functions() if n > LONGEST_FUNCTION} == {}


def test_no_partial_is_longer_than_forty_lines_and_no_page_longer_than_a_hundred_and_twenty():
    too_long = {}
    for file in own_files("*.html"):
        is_partial = file.name.startswith("_")
        if lines(file) > (LONGEST_PARTIAL if is_partial else LONGEST_PAGE):
            too_long[name(file)] = lines(file)

    assert too_long == {}


def test_every_partial_says_in_its_head_what_it_needs():
    silent = [
        name(file)
        for file in own_files("_*.html")
        if not re.search(r"\{# Needs|\{% comment", file.read_text("utf-8")[:600])
    ]

    assert silent == []


def test_modules_are_named_after_what_is_in_them():
    assert [name(f) for f in own_files("*.py") if f.stem in EMPTY_NAMES] == []


def test_nothing_is_left_for_later():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    own = own_files("*.py", "*.html", "*.js", "*.css")

    assert [name(f) for f in own if marks.search(f.read_text("utf-8"))] == []
