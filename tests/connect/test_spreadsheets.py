"""No cell of a table that Weilu writes is a formula, in the eyes of a reader or of LibreOffice."""

import csv
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.libreoffice import BEFORE, FORMULAS, SIGNS, needs_libreoffice, opened

from weilu.connect.spreadsheets import as_written, harmless


@example("+")
@example("''=1")
@given(st.text(alphabet=f"{SIGNS}'1a,.\n ", max_size=6))
@settings(max_examples=examples(300))
def test_any_text_comes_back_as_it_was_written(text):
    cell = harmless(text)

    assert as_written(cell) == text
    assert not cell.startswith(tuple(SIGNS)) or re.fullmatch(r"[+-]\d+([.,]\d+)?", cell)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_text(text):
    assert harmless(text) == f"'{text}"


@needs_libreoffice
@pytest.mark.parametrize("also_saved", [False, True], ids=["opened", "saved as a workbook"])
def test_libreoffice_evaluates_no_cell(tmp_path, also_saved):
    texts = [before + text for before in BEFORE for text in FORMULAS]
    written(tmp_path / "table.csv", [harmless(text) for text in texts])

    assert opened(tmp_path / "table.csv", also_saved=also_saved) == (len(texts), 0)


@needs_libreoffice
def test_libreoffice_would_evaluate_what_is_left_as_it_was(tmp_path):
    written(tmp_path / "table.csv", ["=1+1", '=HYPERLINK("http://elsewhere.example/")'])

    assert opened(tmp_path / "table.csv") == (2, 2)


def written(path, cells):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([cell] for cell in cells)
