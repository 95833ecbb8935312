"""A mission proposed with an invitation: read before it is accepted, and in force with the role that it then gives."""

from django.utils.translation import gettext as _

from accounts.invitations import entrusted, told_before
from accounts.models import Invitation, RoleHolding
from audit.models import Mission


@entrusted
def with_its_role(invitation: Invitation, holding: RoleHolding) -> None:
    """The mission of that invitation, if any, is from now on that of the role."""
    if invitation.is_detailed:
        Mission.objects.filter(invitation=invitation).update(holding=holding)


@told_before
def of_the_mission(invitation: Invitation) -> list[tuple[str, str]]:
    """What one is invited to control, and why."""
    mission = Mission.objects.filter(invitation=invitation).first() if invitation.is_detailed else None
    return [(_("Périmètre"), mission.scope.sentence), (_("Motif"), mission.reason)] if mission else []
