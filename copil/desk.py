"""What the committee adds to the team's list: it may have the ball."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from copil.actions.items import EXCERPT, VOTE
from dossiers.desk.holders import Holder, register_people

OFFICES = (Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.COPIL_SECRETARY)

register_people(Holder("copil", _("COPIL"), Q(kind__in=[VOTE, EXCERPT]) | Q(assignee=None, role__in=OFFICES)))
