from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from weilu.site import serving


class Command(BaseCommand):
    """For the list of commands and its test; the command line starts serving without Django."""

    help = serving.WEB_HELP

    def add_arguments(self, parser: CommandParser) -> None:
        serving.add_web_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        serving.web(["--host", options["host"], "--port", str(options["port"])])
