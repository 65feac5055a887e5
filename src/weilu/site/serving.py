"""``weilu serve`` and ``weilu web``: they start others and stay small, so no Django here."""

import argparse
import asyncio
import logging.config
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

from weilu.kernel.errors import WeiluError, gettext_noop
from weilu.site.home import Home
from weilu.site.languages import catalogue
from weilu.site.logs import logging_to
from weilu.site.prepare import is_prepared
from weilu.site.static_files import is_gathered
from weilu.site.supervisor import Child, Supervisor

DEFAULT_PORT = 8000


class PortTaken(WeiluError):
    code = "site.port_taken"
    sentence = gettext_noop("Port %(port)d on %(host)s is used by another program.")
    remedy = gettext_noop("Choose another one with --port, or stop that program.")


def serve_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("weilu serve", description=SERVE_HELP)
    add_serve_arguments(parser)
    return parser


def web_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("weilu web", description=WEB_HELP)
    add_web_arguments(parser)
    return parser


SERVE_HELP = "Run everything: pages and background work, on this machine."
WEB_HELP = "Run only the pages (for more than one machine; see weilu worker)."


def add_serve_arguments(parser: argparse.ArgumentParser) -> None:
    add_web_arguments(parser)
    parser.add_argument(
        "--open-link", action="store_true", help="print a one-time link that signs in"
    )


def add_web_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help=f"port to listen on ({DEFAULT_PORT})"
    )


def serve(arguments: Sequence[str]) -> int:
    options = serve_parser().parse_args(arguments)
    _ = catalogue(os.environ)
    started = time.monotonic()
    _refuse_taken_port(options.host, options.port)
    environment = _environment(options)
    _make_ready(environment)
    home = Home.from_environment(environment)
    logging.config.dictConfig(logging_to(home.path / "logs", debug=False))
    web = [*_weilu(), "web", "--host", options.host, "--port", str(options.port)]
    children = [
        Child(name="web", command=web),
        Child(name="worker", command=[*_weilu(), "worker"]),
    ]

    async def run() -> None:
        supervisor = Supervisor(children, environment=environment, say=_say, words=_)

        async def announce() -> None:
            await _answering(options.host, options.port)
            seconds = time.monotonic() - started
            ready = _("Weilu is ready: %(url)s  (%(seconds).1f s)")
            _say(ready % {"url": environment["WEILU_URL"], "seconds": seconds})
            if options.open_link:
                link = await _sign_in_link(environment)
                _say(_("Sign in once, within 15 minutes: %(link)s") % {"link": link})

        await supervisor.run(beside=announce)

    asyncio.run(run())
    return 0


def web(arguments: Sequence[str]) -> int:
    """Become granian: one process less than starting it."""
    options = web_parser().parse_args(arguments)
    environment = _environment(options)
    _make_ready(environment)
    command = [sys.executable, "-m", "granian", "weilu.site.asgi:application"]
    command += ["--interface", "asginl", "--host", options.host, "--port", str(options.port)]
    # Open event streams never end by themselves: after three seconds they are cut.
    command += ["--workers", "1", "--workers-kill-timeout", "3", "--respawn-failed-workers"]
    command += ["--no-ws", "--log-level", "error", "--backpressure", "256"]
    os.execve(sys.executable, command, {**environment, "WEILU_SUPERVISED": "1"})  # noqa: S606  itself
    raise AssertionError("execve does not return")


def _weilu() -> list[str]:
    return [sys.executable, "-m", "weilu"]


def _environment(options: argparse.Namespace) -> dict[str, str]:
    environment = dict(os.environ)
    host = "localhost" if options.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else options.host  # noqa: S104  compared, not bound
    environment.setdefault("WEILU_URL", f"http://{host}:{options.port}")
    return environment


def _make_ready(environment: dict[str, str]) -> None:
    """Let a process of its own migrate and gather: it needs Django, this one must stay small."""
    home = Home.from_environment(environment)
    if is_prepared(home, environment.get("DATABASE_URL", "")) and is_gathered(home):
        return
    done = subprocess.run([*_weilu(), "prepare"], env=environment, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(host=host, port=port) from error


async def _answering(host: str, port: int) -> None:
    """Wait until /health says that pages can be served."""
    target = "127.0.0.1" if host == "0.0.0.0" else "::1" if host == "::" else host  # noqa: S104  compared
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection(target, port)
            writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            await writer.drain()
            status = await reader.readline()
            writer.close()
            if b" 200 " in status:
                return
        await asyncio.sleep(0.05)


async def _sign_in_link(environment: dict[str, str]) -> str:
    process = await asyncio.create_subprocess_exec(
        *_weilu(), "link", env=environment, stdout=asyncio.subprocess.PIPE
    )
    out, _errors = await process.communicate()
    return out.decode().strip()


def _say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201  the terminal is where the operator looks
