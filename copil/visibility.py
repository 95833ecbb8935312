"""Who sees what of the committee: dossiers on an agenda, and the sessions themselves.

Members see the dossiers on the agenda of a session they sit in; the secretary, of every session.
"""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from copil.models import AgendaItem, Seat, Session
from dossiers.models import Dossier
from dossiers.visibility import NOTHING, Rule, holders, register


def _seated(user: User) -> Q | None:
    if Role.COPIL_MEMBER not in user.roles:
        return None
    mine = Q(session__seats__person=user) | Q(session__seats__substitute=user)
    return Q(pk__in=AgendaItem.objects.filter(mine).order_by().values("dossier"))


def _members(dossier: Dossier) -> Iterable[User]:
    items = AgendaItem.objects.filter(dossier=dossier).order_by().values("session")
    seated = Q(seats__session__in=items) | Q(substitute_seats__session__in=items)
    return holders(Role.COPIL_MEMBER).filter(seated).distinct()


def _secretary(user: User) -> Q | None:
    if Role.COPIL_SECRETARY not in user.roles:
        return None
    return Q(pk__in=AgendaItem.objects.order_by().values("dossier"))


def _secretaries(dossier: Dossier) -> Iterable[User]:
    return holders(Role.COPIL_SECRETARY) if AgendaItem.objects.filter(dossier=dossier).exists() else ()


def seated_q(user: User) -> Q:
    """The sessions in which this person, of the COPIL today, has a seat or may stand in."""
    if Role.COPIL_MEMBER not in user.roles:
        return NOTHING
    mine = Seat.objects.filter(Q(person=user) | Q(substitute=user))
    return Q(pk__in=mine.order_by().values("session"))


def sessions_q(user: User) -> Q:
    """The sessions this person may see: theirs for a member, all for team and secretary, an auditor's by its dossiers.

    An expert sees those convoked to hear them. Whoever only leads a dossier sees no session.
    """
    roles = user.roles
    if roles & {Role.TEAM, Role.COPIL_SECRETARY}:
        return Q()
    heard = Seat.objects.filter(person=user, kind=Seat.Kind.EXPERT).exclude(session__status=Session.Status.PLANNED)
    found = Q(pk__in=heard.order_by().values("session")) if user.is_active else NOTHING
    found |= seated_q(user)
    if Role.AUDITOR in roles:
        audited = AgendaItem.objects.filter(dossier__in=Dossier.objects.visible_to(user)).order_by().values("session")
        found |= Q(pk__in=audited)
    return found


register(Rule("copil_member", _("siège au COPIL qui l’examine"), _seated, _members))
register(Rule("copil_secretary", _("tient le secrétariat du COPIL"), _secretary, _secretaries))
