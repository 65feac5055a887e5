"""Server-sent events: parts, heartbeats, the end, and nothing left open."""

import asyncio
from collections.abc import AsyncIterator

from weilu.ui import sse


async def _all(answer) -> list[str]:
    return [chunk.decode() async for chunk in answer]


async def _two() -> AsyncIterator[str]:
    yield "<p>一</p>"
    yield "<p>\n二</p>"


def test_each_part_is_one_event_and_the_end_says_where_to_go():
    said = asyncio.run(_all(sse.stream(_two(), then="/done/")))

    assert said == [
        "retry: 2000\n\n",
        "data: <p>一</p>\n\n",
        "data: <p>\ndata: 二</p>\n\n",
        "event: end\ndata: /done/\n\n",
    ]


def test_silence_is_filled_with_heartbeats_and_loses_no_part():
    async def slow() -> AsyncIterator[str]:
        await asyncio.sleep(0.05)
        yield "<p>终于</p>"

    said = asyncio.run(_all(sse.stream(slow(), heartbeat=0.01)))

    assert ": still here\n\n" in said
    assert said[-2:] == ["data: <p>终于</p>\n\n", "event: end\ndata: \n\n"]


def test_a_browser_that_leaves_closes_the_source():
    closed = []

    async def endless() -> AsyncIterator[str]:
        try:
            while True:
                yield "<p>还在</p>"
                await asyncio.sleep(60)
        finally:
            closed.append(True)

    async def leave_early() -> None:
        events = aiter(sse.stream(endless()).streaming_content)
        await anext(events)
        await anext(events)
        waiting = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await asyncio.sleep(0)

    asyncio.run(leave_early())

    assert closed == [True]
