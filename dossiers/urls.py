"""Addresses of the dossiers' pages."""

from django.urls import path

from dossiers.views import page, verb

app_name = "dossiers"

urlpatterns = [
    path("dossiers/<str:reference>/", page.page, name="page"),
    path("dossiers/<str:reference>/gestes/<str:verb>/", verb.verb, name="verb"),
]
