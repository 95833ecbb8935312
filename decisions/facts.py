"""What the guards ask of acts: two statements, one more for an association's year."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Delegation
from decisions.basis import basis_sha256, route_of
from decisions.document import Route
from decisions.models import Act
from dossiers.models import Dossier
from workflow import clock
from workflow.gesture import Actor, Gesture
from workflow.registry import facts


@dataclass(frozen=True)
class Authority:
    """Under what the actor may sign today an act of `amount` euros.

    `delegation` covers it; `ceiling` is the highest one held, None without any delegation.
    """

    amount: Decimal
    delegation: Delegation | None
    ceiling: Decimal | None


@dataclass(frozen=True)
class ActFacts:
    """The proposal, the act in force, the one prepared, and the actor's authority for it.

    `current`: the same act would be prepared now.
    """

    proposal: str
    in_force: Act | None
    prepared: Act | None
    current: bool
    authority: Authority


@facts(ActFacts)
def load_acts(case: Dossier, actor: Actor, gesture: Gesture | None) -> ActFacts:
    acts = list(Act.objects.current().filter(dossier=case))
    in_force = next((act for act in acts if act.status == Act.Status.IN_FORCE), None)
    prepared = next((act for act in acts if act.status == Act.Status.PREPARED), None)
    authority = authority_of(actor, prepared.amount if prepared else case.proposed_amount)
    current = prepared is not None and _is_current(prepared, case, actor, authority.delegation)
    return ActFacts(case.proposal, in_force, prepared, current, authority)


def _is_current(act: Act, case: Dossier, actor: Actor, delegation: Delegation | None) -> bool:
    if delegation is None or actor.user is None or act.signatory_id != actor.user.pk:
        return False
    now = basis_sha256(
        dossier=case,
        kind=act.kind,
        route=route_of(case, act.amount),
        signatory=actor.user,
        delegation=delegation,
        reasons=(act.reasons_law, act.reasons_fact),
    )
    return act.basis_sha256 == now


def authority_of(actor: Actor, amount: Decimal) -> Authority:
    """The widest delegation in force today under which the actor may sign for that amount; one statement."""
    if actor.user is None or actor.automate:
        return Authority(amount, None, None)
    widest = Delegation.objects.on(clock.today()).filter(signatory=actor.user).order_by("-ceiling", "pk").first()
    if widest is None:
        return Authority(amount, None, None)
    return Authority(amount, widest if widest.ceiling >= amount else None, widest.ceiling)


def is_agreement(act: Act) -> bool:
    """Whether the beneficiary signs that act too."""
    return act.kind == Act.Kind.GRANT and Route(act.route).is_agreement
