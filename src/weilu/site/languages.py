"""Which language the terminal's user reads, and Weilu's words in it without Django."""

import gettext
from collections.abc import Callable, Mapping
from pathlib import Path

PACKAGES = Path(__file__).resolve().parent.parent
_CATALOGUES = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant"}


def terminal_language(environment: Mapping[str, str]) -> str:
    """Return the language in which the terminal's user reads: zh-hans, zh-hant or en."""
    wanted = environment.get("WEILU_LANGUAGE") or next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)),
        "",
    )
    wanted = wanted.lower().replace("_", "-")
    if not wanted.startswith("zh"):
        return "en"
    return "zh-hant" if any(part in wanted for part in ("hant", "tw", "hk", "mo")) else "zh-hans"


def catalogue(environment: Mapping[str, str]) -> Callable[[str], str]:
    """Return what translates this package's sentences for the terminal's user."""
    locale = _CATALOGUES.get(terminal_language(environment), "en")
    folder = Path(__file__).resolve().parent / "locale"
    return gettext.translation("django", folder, languages=[locale], fallback=True).gettext


def uncompiled() -> list[Path]:
    """Return the catalogues that are not compiled, or were changed since."""
    return [
        file
        for file in sorted(PACKAGES.glob("**/locale/*/LC_MESSAGES/*.po"))
        if not file.with_suffix(".mo").exists()
        or file.with_suffix(".mo").stat().st_mtime < file.stat().st_mtime
    ]
