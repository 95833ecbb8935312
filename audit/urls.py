"""Addresses of the pages of a control."""

from django.urls import path

from audit.views import consultations, exports, missions, whole

app_name = "audit"

urlpatterns = [
    path("controle/", missions.home, name="home"),
    path("controle/missions/", missions.missions, name="missions"),
    path("controle/missions/donner/", missions.give, name="give_mission"),
    path("controle/consultations/", consultations.consultations, name="consultations"),
    path("controle/dossiers/<slug:reference>/", whole.file, name="file"),
    path("controle/dossiers/<slug:reference>/archive/", exports.ask_dossier, name="ask_dossier"),
    path("controle/dossiers/<slug:reference>/archive/<uuid:pk>.zip", exports.download_dossier, name="dossier_file"),
    path("controle/archives/", exports.exports, name="exports"),
    path("controle/archives/<uuid:pk>/", exports.export, name="export"),
    path("controle/archives/<uuid:pk>/avancement/", exports.progress, name="export_progress"),
    path("controle/archives/<uuid:pk>/archive.zip", exports.download, name="export_file"),
]
