"""Catalogues of every package: extract what people read (needs gettext), compile what is stale.

python scripts/messages.py extract
python scripts/messages.py compile

Each package, and each connector, keeps its own catalogue, so that adding one changes nothing
outside its folder.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGES = Path(__file__).resolve().parent.parent / "src" / "weilu"
LANGUAGES = ("zh_Hans", "zh_Hant")


def folders(root: Path) -> Iterator[Path]:
    """Yield the folders that keep a catalogue."""
    for package in sorted([*root.iterdir(), *root.glob("connectors/*")]):
        if (package / "__init__.py").exists():
            yield package


def extract(root: Path = PACKAGES) -> None:
    """Bring each catalogue below ``root`` up to date with its sentences; no fuzzy guesses."""
    catalogues = [folder / "locale" for folder in folders(root)]
    stray = root / "locale"  # makemessages wants a place for files outside every package
    for catalogue in [*catalogues, stray]:
        catalogue.mkdir(exist_ok=True)
    wanted = [part for language in LANGUAGES for part in ("-l", language)]
    options = ["--no-wrap", "--no-obsolete", "--add-location", "file", "-i", "vendor", "-i", "*.js"]
    without_settings = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *wanted, *options],
        cwd=root,
        env=without_settings,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for catalogue in [*catalogues, stray]:
        _forget_fuzzy_and_empty(catalogue)


def _forget_fuzzy_and_empty(folder: Path) -> None:
    import polib

    for file in folder.rglob("*.po"):
        catalogue = polib.pofile(str(file), wrapwidth=0)
        for entry in catalogue.fuzzy_entries():
            entry.flags.remove("fuzzy")
            entry.msgstr = ""
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
            entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None
        language = file.parent.parent.name
        catalogue.metadata = {
            "Language": language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": "nplurals=1; plural=0;",
        }
        catalogue.metadata_is_fuzzy = False
        catalogue.header = ""
        if len(catalogue):
            catalogue.save()
        else:
            file.unlink()
    for left in sorted(folder.rglob("*"), reverse=True):
        if left.is_dir() and not any(left.iterdir()):
            left.rmdir()
    if not any(folder.iterdir()):
        folder.rmdir()


def compile_stale(root: Path = PACKAGES) -> None:
    """Write each .mo that is missing or older than its .po."""
    for file in sorted(root.glob("**/locale/*/LC_MESSAGES/*.po")):
        compiled = file.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime <= file.stat().st_mtime:
            import polib

            polib.pofile(str(file)).save_as_mofile(str(compiled))


if __name__ == "__main__":
    {"extract": extract, "compile": compile_stale}[sys.argv[1]]()
