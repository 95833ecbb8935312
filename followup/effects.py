"""What transitions do to the money once a follow-up ends."""

from dossiers import envelope
from followup.facts import PaymentFacts
from workflow.registry import Move, effect


@effect
def return_amount(move: Move) -> None:
    """What was granted and not spent goes back to the envelope."""
    payments: PaymentFacts = move.facts[PaymentFacts]
    envelope.give_back(dossier=move.case, kept=payments.paid - payments.repaid)
