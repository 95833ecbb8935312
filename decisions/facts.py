"""What the guards ask of acts: two statements, one more for an association's year."""

from dataclasses import dataclass
from uuid import UUID

from accounts.models import Delegation
from accounts.prepared import Prepared
from decisions.authority import authority_of
from decisions.basis import basis_sha256, route_of
from decisions.document import Route
from decisions.models import Act
from decisions.wording.versions import with_numbers
from dossiers.models import Dossier
from workflow.gesture import Actor, Gesture
from workflow.registry import facts
from workflow.verdict import Unmet


@dataclass(frozen=True)
class ActFacts:
    """The proposal, the act in force, the one prepared, and the actor's authority for it.

    `current`: the same act would be prepared now.
    """

    proposal: str
    in_force: Act | None
    prepared: Act | None
    current: bool
    authority: Delegation | Unmet

    @property
    def delegation(self) -> Delegation | None:
        return self.authority if isinstance(self.authority, Delegation) else None


@facts(ActFacts)
def load_acts(case: Dossier, actor: Actor, gesture: Gesture | None) -> ActFacts:
    acts = list(_current.instances(case.pk))
    in_force = next((act for act in acts if act.status == Act.Status.IN_FORCE), None)
    prepared = next((act for act in acts if act.status == Act.Status.PREPARED), None)
    kind, amount = (prepared.kind, prepared.amount) if prepared else (case.proposal, case.proposed_amount)
    authority = authority_of(actor, kind=kind, amount=amount, call=case.call.code)
    current = prepared is not None and _is_current(prepared, in_force, case, actor, authority)
    return ActFacts(case.proposal, in_force, prepared, current, authority)


_current: Prepared[Act] = Prepared(lambda case: with_numbers(Act.objects.current()).filter(dossier=case), UUID)


def _is_current(act: Act, in_force: Act | None, case: Dossier, actor: Actor, delegation: Delegation | Unmet) -> bool:
    if isinstance(delegation, Unmet) or actor.user is None or act.signatory_id != actor.user.pk:
        return False
    now = basis_sha256(
        dossier=case,
        kind=act.kind,
        route=route_of(case, act.amount, in_force),
        signatory=actor.user,
        delegation=delegation,
        reasons=(act.reasons_law, act.reasons_fact),
        wording=(act.act_words, act.letter_words),  # type: ignore[attr-defined] # annotated
        in_force=in_force,
    )
    return act.basis_sha256 == now


def is_agreement(act: Act) -> bool:
    """Whether the beneficiary signs that act too."""
    return act.kind == Act.Kind.GRANT and Route(act.route).is_agreement
