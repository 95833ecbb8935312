"""Addresses of the lines and of the mails that did not arrive."""

from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("nouvelles/", views.news, name="news"),
    path("courriels/", views.failures, name="failures"),
    path("courriels/<int:pk>/renvoyer/", views.try_again, name="try_again"),
]
