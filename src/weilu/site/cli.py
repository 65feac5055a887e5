"""The command ``weilu``: Django's management commands with clean errors and a ready home."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from weilu.site.languages import catalogue, terminal_language

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand

    from weilu.kernel.errors import WeiluError

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Run": ("serve", "web", "worker", "demo"),
    "History": ("import", "export", "groups", "people", "rebuild", "erase"),
    "Insight": ("report", "forecast", "evaluate"),
    "Look after": ("doctor", "jobs", "operator", "link", "backup", "restore", "prepare", "version"),
}
#: Django's own commands that must not find a migrated database, or need none.
UNPREPARED = frozenset({"migrate", "makemigrations", "makemessages", "compilemessages", "check"})
#: Options that Django gives to each command and that nobody who runs Weilu needs to read about.
HIDDEN_OPTIONS = frozenset(
    {
        "settings",
        "pythonpath",
        "traceback",
        "no_color",
        "force_color",
        "skip_checks",
        "verbosity",
        "version",
    }
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weilu.site.settings")
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        # The reader (head, less) has left: not an error of ours, and nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code: 0 done, 1 refused, 2 not understood."""
    match list(arguments):
        case [] | ["help" | "--help" | "-h"]:
            print(_overview())
            return 0
        case ["serve" | "web" as name, *rest]:
            return _serve(name, rest)
        case ["help", name, *_]:
            return _execute(name, ["--help"])
        case ["--version" | "-V" | "version", *rest]:
            return _version(rest)
        case [name, *rest]:
            return _execute(name, rest)
    raise AssertionError(arguments)


def _version(rest: Sequence[str]) -> int:
    """Answer without loading Django: scripts ask often."""
    from weilu import __version__
    from weilu.site.home import Home
    from weilu.site.prepare import prepare

    if rest:
        return _execute("version", rest)
    prepare(Home.from_environment(os.environ), os.environ.get("DATABASE_URL", ""))
    print(f"weilu {__version__}")
    return 0


def _serve(name: str, rest: Sequence[str]) -> int:
    """Start the server without Django: this process only looks after others."""
    from weilu.kernel.errors import WeiluError
    from weilu.site import serving

    try:
        return serving.serve(rest) if name == "serve" else serving.web(rest)
    except WeiluError as error:
        says = catalogue(os.environ)
        return _refuse(says(error.sentence) % error.facts, says(error.remedy) % error.facts)


def _execute(name: str, rest: Sequence[str]) -> int:
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import get_commands, load_command_class
    from django.core.management.base import BaseCommand, CommandError
    from django.utils import translation

    from weilu.kernel.errors import WeiluError
    from weilu.site.home import Home
    from weilu.site.prepare import prepare

    try:
        django.setup()
        translation.activate(terminal_language(os.environ))
        owner = get_commands().get(name)
        if owner is None:
            return _unknown(name, get_commands())
        command = owner if isinstance(owner, BaseCommand) else load_command_class(owner, name)
        options = vars(_parse(command, name, rest))
        if name not in UNPREPARED:
            prepare(Home(settings.WEILU_HOME), os.environ.get("DATABASE_URL", ""))
        positional = options.pop("args", ())
        command.execute(*positional, **options)
    except WeiluError as error:
        return _refuse(*_in_words(error))
    except CommandError as error:
        return _refuse(str(error), "", code=error.returncode)
    except ImproperlyConfigured as error:
        return _refuse(str(error), "")
    return 0


def _parse(command: "BaseCommand", name: str, rest: Sequence[str]) -> object:
    from django.core.management.base import handle_default_options

    # As Django's own run_from_argv does: the parser then ends the process with a usage line.
    setattr(command, "_called_from_command_line", True)  # noqa: B010  not in the stubs
    parser = command.create_parser("weilu", name)
    for action in parser._actions:  # noqa: SLF001  argparse has no other way to name them
        if action.dest in HIDDEN_OPTIONS:
            action.help = argparse.SUPPRESS
    options = parser.parse_args(list(rest))
    handle_default_options(options)
    # System checks are for those who change the code: make check and the tests run them.
    options.skip_checks = True
    return options


def _in_words(error: "WeiluError") -> tuple[str, str]:
    from django.utils.translation import gettext

    return gettext(error.sentence) % error.facts, gettext(error.remedy) % error.facts


def _refuse(sentence: str, remedy: str, *, code: int = 1) -> int:
    sys.stdout.flush()
    print(sentence, file=sys.stderr)
    if remedy:
        print(remedy, file=sys.stderr)
    return code or 1


def _unknown(name: str, known: Mapping[str, object]) -> int:
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1)
    hint = f"Did you mean: weilu {close[0]}" if close else "List the commands with: weilu --help"
    return _refuse(f"There is no command {name}.", hint, code=2)


def own_commands() -> dict[str, str]:
    """Return the names of Weilu's own commands, each with the app that has it."""
    from django.core.management import get_commands

    return {name: app for name, app in get_commands().items() if str(app).startswith("weilu.")}


def _overview() -> str:
    import django
    from django.core.management import load_command_class

    django.setup()
    own = own_commands()
    listed = {name for names in SECTIONS.values() for name in names}
    rest = tuple(sorted(own.keys() - listed))
    lines = ["weilu COMMAND …    (weilu COMMAND --help explains one)"]
    for section, names in SECTIONS.items():
        shown = [n for n in (*names, *(rest if section == "Look after" else ())) if n in own]
        if shown:
            lines += ["", section]
            lines += [f"  {n:<10}{load_command_class(own[n], n).help}" for n in shown]
    lines += ["", "Django's own commands work too, among them: weilu shell, weilu dbshell."]
    return "\n".join(lines)
