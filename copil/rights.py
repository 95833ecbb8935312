"""Who may do what in the committee; deny by default. Verbs enforce it, pages ask it what to show."""

from accounts.models import User
from accounts.roles import Role
from copil.models import Seat
from copil.roll import Roll
from dossiers.models import Dossier
from workflow.gesture import Actor
from workflow.judgment import standing

PLANNERS = frozenset({Role.TEAM_LEAD, Role.COPIL_SECRETARY})
RULES_READERS = frozenset(
    {Role.COPIL_MEMBER, Role.COPIL_SECRETARY, Role.TEAM, Role.TEAM_LEAD, Role.AUDITOR, Role.ADMIN}
)


def reads_rules(user: User) -> bool:
    """Whether this person reads the house rules: the committee, who prepares or controls it, who settles them."""
    return user.is_active and bool(user.roles & RULES_READERS)


def settles_rules(user: User) -> bool:
    """Whether this person enters a new version of the house rules."""
    return user.is_active and Role.ADMIN in user.roles


def plans(user: User) -> bool:
    """Whether this person plans sessions, seats them and convokes them."""
    return user.is_active and bool(user.roles & PLANNERS)


def keeps(user: User) -> bool:
    """Whether this person keeps presences, proxies and minutes."""
    return user.is_active and Role.COPIL_SECRETARY in user.roles


def chairs(user: User, roll: Roll) -> bool:
    """Whether this person sits on the chair's seat of that session, and is of the COPIL today."""
    chair = roll.chair
    return chair is not None and chair.sitter.pk == user.pk and user.is_active and Role.COPIL_MEMBER in user.roles


def conducts(user: User, roll: Roll) -> bool:
    """Whether this person opens and closes that session."""
    return keeps(user) or chairs(user, roll)


def own_seat(user: User, roll: Roll) -> Seat | None:
    """The seat of that session that this person, of the COPIL today, holds or may stand in for."""
    if Role.COPIL_MEMBER not in user.roles:
        return None
    mine = [seat for seat in roll.seats if user.pk in {seat.person_id, seat.substitute_id}]
    return next((seat for seat in mine if seat.person_id == user.pk), mine[0] if mine else None)


def roles_on(user: User, dossier: Dossier) -> frozenset[Role]:
    """The person's roles on that dossier, links and exclusions applied."""
    return standing(Actor(user), dossier)


def presides(user: User, roll: Roll, roles: frozenset[Role]) -> bool:
    """Whether this person, with those roles on the dossier, sits on the presiding seat and is not out of the item."""
    chair = roll.chair
    if chair is None or chair.sitter.pk != user.pk or chair.pk in roll.recused:
        return False
    return Role.COPIL_MEMBER in roles


def conducts_item(user: User, roll: Roll, roles: frozenset[Role]) -> bool:
    """Whether this person calls the item, puts proposals and closes votes on it: who presides, or the secretary."""
    return Role.COPIL_SECRETARY in roles or presides(user, roll, roles)
