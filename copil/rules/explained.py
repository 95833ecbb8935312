"""Each rule in a sentence, with its source: what the house settles, and what no version may settle otherwise.

The rules are those of 3-committee.md; what the tally does with them is in `copil/tally.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from copil.models import HouseRules

HALF: Final = Fraction(1, 2)
#: What the code (CRPA) provides where the house says nothing.
DEFAULT_DAYS: Final = 5


@dataclass(frozen=True)
class Rule:
    """One rule. `settled`: the house settles it, version by version; `departs`: otherwise than the code provides."""

    code: str
    title: str
    sentence: str
    source: str
    settled: bool = False
    departs: bool = False


def explained(rules: HouseRules) -> tuple[Rule, ...]:
    """Every rule of that version, in the order in which a session meets them."""
    return (
        _convocation(rules),
        _quorum(rules),
        _second_convocation(),
        _majority(rules),
        _tie(rules),
        *(build() for build in ALWAYS),
    )


def share(quorum: Fraction) -> str:
    """La moitié, les deux tiers, or the fraction itself."""
    named = {HALF: _("la moitié"), Fraction(1, 3): _("le tiers"), Fraction(2, 3): _("les deux tiers")}
    named[Fraction(3, 4)] = _("les trois quarts")
    named[Fraction(1)] = _("la totalité")
    return named.get(quorum) or str(quorum)


def _house() -> str:
    return _("règlement intérieur")


def _convocation(rules: HouseRules) -> Rule:
    days = rules.clear_days
    asked = ngettext("%(days)s jour franc", "%(days)s jours francs", days) % {"days": days}
    sentence = _(
        "La convocation part au moins %(asked)s avant la séance, par tout moyen. Plus tard, elle est refusée, sauf "
        "urgence constatée par la présidence, avec son motif."
    )
    departs = days != DEFAULT_DAYS
    source = _house() if departs else _("CRPA, art. R133-5 et R133-8")
    return Rule("convocation", _("Convocation"), sentence % {"asked": asked}, source, settled=True, departs=departs)


def _quorum(rules: HouseRules) -> Rule:
    sentence = _(
        "Le COPIL ne vote que si %(share)s au moins des sièges qui ont voix, arrondie à l’unité supérieure, sont "
        "présents ou représentés. Un membre à distance et un mandat comptent."
    ) % {"share": share(rules.quorum)}
    departs = rules.quorum != HALF
    source = _house() if departs else _("CRPA, art. R133-10")
    return Rule("quorum", _("Quorum"), sentence, source, settled=True, departs=departs)


def _second_convocation() -> Rule:
    sentence = _(
        "Sans quorum, la séance ne vote pas. Une seconde convocation, sur le même ordre du jour, peut dire qu’aucun "
        "quorum n’est exigé ; si elle ne le dit pas, il l’est encore."
    )
    return Rule("second_convocation", _("Seconde convocation"), sentence, _("CRPA, art. R133-10"))


def _majority(rules: HouseRules) -> Rule:
    said = {
        HouseRules.Majority.CAST: _("Une proposition est adoptée à la majorité des votes pour et contre."),
        HouseRules.Majority.PRESENT: _(
            "Une proposition est adoptée à la majorité des membres présents ou représentés."
        ),
        HouseRules.Majority.SEATS: _("Une proposition est adoptée à la majorité des sièges, déports déduits."),
    }
    majority = HouseRules.Majority(rules.majority)
    departs = majority is HouseRules.Majority.SEATS
    source = _house() if departs else _("CRPA, art. R133-11")
    if majority is HouseRules.Majority.PRESENT:
        source = _("CRPA, art. R133-11, dans sa lecture par membres présents")
    return Rule("majority", _("Majorité"), said[majority], source, settled=True, departs=departs)


def _tie(rules: HouseRules) -> Rule:
    if rules.casting_vote:
        sentence = _(
            "À égalité, la voix de la présidence l’emporte si elle a voté pour ou contre ; sinon, ou si le vote est "
            "secret, le point est ajourné."
        )
        source = _("CRPA, art. R133-11 ; règlement intérieur")
    else:
        sentence, source = _("À égalité, le point est ajourné : la présidence n’a qu’une voix."), _house()
    return Rule("tie", _("Partage des voix"), sentence, source, settled=True, departs=not rules.casting_vote)


def _no_vote() -> Rule:
    return Rule(
        "no_vote", _("Aucun vote exprimé"), _("Sans aucun vote pour ni contre, le point est ajourné."), _house()
    )


def _substitute() -> Rule:
    sentence = _(
        "Un siège a une voix, celle du titulaire ou de son suppléant. Une personnalité qualifiée n’a pas de suppléant."
    )
    return Rule("substitute", _("Suppléance"), sentence, _("CRPA, art. R133-3"))


def _proxy() -> Rule:
    sentence = _("Un membre absent et non suppléé peut donner mandat à un autre ; nul ne détient plus d’un mandat.")
    return Rule("proxy", _("Mandat"), sentence, _("CRPA, art. R133-9"))


def _interest() -> Rule:
    sentence = _(
        "Qui a déclaré un lien d’intérêt, ou dont le service porte le dossier, est en déport sur ce point : ni voix, "
        "ni mandat, ni part au quorum. Le procès-verbal le dit."
    )
    return Rule("interest", _("Déport"), sentence, _("CRPA, art. R133-12"))


def _experts() -> Rule:
    sentence = _("Un expert peut être entendu ; il ne vote pas et n’entre dans aucun compte.")
    return Rule("experts", _("Experts entendus"), sentence, _("CRPA, art. R133-6"))


def _ballot() -> Rule:
    sentence = _(
        "Le vote est nominatif, et connu du comité une fois clos. Il est secret si un membre le demande avant son "
        "ouverture : aucun lien n’est alors gardé entre un siège et son choix."
    )
    source = _("règlement intérieur ; CNIL, délibération n° 2019-053, pour le secret")
    return Rule("ballot", _("Forme du vote"), sentence, source)


def _window() -> Rule:
    sentence = _(
        "Le vote se tient point par point en séance, ou à distance entre deux heures annoncées ; l’heure du serveur "
        "fait foi."
    )
    return Rule("window", _("Temps du vote"), sentence, _("ordonnance n° 2014-1329"))


def _asynchronous() -> Rule:
    sentence = _(
        "Un vote à distance entre deux heures annoncées n’est valable que si la moitié au moins des membres y a pris "
        "part en personne : les mandats n’y comptent pas, et une seconde convocation n’y change rien."
    )
    return Rule("asynchronous", _("Vote hors séance"), sentence, _("ordonnance n° 2014-1329, art. 4"))


def _changing() -> Rule:
    sentence = _("Un vote se change jusqu’à la clôture : le dernier compte, et chaque version est consignée.")
    return Rule("changing", _("Changer son vote"), sentence, _house())


def _late() -> Rule:
    sentence = _("Un vote arrivé après la clôture n’est pas compté ; il est consigné, et qui l’a émis en est averti.")
    return Rule("late", _("Vote tardif"), sentence, _house())


def _leaving() -> Rule:
    sentence = _("Le quorum atteint à l’appel d’un point le reste jusqu’à sa fin : qui part s’abstient.")
    return Rule("leaving", _("Départ en cours de point"), sentence, _("Conseil d’État, par analogie"))


#: What no version settles otherwise.
ALWAYS: Final[tuple[Callable[[], Rule], ...]] = (
    _no_vote,
    _substitute,
    _proxy,
    _interest,
    _experts,
    _ballot,
    _window,
    _asynchronous,
    _changing,
    _late,
    _leaving,
)
