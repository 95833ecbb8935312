"""Addresses of the pages of a control."""

from django.urls import path

from audit.views import exports

app_name = "audit"

urlpatterns = [
    path("controle/archives/", exports.exports, name="exports"),
    path("controle/archives/<uuid:pk>/", exports.export, name="export"),
    path("controle/archives/<uuid:pk>/avancement/", exports.progress, name="export_progress"),
    path("controle/archives/<uuid:pk>/archive.zip", exports.download, name="export_file"),
]
