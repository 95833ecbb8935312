"""Hangs what the lab adds on the pages of the rooms below."""

from django.apps import AppConfig


class LabConfig(AppConfig):
    name = "lab"
    verbose_name = "Le laboratoire"

    def ready(self) -> None:
        from lab import panels
