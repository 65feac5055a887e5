"""Packages know only what stands below them."""

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tests.architecture.source import ROOT, WEILU, imported_packages, own_files

DATA_LIBRARIES = ("numpy", "pyarrow", "duckdb", "deltalake", "ibis", "sklearn", "PIL", "openpyxl")


def test_import_linter_finds_no_broken_contract():
    linter = Path(sys.executable).with_name("lint-imports")

    checked = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout


def test_no_two_packages_import_each_other():
    imports = defaultdict(set)
    for file in own_files("*.py"):
        package = file.relative_to(WEILU).parts[0].removesuffix(".py")
        imports[package] |= imported_packages(file) - {package}

    both_ways = [(a, b) for a in imports for b in imports[a] if a < b and a in imports[b]]
    assert both_ways == []


def test_the_program_starts_without_the_data_libraries():
    loaded = f"[name for name in {DATA_LIBRARIES} if name in sys.modules]"
    code = f"import django, sys; django.setup(); print({loaded})"

    started = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert started.stdout.strip() == "[]"
