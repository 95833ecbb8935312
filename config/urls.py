"""The site's addresses: each room brings its own."""

from django.urls import include, path

from config import views
from dossiers.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
    path("donnees-personnelles/", views.personal_data, name="personal_data"),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("", include("dossiers.urls")),
    path("", include("scoring.urls")),
    path("", include("copil.urls")),
    path("", include("decisions.urls")),
    path("", include("followup.urls")),
    path("", include("audit.urls")),
]
