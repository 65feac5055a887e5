"""Keep a handful of child processes alive, and leave none behind."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from weilu.kernel.errors import gettext_noop
from weilu.kernel.processes import die_with_parent

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
#: A child that ran for so long has started well: its next end is a new misfortune.
WELL_STARTED = 60.0
#: What children may take to finish after SIGTERM, before they are killed.
GRACE = 12.0

logger = logging.getLogger("weilu.supervisor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    name: str
    command: Sequence[str]


class Supervisor:
    """Start the children again when they end, later and later, until told to stop."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        environment: Mapping[str, str],
        say: Callable[[str], None],
        words: Callable[[str], str] = str,
    ) -> None:
        """``words`` translates what ``say`` shows to the operator."""
        self._children = children
        self._environment = dict(environment)
        self._say = say
        self._words = words
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._stopping = asyncio.Event()

    @property
    def stopping(self) -> asyncio.Event:
        return self._stopping

    async def run(self, *, beside: Callable[[], object]) -> None:
        """Keep the children until SIGTERM or SIGINT; ``beside`` starts what watches them."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        keepers = [asyncio.create_task(self._keep(child)) for child in self._children]
        watcher = asyncio.ensure_future(_awaited(beside))
        await self._stopping.wait()
        watcher.cancel()
        await self._end_all()
        await asyncio.gather(*keepers, watcher, return_exceptions=True)

    async def _keep(self, child: Child) -> None:
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            started = time.monotonic()
            process = await self._start(child)
            code = await process.wait()
            del self._running[child.name]
            if self._stopping.is_set():
                return
            if time.monotonic() - started > WELL_STARTED:
                wait = FIRST_WAIT
            ended = gettext_noop("%(child)s ended (%(how)s); starting it again in %(wait)g s.")
            facts = {"child": child.name, "how": _ending(code), "wait": wait}
            self._say(self._words(ended) % facts)
            logger.error("child ended", extra={"child": child.name, "exit_code": code})
            await _wait(self._stopping, wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _start(self, child: Child) -> asyncio.subprocess.Process:
        parent = os.getpid()

        def tie() -> None:
            # A Ctrl+C in the terminal is for the supervisor: it decides who stops, and when.
            os.setpgid(0, 0)
            die_with_parent()
            if os.getppid() != parent:
                os._exit(1)

        process = await asyncio.create_subprocess_exec(
            *child.command,
            env=self._environment,
            preexec_fn=tie,
        )
        self._running[child.name] = process
        return process

    async def _end_all(self) -> None:
        running = list(self._running.values())
        for process in running:
            _send(process, signal.SIGTERM)
        ends = [asyncio.create_task(process.wait()) for process in running]
        if ends:
            await asyncio.wait(ends, timeout=GRACE)
        for process in running:
            if process.returncode is None:
                _send(process, signal.SIGKILL, whole_group=True)


async def _awaited(function: Callable[[], object]) -> None:
    result = function()
    if asyncio.iscoroutine(result):
        await result


def _send(
    process: asyncio.subprocess.Process, number: signal.Signals, *, whole_group: bool = False
) -> None:
    try:
        if whole_group:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
    except ProcessLookupError:
        return  # it has ended by itself in the meantime


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


def _ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
