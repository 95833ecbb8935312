"""Brings to the engine what the process of a dossier asks of the committee."""

from django.apps import AppConfig


class CopilConfig(AppConfig):
    name = "copil"
    verbose_name = "COPIL"

    def ready(self) -> None:
        from copil import (
            awaited,
            barred,
            coming,
            desk,
            effects,
            erasing,
            events,
            facts,
            guards,
            invariants,
            message_kinds,
            messages,
            panel,
            telling,
            triggers,
            visibility,
        )
        from copil.agenda import selections
        from copil.ballots import timers
        from copil.convocation import enclosures
        from copil.late import discovery
        from copil.minutes import reminders
        from copil.rules import kept
