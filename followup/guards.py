"""The guards on what follows a decision: each a pure function of facts, answering None or what is unmet, in words."""

from django.utils.translation import gettext as _

from dossiers.wording import euros
from followup.facts import AppealFacts, PaymentFacts
from workflow.gesture import Gesture
from workflow.registry import guard
from workflow.verdict import Unmet


@guard(PaymentFacts)
def nothing_paid(facts: PaymentFacts, gesture: Gesture | None) -> Unmet | None:
    """Rien n’a été versé."""
    if facts.paid == 0:
        return None
    return Unmet(
        "nothing_paid", _("%(amount)s ont déjà été versés.") % {"amount": euros(facts.paid)}, _("la coordination")
    )


@guard(PaymentFacts)
def covers_what_was_paid(facts: PaymentFacts, gesture: Gesture | None) -> Unmet | None:
    """L’acte ne descend pas sous ce qui a déjà été versé."""
    if facts.paid <= facts.proposed:
        return None
    sentence = _("%(amount)s ont déjà été versés : l’acte ne peut pas accorder moins.") % {"amount": euros(facts.paid)}
    return Unmet("covers_what_was_paid", sentence, _("la coordination"))


@guard(PaymentFacts)
def payments_settled(facts: PaymentFacts, gesture: Gesture | None) -> Unmet | None:
    """Les versements et reversements sont soldés."""
    if facts.settled_on is not None:
        return None
    return Unmet("payments_settled", _("Les versements ne sont pas soldés."), _("la coordination"))


@guard(PaymentFacts)
def final_report_accepted(facts: PaymentFacts, gesture: Gesture | None) -> Unmet | None:
    """Le compte rendu final est accepté."""
    if facts.final_report_accepted_on is not None:
        return None
    return Unmet("final_report_accepted", _("Le compte rendu final n’est pas encore accepté."), _("la coordination"))


@guard(AppealFacts)
def appeal_in_time(facts: AppealFacts, gesture: Gesture | None) -> Unmet | None:
    """Un recours gracieux a été reçu dans le délai, ou une exception est motivée."""
    if facts.in_time or gesture is None or gesture.exception:
        return None
    sentence = _("Aucun recours reçu dans le délai n’est enregistré : cochez l’exception et motivez-la.")
    if facts.late:
        sentence = _("Le recours enregistré a été reçu hors délai : cochez l’exception et motivez-la.")
    return Unmet("appeal_in_time", sentence, _("l’équipe projet"))
