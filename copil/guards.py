"""The guards on the committee's part: each a pure function of facts, answering None or what is unmet, in words."""

from django.utils.translation import gettext as _

from copil.facts import AgendaFacts, VoteFacts
from copil.models import Ballot
from dossiers.wording import euros
from workflow.gesture import Gesture
from workflow.registry import guard
from workflow.verdict import Unmet


@guard(VoteFacts)
def no_ballot_open(facts: VoteFacts, gesture: Gesture | None) -> Unmet | None:
    """Aucun vote n’est en cours."""
    if not facts.ballot_open:
        return None
    return Unmet("no_ballot_open", _("Un vote du COPIL est en cours sur ce dossier."), _("la présidence du COPIL"))


@guard(VoteFacts)
def nothing_adopted(facts: VoteFacts, gesture: Gesture | None) -> Unmet | None:
    """Rien n’a été adopté."""
    if facts.adopted is None:
        return None
    return Unmet("nothing_adopted", _("Le COPIL a déjà adopté une décision sur ce dossier."), _("le COPIL"))


@guard(AgendaFacts)
def session_open_to_items(facts: AgendaFacts, gesture: Gesture | None) -> Unmet | None:
    """Une séance planifiée ou convoquée est choisie."""
    if facts.any_session:
        return None
    if gesture is None:
        return Unmet("session_open_to_items", _("Aucune séance du COPIL n’est planifiée."), _("la coordination"))
    return Unmet("session_open_to_items", _("Choisissez une séance planifiée ou convoquée."), _("la coordination"))


@guard(AgendaFacts)
def convocation_delay_holds(facts: AgendaFacts, gesture: Gesture | None) -> Unmet | None:
    """Le délai de convocation est tenu, ou la présidence a constaté l’urgence."""
    if facts.delay_holds or (gesture is not None and gesture.exception and gesture.reason.strip()):
        return None
    sentence = _(
        "Le délai de convocation de cette séance est passé : la présidence doit constater l’urgence, avec un motif."
    )
    return Unmet("convocation_delay_holds", sentence, _("la présidence du COPIL"))


@guard(VoteFacts)
def decision_adopted(facts: VoteFacts, gesture: Gesture | None) -> Unmet | None:
    """Un accord ou un refus a été adopté."""
    if facts.adopted is not None and facts.adopted.outcome != Ballot.Outcome.DEFERRAL:
        return None
    return Unmet("decision_adopted", _("Le COPIL n’a adopté ni accord ni refus."), _("le COPIL"))


@guard(VoteFacts)
def grant_adopted(facts: VoteFacts, gesture: Gesture | None) -> Unmet | None:
    """Un accord a été adopté."""
    if facts.adopted is not None and facts.adopted.is_grant:
        return None
    return Unmet("grant_adopted", _("Le COPIL n’a pas adopté d’accord."), _("le COPIL"))


@guard(VoteFacts)
def adopted_grant_fits(facts: VoteFacts, gesture: Gesture | None) -> Unmet | None:
    """L’accord adopté tient dans l’enveloppe."""
    if facts.adopted is None or not facts.adopted.is_grant or facts.adopted.amount <= facts.left:
        return None
    return Unmet(
        "adopted_grant_fits",
        _("Il ne reste que %(left)s dans l’enveloppe.") % {"left": euros(facts.left)},
        _("la coordination"),
    )


@guard(VoteFacts)
def adopted_grant_does_not_fit(facts: VoteFacts, gesture: Gesture | None) -> Unmet | None:
    """L’accord adopté ne tient plus dans l’enveloppe."""
    if facts.adopted is not None and facts.adopted.amount > facts.left:
        return None
    return Unmet("adopted_grant_does_not_fit", _("L’accord adopté tient dans l’enveloppe."), _("le COPIL"))


@guard(VoteFacts)
def deferral_decided(facts: VoteFacts, gesture: Gesture | None) -> Unmet | None:
    """L’ajournement est adopté, ou le point est clos sans rien d’adopté."""
    adopted = facts.adopted
    if facts.nothing_adopted_at_close or (adopted is not None and adopted.outcome == Ballot.Outcome.DEFERRAL):
        return None
    return Unmet("deferral_decided", _("Le COPIL n’a pas ajourné ce dossier."), _("le COPIL"))


@guard(VoteFacts)
def no_grant_adopted(facts: VoteFacts, gesture: Gesture | None) -> Unmet | None:
    """Rien n’a été adopté, sinon un ajournement."""
    if facts.adopted is None or facts.adopted.outcome == Ballot.Outcome.DEFERRAL:
        return None
    return Unmet("nothing_adopted", _("Le COPIL a déjà adopté une décision sur ce dossier."), _("le COPIL"))


@guard(VoteFacts)
def comes_from_the_team(facts: VoteFacts, gesture: Gesture | None) -> Unmet | None:
    """Le dossier ne vient pas de la liste complémentaire."""
    if not facts.waits:
        return None
    sentence = _("Ce dossier vient de la liste complémentaire : il y reprend sa place.")
    return Unmet("comes_from_the_team", sentence, _("la coordination"))


@guard(VoteFacts)
def comes_from_the_list(facts: VoteFacts, gesture: Gesture | None) -> Unmet | None:
    """Le dossier vient de la liste complémentaire."""
    if facts.waits:
        return None
    return Unmet("comes_from_the_list", _("Ce dossier ne vient pas de la liste complémentaire."), _("l’équipe projet"))


@guard(VoteFacts)
def excerpt_validated(facts: VoteFacts, gesture: Gesture | None) -> Unmet | None:
    """La présidence a validé l’extrait du procès-verbal."""
    if facts.item is not None and facts.item.excerpt_validated_at is not None:
        return None
    return Unmet(
        "excerpt_validated",
        _("L’extrait du procès-verbal n’est pas encore validé par la présidence."),
        _("la présidence du COPIL"),
    )
