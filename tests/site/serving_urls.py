import asyncio

from django.urls import path

from weilu.site.urls import urlpatterns as weilus
from weilu.ui.sse import stream


async def endless(request):
    async def parts():
        while True:
            yield "still here"
            await asyncio.sleep(0.2)

    return stream(parts())


urlpatterns = [*weilus, path("endless", endless)]
