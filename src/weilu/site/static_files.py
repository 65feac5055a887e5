"""Static files: gathered once into the home, and again when any of them has changed."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from weilu.site.home import Home
from weilu.site.prepare import exclusively

MARKER = "gathered"
OTHERS_WITH_FILES = ("allauth", "auditlog", "django_htmx")


def fingerprint() -> str:
    """Return a hash that changes with the names, sizes and times of all static files."""
    ours = Path(__file__).resolve().parent.parent
    folders = sorted(ours.glob("*/static"))
    for package in OTHERS_WITH_FILES:
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            folders += sorted(Path(spec.origin).parent.glob("**/static"))
    found = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            stat = file.stat()
            found.update(f"{file}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    return found.hexdigest()


def is_gathered(home: Home) -> bool:
    try:
        return (home.path / "static" / MARKER).read_text("ascii") == fingerprint()
    except FileNotFoundError:
        return False


def gather(home: Home) -> bool:
    """Collect the static files when any has changed; say whether there was something to do."""
    from django.core.management import call_command

    with exclusively(home.path / "static.lock"):
        if is_gathered(home):
            return False
        wanted = fingerprint()
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        (home.path / "static" / MARKER).write_text(wanted, "ascii")
        return True
