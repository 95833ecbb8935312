"""How sentences name each route's act, its money and who receives it, and how one sues: what grammar and law fix.

The prose of the articles is the lab's own (`decisions.wording`). French only, like the texts that it applies.
"""

from dataclasses import dataclass
from typing import Final

from decisions.document import Route


@dataclass(frozen=True, kw_only=True)
class Amending:
    """The same words of an act that amends another; `rank` is followed by the number and by the act first amended."""

    act_name: str
    named_act: str
    this_act: str
    of_this_act: str
    rank: str

    def title(self, number: int, of: str) -> str:
        """« avenant n° 1 à la convention n° … »."""
        return self.rank.format(number=number, of=of)


@dataclass(frozen=True, kw_only=True)
class Clauses:
    """One route's words: names of the act and of the money as sentences need them."""

    act_name: str
    subject: str  # « portant … », completes the title
    verb: str
    named_act: str
    this_act: str
    of_this_act: str
    expense: str
    label: str
    repayment_title: str
    filing: str  # how a petition reaches the court (CJA R414-1, R414-2)
    amending: Amending


_CITIZENS_FILING: Final = "la requête peut être déposée par Télérecours citoyens, à l’adresse www.telerecours.fr"
_BY_AGREEMENT: Final = Amending(
    act_name="Avenant",
    named_act="l’avenant",
    this_act="le présent avenant",
    of_this_act="du présent avenant",
    rank="avenant n° {number} à {of}",
)
_BY_ORDER: Final = Amending(
    act_name="Arrêté modificatif",
    named_act="l’arrêté modificatif",
    this_act="le présent arrêté",
    of_this_act="du présent arrêté",
    rank="modification n° {number} de {of}",
)
_BY_DECISION: Final = Amending(
    act_name="Décision modificative",
    named_act="la décision modificative",
    this_act="la présente décision",
    of_this_act="de la présente décision",
    rank="modification n° {number} de {of}",
)
_STATE_SERVICE: Final = Clauses(
    act_name="Décision",
    subject="portant mise à disposition de crédits",
    verb="Décide",
    named_act="la décision",
    this_act="la présente décision",
    of_this_act="de la présente décision",
    expense="éligible",
    label="Service",
    repayment_title="Restitution",
    filing=_CITIZENS_FILING,
    amending=_BY_DECISION,
)
_ASSOCIATION_ORDER: Final = Clauses(
    act_name="Arrêté",
    subject="portant attribution d’une subvention",
    verb="Arrête",
    named_act="l’arrêté",
    this_act="le présent arrêté",
    of_this_act="du présent arrêté",
    expense="éligible",
    label="Bénéficiaire",
    repayment_title="Reversement",
    filing=_CITIZENS_FILING,
    amending=_BY_ORDER,
)
_ASSOCIATION_AGREEMENT: Final = Clauses(
    act_name="Convention",
    subject="relative à l’attribution d’une subvention",
    verb="Il est convenu ce qui suit",
    named_act="la convention",
    this_act="la présente convention",
    of_this_act="de la présente convention",
    expense="éligible",
    label="Bénéficiaire",
    repayment_title="Reversement",
    filing=_CITIZENS_FILING,
    amending=_BY_AGREEMENT,
)
_LOCAL_INVESTMENT: Final = Clauses(
    act_name="Arrêté",
    subject="portant attribution d’une subvention d’investissement",
    verb="Arrête",
    named_act="l’arrêté",
    this_act="le présent arrêté",
    of_this_act="du présent arrêté",
    expense="subventionnable",
    label="Bénéficiaire",
    repayment_title="Reversement",
    filing="la requête est déposée par Télérecours, ou par Télérecours citoyens pour une commune de moins de "
    "3 500 habitants, à l’adresse www.telerecours.fr",
    amending=_BY_ORDER,
)
_PUBLIC_BODY: Final = Clauses(
    act_name="Convention",
    subject="relative au financement d’un projet",
    verb="Il est convenu ce qui suit",
    named_act="la convention",
    this_act="la présente convention",
    of_this_act="de la présente convention",
    expense="éligible",
    label="Bénéficiaire",
    repayment_title="Reversement",
    filing="la requête est déposée par Télérecours, à l’adresse www.telerecours.fr",
    amending=_BY_AGREEMENT,
)

CLAUSES: Final = {
    Route.STATE_SERVICE: _STATE_SERVICE,
    Route.ASSOCIATION_ORDER: _ASSOCIATION_ORDER,
    Route.ASSOCIATION_AGREEMENT: _ASSOCIATION_AGREEMENT,
    Route.LOCAL_INVESTMENT: _LOCAL_INVESTMENT,
    Route.PUBLIC_BODY: _PUBLIC_BODY,
}
