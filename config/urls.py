"""The site's addresses: each room brings its own."""

from django.urls import include, path

from config import views

urlpatterns = [
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
    path("donnees-personnelles/", views.personal_data, name="personal_data"),
    path("", include("accounts.urls")),
]
