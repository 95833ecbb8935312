"""People, the services they belong to, the roles they hold between two dates, and delegations of signature."""

from accounts.models.invitations import Invitation
from accounts.models.mandates import Delegation, RoleHolding
from accounts.models.services import DEPARTMENTS, Service, normalised
from accounts.models.users import User

__all__ = ["DEPARTMENTS", "Delegation", "Invitation", "RoleHolding", "Service", "User", "normalised"]
