"""Pages of the demo community below /c/<slug>/; in every other community they do not exist."""

from django.urls import path

from weilu.demo import views

app_name = "demo"
urlpatterns = [
    path("settings/demo/", views.settings, name="settings"),
    path("settings/demo/gloss/", views.show_gloss, name="show_gloss"),
    path("settings/demo/tour/begin/", views.begin_tour, name="begin_tour"),
    path("settings/demo/tour/end/", views.end_tour, name="end_tour"),
]
