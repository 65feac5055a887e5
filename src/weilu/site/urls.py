"""Every address of Weilu. Pages of a community lie below /c/<slug>/."""

from django.urls import include, path

from weilu.community import doors
from weilu.site.health import health

urlpatterns = [
    path("health", health, name="health"),
    path("", include("weilu.access.urls")),
    path("account/", include("weilu.access.entrances")),
    path("", doors.home, name="home"),
    path("communities/new/", doors.new_community, name="new_community"),
    path("invitation/<str:secret>/", doors.invitation, name="invitation"),
    path("c/<slug:slug>/", include("weilu.desk.urls")),
    path("c/<slug:slug>/", include("weilu.community.urls")),
    path("c/<slug:slug>/", include("weilu.ingest.urls")),
    path("c/<slug:slug>/", include("weilu.demo.urls")),
]

handler400 = "weilu.ui.views.bad_request"
handler403 = "weilu.ui.views.refused"
handler404 = "weilu.ui.views.not_found"
handler500 = "weilu.ui.views.broken"
