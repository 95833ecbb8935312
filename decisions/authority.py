"""Under what somebody may sign an act today: their delegations, what each covers, whom a deputy stands in for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Absence, Delegation
from accounts.prepared import Prepared
from decisions.models import Act
from dossiers.wording import euros
from workflow import clock
from workflow.gesture import Actor
from workflow.verdict import Unmet

GRANTS, REFUSALS = Delegation.Covers.GRANTS, Delegation.Covers.REFUSALS


@dataclass(frozen=True)
class _Test:
    """One thing that a delegation must allow; `words` tells of those that did not, in a sentence."""

    allows: Callable[[Delegation], bool]
    words: Callable[[list[Delegation]], str]


def authority_of(actor: Actor, *, kind: str, amount: Decimal, call: str) -> Delegation | Unmet:
    """Under what the actor may sign today, or what keeps them from it; one statement.

    `kind` is a value of `Act.Kind`, `amount` euros, `call` a call's code. Of several delegations one's own goes before
    a deputy's, then the widest.
    """
    found = _held(actor)
    for test in _tests(kind, amount, call):
        kept = [one for one in found if test.allows(one)]
        if not kept:
            return Unmet("delegation_in_force", test.words(found), _("l’administration"))
        found = kept
    return min(found, key=lambda one: (one.stands_in_for is not None, -one.ceiling, one.pk))


def signing_quality(delegation: Delegation) -> str:
    """What stands under the signature; a deputy's says in whose absence it is given."""
    former = delegation.stands_in_for
    if former is None:
        return delegation.quality
    return f"{delegation.quality}, en l’absence de {former.signatory.full_name}, {former.quality}"


def _held(actor: Actor) -> list[Delegation]:
    """In force today; `needed` tells whether whom it stands in for is away, and could sign otherwise."""
    if actor.user is None or actor.automate:
        return []
    return list(_asked.instances(actor.user.pk, clock.today()))


def _held_by(person: int, day: date) -> "QuerySet[Delegation]":
    away = Absence.objects.meeting(day, day).filter(person=OuterRef("stands_in_for__signatory"))
    former = Delegation.objects.on(day).filter(pk=OuterRef("stands_in_for"))
    rows = Delegation.objects.on(day).filter(signatory=person).select_related("stands_in_for__signatory")
    return rows.annotate(needed=Exists(away) & Exists(former)).order_by("pk")


_asked: Prepared[Delegation] = Prepared(_held_by, int, date)


def _tests(kind: str, amount: Decimal, call: str) -> tuple[_Test, ...]:
    barred = REFUSALS if kind == Act.Kind.GRANT else GRANTS
    return (
        _Test(bool, lambda _none: _("Aucune délégation de signature n’est en vigueur à votre nom aujourd’hui.")),
        _Test(lambda one: one.covers != barred, _narrower),
        _Test(lambda one: one.scope in {"", call}, _narrower),
        _Test(lambda one: one.ceiling >= amount, lambda held: _too_low(held, amount)),
        _Test(lambda one: one.stands_in_for is None or vars(one)["needed"], _not_away),
    )


def _narrower(held: list[Delegation]) -> str:
    said = " ; ".join(dict.fromkeys(one.extent for one in held))
    return _("Votre délégation ne couvre pas cette décision : %(extent)s.") % {"extent": said}


def _too_low(held: list[Delegation], amount: Decimal) -> str:
    said = {"ceiling": euros(max(one.ceiling for one in held)), "amount": euros(amount)}
    return _("Votre délégation va jusqu’à %(ceiling)s : elle ne couvre pas %(amount)s.") % said


def _not_away(held: list[Delegation]) -> str:
    names = ", ".join(dict.fromkeys(one.stands_in_for.signatory.full_name for one in held if one.stands_in_for))
    sentence = _("Vous signez en l’absence de %(names)s : aucune absence n’est notée sur sa fiche aujourd’hui.")
    return sentence % {"names": names}
