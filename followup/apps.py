"""Brings to the engine what the process asks of payments and reports, and to the dossier's page its follow-up."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "followup"
    verbose_name = "Suivi"

    def ready(self) -> None:
        from followup import (
            beginning,
            effects,
            events,
            facts,
            guards,
            invariants,
            panels,
            pausing,
            reading,
            telling,
            triggers,
        )
        from followup.amendments import following as amendments
        from followup.amendments import terms
        from followup.appeals import following
