"""Members see the dossiers on the agenda of a session they sit in; the secretary, of every session."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import User
from accounts.roles import Role
from copil.models import AgendaItem
from dossiers.models import Dossier
from dossiers.visibility import Rule, holders, register


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


register(Rule("copil_member", "siège au COPIL qui l’examine", _seated, _members))
register(Rule("copil_secretary", "tient le secrétariat du COPIL", _secretary, _secretaries))
