"""Bodies of requests are bounded before anything is known of who sends them.

Django takes a body whole into a temporary file before the first line of a view runs: without a
bound, anybody who reaches the server could fill its disk.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[..., Awaitable[None]]  # frameworks name the three arguments' types each their way

#: Forms of operators stay far below; what is larger is a file.
_USUAL = 4 * 2**20
#: One piece of a file that the browser's script sends.
_PIECE = 16 * 2**20
#: A file that a form sends whole, without scripts.
_WHOLE = 256 * 2**20
_UPLOAD = "/import/upload/"
_REFUSED = (
    b"The request is too large. A file larger than 256 MB needs scripts in the browser, or on the "
    b"server: weilu import PATH --community SLUG"
)


def limit_of(path: str) -> int:
    """Return how many bytes a request to ``path`` may carry."""
    if path.endswith(_UPLOAD):
        return _WHOLE
    return _PIECE if _UPLOAD in path else _USUAL


def bounded(app: App) -> App:
    """Wrap an ASGI application: 413 for what announces too much, the end for what sends it."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        left = limit_of(scope["path"])
        if _announced(scope) > left:
            await _refuse(send)
            return

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            return message if left >= 0 else {"type": "http.disconnect"}

        await app(scope, counted, send)

    return answer


def _announced(scope: Message) -> int:
    told = dict(scope["headers"]).get(b"content-length", b"0")
    return int(told) if told.isdigit() and len(told) < 19 else 0


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": _REFUSED})
