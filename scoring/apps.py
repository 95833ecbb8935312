"""Brings to the engine, and to the dossier's page, what reviews and consensus answer."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = "Évaluations"

    def ready(self) -> None:
        from scoring import (
            barred,
            calls,
            desk,
            events,
            facts,
            guards,
            invariants,
            message_kinds,
            moves,
            panels,
            recusal,
            telling,
            triggers,
            visibility,
        )
        from scoring.blindness import settings
        from scoring.rubric import kept

        recusal.connect()
