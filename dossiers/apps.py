"""Brings to the engine what the process of a dossier asks of this room, and to the dossier's page its own panels."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = "Dossiers"

    def ready(self) -> None:
        from dossiers import (
            absences,
            deadlines,
            effects,
            envelope,
            events,
            facts,
            guards,
            invariants,
            legal_clock,
            messages,
            names,
            panels,
            scanning,
            standing,
            visibility,
        )

        names.connect()
