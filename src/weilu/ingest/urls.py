"""Import: pages below /c/<slug>/import/."""

from django.urls import path

from weilu.ingest import column_views, upload_views, views

app_name = "ingest"
urlpatterns = [
    path("import/", views.start, name="import"),
    path("import/upload/", upload_views.whole, name="upload"),
    path("import/upload/begin/", upload_views.begin, name="upload_begin"),
    path("import/upload/<str:token>/", upload_views.piece, name="upload_piece"),
    path("import/upload/<str:token>/done/", upload_views.done, name="upload_done"),
    path("import/<int:import_id>/", views.one, name="one"),
    path("import/<int:import_id>/progress/", views.progress, name="progress"),
    path("import/<int:import_id>/zone/", views.zone, name="zone"),
    path("import/<int:import_id>/encoding/", views.encoding, name="encoding"),
    path("import/<int:import_id>/columns/", column_views.choose_columns, name="columns"),
    path("import/<int:import_id>/columns/try/", column_views.try_columns, name="try_columns"),
    path("import/<int:import_id>/choose/", views.choose, name="choose"),
    path("import/<int:import_id>/pause/", views.pause, name="pause"),
    path("import/<int:import_id>/continue/", views.go_on, name="continue"),
    path("import/<int:import_id>/discard/", views.discard, name="discard"),
    path("import/<int:import_id>/people/", views.mark, name="people"),
    path("import/<int:import_id>/undo/", views.undo, name="undo"),
    path("import/<int:import_id>/lines/", views.lines, name="lines"),
]
