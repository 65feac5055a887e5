"""A site of one address that streams for ever, for the test of the server below it."""

import asyncio
from collections.abc import AsyncIterator

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from weilu.ui import sse


async def _endless() -> AsyncIterator[str]:
    yield "<p>开始</p>"
    await asyncio.Event().wait()


async def events(_request: HttpRequest) -> StreamingHttpResponse:
    return sse.stream(_endless(), heartbeat=0.2)


urlpatterns = [path("events/", events)]

settings.configure(
    ROOT_URLCONF=__name__, SECRET_KEY="a test", ALLOWED_HOSTS=["*"], INSTALLED_APPS=[]
)
django.setup()
application = get_asgi_application()
