"""The kinds of act: the verb that signs each, which may be prepared, on what first reasons; who reads drafts."""

from accounts.models import User
from accounts.roles import Role
from decisions.identity import identity
from decisions.models import Act
from dossiers.models import Dossier
from dossiers.models.dossier import Proposal
from dossiers.page.glance import INSIDE
from workflow.gesture import Actor
from workflow.judgment import standing

#: The verb that signs each kind of act.
SIGNING_VERBS = {
    Act.Kind.GRANT.value: "sign_grant",
    Act.Kind.REFUSAL.value: "sign_refusal",
    Act.Kind.INADMISSIBILITY.value: "sign_inadmissibility",
}
#: The task of bringing an agreement back signed by its beneficiary.
COUNTERSIGN = "countersign"
#: Those who read an act before it is signed.
READ_DRAFTS = frozenset({Role.SIGNATORY, Role.TEAM_LEAD})


def open_to(user: User, act: Act) -> bool:
    """Whether who sees the dossier may have its act. Told: all of them. Signed: all but its leaders and those they
    invited. Not signed: those who prepare it. At most the statements of `standing`.
    """
    if act.notified_at is not None:
        return True
    return bool(standing(Actor(user), act.dossier) & (INSIDE if act.signed_at else READ_DRAFTS))


def kinds_open(dossier: Dossier, in_force: Act | None) -> tuple[Act.Kind, ...]:
    """The acts that may be prepared: the one proposed; a refusal, on the signatory's own reasons, in its place.

    While an act is in force, only what replaces it.
    """
    if dossier.proposal == Proposal.NONE:
        return ()
    proposed = Act.Kind(dossier.proposal)
    return (proposed,) if in_force or proposed is Act.Kind.REFUSAL else (proposed, Act.Kind.REFUSAL)


def default_reasons(dossier: Dossier, kind: Act.Kind) -> tuple[str, str]:
    """Reasons in law and in fact to begin with: the lab's own text of law, and what the proposal itself gave."""
    law = identity().inadmissibility_law if kind is Act.Kind.INADMISSIBILITY else identity().refusal_law
    return law, dossier.proposal_reasons if dossier.proposal == kind else ""
