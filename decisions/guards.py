"""The guards on acts: each a pure function of facts, answering None or what is unmet, in words."""

from django.utils.translation import gettext as _

from decisions.facts import ActFacts, is_agreement
from decisions.models import Act
from workflow.gesture import Gesture
from workflow.registry import guard
from workflow.verdict import Unmet


@guard(ActFacts)
def no_act_in_force(facts: ActFacts, gesture: Gesture | None) -> Unmet | None:
    """Aucun acte n’est en vigueur."""
    if facts.in_force is None:
        return None
    return Unmet(
        "no_act_in_force",
        _("L’acte %(number)s est en vigueur.") % {"number": facts.in_force.number},
        _("la coordination"),
    )


@guard(ActFacts)
def act_in_force(facts: ActFacts, gesture: Gesture | None) -> Unmet | None:
    """Un acte est en vigueur."""
    if facts.in_force is not None:
        return None
    return Unmet("act_in_force", _("Aucun acte n’est en vigueur sur ce dossier."), _("le signataire"))


@guard(ActFacts)
def decision_told(facts: ActFacts, gesture: Gesture | None) -> Unmet | None:
    """La décision est notifiée."""
    if facts.in_force is None or facts.in_force.notified_at is not None:
        return None
    return Unmet("decision_told", _("La décision n’est pas encore notifiée au porteur."), _("la coordination"))


def _current(facts: ActFacts, gesture: Gesture | None, code: str) -> Unmet | None:
    """The bytes shown are those of the prepared act, and nothing that it says has moved since."""
    act = facts.prepared
    if act is None:
        return Unmet(code, _("L’acte n’est pas encore préparé."), _("le signataire"))
    if gesture is not None and gesture.about != act.pdf_sha256:
        return Unmet(
            code,
            _("L’acte a été préparé de nouveau depuis l’affichage de cette page : relisez-le."),
            _("le signataire"),
        )
    if facts.current:
        return None
    return Unmet(
        code, _("L’acte a vieilli depuis sa préparation : préparez-le de nouveau et relisez-le."), _("le signataire")
    )


@guard(ActFacts)
def act_current(facts: ActFacts, gesture: Gesture | None) -> Unmet | None:
    """L’acte proposé est préparé, et rien de ce qu’il dit n’a changé depuis."""
    if facts.prepared is not None and facts.prepared.kind != facts.proposal:
        return Unmet("act_current", _("L’acte préparé n’est pas celui qui est proposé."), _("le signataire"))
    return _current(facts, gesture, "act_current")


@guard(ActFacts)
def refusal_act_current(facts: ActFacts, gesture: Gesture | None) -> Unmet | None:
    """L’acte de refus est préparé, et rien de ce qu’il dit n’a changé depuis."""
    if facts.prepared is not None and facts.prepared.kind != Act.Kind.REFUSAL:
        return Unmet("refusal_act_current", _("L’acte préparé n’est pas un refus."), _("le signataire"))
    return _current(facts, gesture, "refusal_act_current")


@guard(ActFacts)
def reasons_in_law_and_fact(facts: ActFacts, gesture: Gesture | None) -> Unmet | None:
    """Le refus énonce ses motifs de droit et de fait (CRPA L211-5)."""
    act = facts.prepared
    if act is not None and act.reasons_law.strip() and act.reasons_fact.strip():
        return None
    return Unmet("reasons_in_law_and_fact", _("Un refus énonce ses motifs de droit et de fait."), _("le signataire"))


@guard(ActFacts)
def delegation_in_force(facts: ActFacts, gesture: Gesture | None) -> Unmet | None:
    """Une délégation de signature en vigueur couvre cette décision et ce montant."""
    return facts.authority if isinstance(facts.authority, Unmet) else None


@guard(ActFacts)
def convention_countersigned(facts: ActFacts, gesture: Gesture | None) -> Unmet | None:
    """Une convention est d’abord signée par le bénéficiaire."""
    act = facts.prepared
    if act is None or not is_agreement(act) or act.countersigned_on is not None:
        return None
    sentence = _("La convention doit d’abord revenir signée du bénéficiaire.")
    return Unmet("convention_countersigned", sentence, _("la coordination"))
