"""Which texts a lab writes: of each document its named texts, what may stand in them and what must. Pure.

What is computed is not among them and cannot be typed away: the parties, the amount and how it is reached, days,
payments, budget line, conditions, reasons, the papers of the case, signatory and delegation, appeals, verification.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions.document import Kind, Route
from decisions.wording.placeholders import (
    AMENDED,
    COMMON,
    EVERY,
    GRANTED,
    INTERIM,
    LETTER,
    Placeholder,
    problems,
)

MOST_TEXT: Final = 6000


class Paper(StrEnum):
    """What a document is: an act that grants, one that does not, or the letter that brings one."""

    GRANT = "grant"
    DENIAL = "denial"
    LETTER = "letter"


@dataclass(frozen=True)
class Slot:
    """One named text. `when` says when it is printed, if not always; `mandatory` are the names that it must hold."""

    code: str
    label: str | Promise
    help: str | Promise = ""
    mandatory: tuple[str, ...] = ()
    may_be_empty: bool = False


@dataclass(frozen=True)
class Document:
    """A document with texts of its own; `slots` in the order in which they are printed."""

    code: str
    label: str | Promise
    paper: Paper
    slots: tuple[Slot, ...]

    @property
    def allowed(self) -> dict[str, Placeholder]:
        """What may stand between braces in its texts."""
        match self.paper:
            case Paper.GRANT:
                return COMMON | GRANTED
            case Paper.DENIAL:
                return COMMON
        return COMMON | LETTER | (GRANTED if self.code == "letter_grant" else {})

    def faults(self, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """What is wrong with its texts: the code of the text, and a sentence."""
        for slot in self.slots:
            text = texts.get(slot.code, "")
            if not text.strip():
                if not slot.may_be_empty:
                    yield slot.code, _("Ce texte ne peut pas être vide.")
                continue
            if len(text) > MOST_TEXT:
                over = {"max": MOST_TEXT, "over": len(text) - MOST_TEXT}
                yield slot.code, _("%(max)s caractères au plus : il y en a %(over)s de trop.") % over
                continue
            own = {name: EVERY[name] for name in slot.mandatory}
            for sentence in problems(text, self.allowed | own, slot.mandatory):
                yield slot.code, sentence


_VISAS: Final = gettext_lazy(
    "Un texte de droit par ligne, sans « Vu » ni point-virgule. Les pièces du dossier s’y ajoutent."
)
_OPTIONAL: Final = gettext_lazy("Peut rester vide.")
_GRANT: Final = (
    Slot("visas", gettext_lazy("Visas"), _VISAS),
    Slot(
        "amended",
        gettext_lazy("Modification d’un acte"),
        gettext_lazy("Quand l’acte en modifie un autre\u00a0: ce texte précède ce qui change."),
        tuple(AMENDED),
    ),
    Slot(
        "amended_rules",
        gettext_lazy("Modification d’un acte\u00a0: le reste"),
        gettext_lazy("Quand l’acte en modifie un autre\u00a0: ce texte suit ce qui change. Peut rester vide."),
        may_be_empty=True,
    ),
    Slot("opening", gettext_lazy("Bénéficiaire\u00a0: ce qui est décidé")),
    Slot(
        "amount",
        gettext_lazy("Montant"),
        gettext_lazy("Quand tout ce qui était demandé est accordé."),
        ("montant", "montant en lettres"),
    ),
    Slot(
        "amount_partial",
        gettext_lazy("Montant, accord partiel"),
        gettext_lazy("Quand une partie de ce qui était demandé est accordée."),
        ("montant", "montant en lettres", "montant demandé"),
    ),
    Slot("amount_rules", gettext_lazy("Montant\u00a0: ses règles"), _OPTIONAL, may_be_empty=True),
    Slot("calendar", gettext_lazy("Calendrier"), mandatory=("début", "fin")),
    Slot("calendar_rules", gettext_lazy("Calendrier\u00a0: ses règles"), _OPTIONAL, may_be_empty=True),
    Slot("payments_rules", gettext_lazy("Versements\u00a0: leurs règles"), _OPTIONAL, may_be_empty=True),
    Slot("report", gettext_lazy("Compte rendu"), mandatory=("date du compte rendu",)),
    Slot(
        "report_interim",
        gettext_lazy("Compte rendu intermédiaire"),
        gettext_lazy("Quand le projet dure assez pour en devoir un."),
        tuple(INTERIM),
    ),
    Slot("report_rules", gettext_lazy("Compte rendu\u00a0: ses règles"), _OPTIONAL, may_be_empty=True),
    Slot("repayment_rules", gettext_lazy("Reversement ou restitution")),
    Slot(
        "conditions",
        gettext_lazy("Conditions particulières"),
        gettext_lazy("Quand le COPIL accorde sous réserve\u00a0: ce texte précède la liste."),
    ),
    Slot(
        "conditions_proof",
        gettext_lazy("Conditions particulières\u00a0: leur preuve"),
        gettext_lazy("Quand le COPIL accorde sous réserve\u00a0: ce texte suit la liste."),
        may_be_empty=True,
    ),
)
_CHANGES: Final = Slot("changes", gettext_lazy("Modification, résiliation, durée et litiges"))
_DENIAL: Final = (
    Slot("visas", gettext_lazy("Visas, service de l’État ou établissement public"), _VISAS),
    Slot("visas_association", gettext_lazy("Visas, association"), _VISAS),
    Slot("visas_local", gettext_lazy("Visas, commune ou EPCI"), _VISAS),
    Slot("decision", gettext_lazy("Ce qui est décidé"), mandatory=("montant demandé", "projet")),
    Slot("again", gettext_lazy("Nouvelle demande")),
)
_OPENING: Final = Slot("opening", gettext_lazy("Début"), mandatory=("acte", "numéro", "date de signature"))
_STEPS: Final = gettext_lazy("Une étape par ligne. Peut rester vide.")
_NEXT: Final = Slot("next_steps", gettext_lazy("Et maintenant"), _STEPS, may_be_empty=True)
_NEXT_OF_SERVICE: Final = Slot(
    "next_steps_service", gettext_lazy("Et maintenant, service de l’État"), _STEPS, may_be_empty=True
)
_CLOSING: Final = Slot("closing", gettext_lazy("Formule de politesse"), mandatory=("civilité",))

DOCUMENTS: Final = {
    one.code: one
    for one in (
        Document(Route.STATE_SERVICE.value, gettext_lazy("Décision, service de l’État"), Paper.GRANT, _GRANT),
        Document(
            Route.ASSOCIATION_ORDER.value, gettext_lazy("Arrêté, association jusqu’à 23 000 €"), Paper.GRANT, _GRANT
        ),
        Document(
            Route.ASSOCIATION_AGREEMENT.value,
            gettext_lazy("Convention, association au-delà de 23 000 €"),
            Paper.GRANT,
            (*_GRANT, _CHANGES),
        ),
        Document(
            Route.LOCAL_INVESTMENT.value,
            gettext_lazy("Arrêté, investissement d’une commune ou d’un EPCI"),
            Paper.GRANT,
            _GRANT,
        ),
        Document(
            Route.PUBLIC_BODY.value,
            gettext_lazy("Convention, établissement public de l’État"),
            Paper.GRANT,
            (*_GRANT, _CHANGES),
        ),
        Document(Kind.REFUSAL.value, gettext_lazy("Décision de refus"), Paper.DENIAL, _DENIAL),
        Document(Kind.INADMISSIBILITY.value, gettext_lazy("Décision d’irrecevabilité"), Paper.DENIAL, _DENIAL),
        Document(
            "letter_grant",
            gettext_lazy("Lettre qui notifie un accord"),
            Paper.LETTER,
            (_OPENING, _NEXT, _NEXT_OF_SERVICE, _CLOSING),
        ),
        Document(
            "letter_refusal", gettext_lazy("Lettre qui notifie un refus"), Paper.LETTER, (_OPENING, _NEXT, _CLOSING)
        ),
        Document(
            "letter_inadmissibility",
            gettext_lazy("Lettre qui notifie une irrecevabilité"),
            Paper.LETTER,
            (_OPENING, _NEXT, _CLOSING),
        ),
    )
}


def act_document(kind: Kind, route: Route) -> str:
    """The document that an act of that kind takes its texts from."""
    return route.value if kind is Kind.GRANT else kind.value


def letter_document(kind: Kind) -> str:
    """The document that the letter which brings it takes its texts from."""
    return f"letter_{kind.value}"


def visas_slot(kind: Kind, route: Route) -> str:
    """Which text holds the law that an act cites."""
    if kind is Kind.GRANT or route in {Route.STATE_SERVICE, Route.PUBLIC_BODY}:
        return "visas"
    return "visas_association" if route.is_association else "visas_local"
