"""Pages of a community below /c/<slug>/ that this package brings."""

from django.urls import path

from weilu.community import views

app_name = "community"
urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/team/", views.team, name="team"),
    path("settings/team/invite/", views.invite, name="invite"),
    path("settings/team/<int:role_id>/role/", views.change_role, name="change_role"),
    path("settings/team/<int:role_id>/remove/", views.remove_role, name="remove_role"),
    path("settings/team/leave/", views.leave, name="leave"),
    path(
        "settings/team/invitations/<int:invitation_id>/withdraw/", views.withdraw, name="withdraw"
    ),
    path("settings/audit/", views.audit, name="audit"),
]
