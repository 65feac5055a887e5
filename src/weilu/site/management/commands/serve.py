from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from weilu.site import serving


class Command(BaseCommand):
    """For the list of commands and its test; the command line starts serving without Django."""

    help = serving.SERVE_HELP

    def add_arguments(self, parser: CommandParser) -> None:
        serving.add_serve_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        arguments = ["--host", options["host"], "--port", str(options["port"])]
        serving.serve(arguments + ["--open-link"] * options["open_link"])
