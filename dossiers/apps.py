"""Brings to the engine what the process of a dossier asks of this room, and to the dossier's page its own panels."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = "Dossiers"

    def ready(self) -> None:
        from dossiers import (
            effects,
            envelope,
            erasing,
            events,
            facts,
            guards,
            invariants,
            message_kinds,
            messages,
            names,
            standing,
            undelivered,
            visibility,
        )
        from dossiers.aim import keeping, panel
        from dossiers.calls import kept, settings, triggers
        from dossiers.challenge import absences, deadlines
        from dossiers.desk import labels
        from dossiers.files import scanning
        from dossiers.form import kept as deposited
        from dossiers.page import panels
        from dossiers.receipt import completion, legal_clock
        from dossiers.telling import events as told
        from dossiers.telling import moves, paper

        names.connect()
