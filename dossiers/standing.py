"""Which roles a person has on one dossier: role *and* link, exclusions applied (design, "Separation of duties")."""

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.visibility import Tie, ties
from workflow.registry import standing

#: Roles that act on any dossier their holder may see; the others need a link to it.
BY_OFFICE = frozenset(
    {
        Role.TEAM,
        Role.TEAM_LEAD,
        Role.COPIL_MEMBER,
        Role.COPIL_CHAIR,
        Role.COPIL_SECRETARY,
        Role.SIGNATORY,
        Role.AUDITOR,
    }
)

#: Roles that decide, few and not to be replaced at will: their holders lead a dossier by their own choice only.
DECIDING = frozenset(
    {Role.TEAM_LEAD, Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.COPIL_SECRETARY, Role.SIGNATORY},
)

#: Roles that a declared interest takes away on that dossier.
LOST_BY_INTEREST = frozenset({Role.REFERENT, Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.SIGNATORY})


@standing("dossier")
def roles_on(user: User, dossier: Dossier) -> frozenset[Role]:
    """The roles of that person on that dossier; one statement, besides the roles they hold.

    A leader, even past, judges nothing of their own; whoever declared an interest neither challenges, votes nor signs;
    whoever reads it at its leader's invitation does nothing to it.
    """
    if not user.is_active:
        return frozenset()
    if dossier.leader_id == user.pk:
        return frozenset({Role.LEADER})
    tied = ties(user, dossier)
    if Tie.CO_LEADS in tied:
        return frozenset({Role.LEADER})
    if Tie.READS in tied:
        return frozenset()
    offices = user.roles & BY_OFFICE
    if Tie.CHALLENGES in tied:
        offices |= user.roles & {Role.REFERENT}
    if Tie.LED in tied:
        return offices & {Role.AUDITOR}
    if Tie.INTEREST in tied:
        return offices - LOST_BY_INTEREST
    return offices
