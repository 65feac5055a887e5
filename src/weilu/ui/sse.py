"""Server-sent events: HTML that replaces the inside of ``<div data-sse="…">`` as things go on."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import suppress

from django.http import StreamingHttpResponse

HEARTBEAT_SECONDS = 15.0
#: A browser waits so long before it takes up a broken line again.
RETRY_MS = 2000


def event(data: str, *, name: str = "") -> str:
    """Write one event; every line of ``data`` needs its own field."""
    head = f"event: {name}\n" if name else ""
    body = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"{head}{body}\n"


def stream(
    parts: AsyncIterable[str], *, then: str = "", heartbeat: float = HEARTBEAT_SECONDS
) -> StreamingHttpResponse:
    """Answer with one event for each part, and with "end" when there are no more.

    ``parts`` yields HTML; ``then`` is the address the browser goes to at the end. In silence a
    comment goes out every ``heartbeat`` seconds, so that a line that died is noticed and the
    source is closed. Use it from an async view: a thread must not wait for a browser.
    """
    answer = StreamingHttpResponse(
        _events(parts, then=then, heartbeat=heartbeat), content_type="text/event-stream"
    )
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"  # nginx would hold the events back
    return answer


async def _events(parts: AsyncIterable[str], *, then: str, heartbeat: float) -> AsyncIterator[str]:
    source = aiter(parts)
    waiting: asyncio.Task[str] | None = None
    try:
        yield f"retry: {RETRY_MS}\n\n"
        while True:
            waiting = waiting or asyncio.ensure_future(_next(source))
            done, _rest = await asyncio.wait({waiting}, timeout=heartbeat)
            if not done:
                yield ": still here\n\n"
                continue
            try:
                part = waiting.result()
            except StopAsyncIteration:
                yield event(then, name="end")
                return
            waiting = None
            yield event(part)
    finally:
        await _close(source, waiting)


async def _next(source: AsyncIterator[str]) -> str:
    return await anext(source)


async def _close(source: AsyncIterator[str], waiting: "asyncio.Task[str] | None") -> None:
    if waiting is not None:
        waiting.cancel()
        with suppress(asyncio.CancelledError, StopAsyncIteration):
            await waiting
    close = getattr(source, "aclose", None)
    if close is not None:
        await close()
