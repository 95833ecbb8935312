"""Brings to the engine what the process of a dossier asks of acts and payments, and to its page the decision."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "decisions"
    verbose_name = "Décisions"

    def ready(self) -> None:
        from decisions import (
            barred,
            effects,
            events,
            facts,
            guards,
            invariants,
            kept,
            message_kinds,
            panels,
            telling,
            triggers,
            untold,
        )
        from decisions.binder import press as binder_press
        from decisions.convocations import press
        from decisions.minutes import press as minutes_press
        from decisions.parapheur import signing
        from decisions.release import following
        from decisions.wording import kept as wording_kept
