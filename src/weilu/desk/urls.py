from django.urls import path

from weilu.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.overview.overview, name="overview"),
    path("groups/<int:group_id>/", views.group.group, name="group"),
    path("groups/<int:group_id>/quality/", views.quality.quality_of, name="quality_of"),
    path("quality/", views.quality.quality, name="quality"),
    path("people/", views.people.people, name="people"),
    path("people/same/", views.sameness.same, name="same"),
    path("people/same/<int:suggestion_id>/refuse/", views.sameness.refuse, name="refuse"),
    path("people/merges/<int:merge_id>/split/", views.sameness.split, name="split"),
    path("people/<int:person_id>/merge/", views.sameness.merge, name="merge"),
    path("people/<int:person_id>/", views.people.person, name="person"),
    path("messages/", views.messages.messages, name="messages"),
    path("messages/around/", views.messages.around, name="around"),
    path("rows/<slug:metric>/", views.rows.rows, name="rows"),
    path("report/", views.report.report, name="report"),
]
