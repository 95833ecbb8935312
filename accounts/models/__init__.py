"""People, the services they belong to, the roles they hold between two dates, delegations of signature, absences."""

from accounts.models.availability import Absence, AbsenceQuerySet, ReferentSheet
from accounts.models.invitations import Invitation
from accounts.models.mandates import Delegation, RoleHolding
from accounts.models.services import DEPARTMENTS, Service, normalised
from accounts.models.users import User

__all__ = [
    "DEPARTMENTS",
    "Absence",
    "AbsenceQuerySet",
    "Delegation",
    "Invitation",
    "ReferentSheet",
    "RoleHolding",
    "Service",
    "User",
    "normalised",
]
