"""Ways in, the operator's own pages, language and CSP reports."""

from django.urls import path

from weilu.access import views

app_name = "access"
urlpatterns = [
    path("account/", views.profile, name="profile"),
    path("account/sessions/<int:session_id>/end/", views.end_session, name="end_session"),
    path("account/link/<str:secret>/", views.link, name="link"),
    path("csp-report/", views.csp_report, name="csp_report"),
]
