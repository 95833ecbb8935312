"""Which roles a person has on one dossier: role *and* link, exclusions applied (design, "Separation of duties")."""

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier, Interest, Leadership
from dossiers.visibility import leads
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

#: Roles that a declared interest takes away on that dossier.
LOST_BY_INTEREST = frozenset({Role.REFERENT, Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.SIGNATORY})


@standing("dossier")
def roles_on(user: User, dossier: Dossier) -> frozenset[Role]:
    """The roles of that person on that dossier; at most four statements, fewer for who holds no role.

    A leader, even past, judges nothing of their own; whoever declared an interest neither challenges, votes nor signs.
    """
    if not user.is_active:
        return frozenset()
    if leads(user, dossier):
        return frozenset({Role.LEADER})
    offices = user.roles & BY_OFFICE
    if Role.REFERENT in user.roles and dossier.assignments.filter(referent=user, ended_at=None).exists():
        offices |= {Role.REFERENT}
    if not offices:
        return frozenset()
    if Leadership.objects.filter(dossier=dossier, person=user).exists():
        return offices & {Role.AUDITOR}
    if Interest.objects.filter(dossier=dossier, person=user, withdrawn_at=None).exists():
        return offices - LOST_BY_INTEREST
    return offices
