"""The home page: one's work, the most urgent first; for strangers, what this place is."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Role
from dossiers.conversation.reading import unread
from dossiers.desk.listing import count_by_state, dossiers_for, led, lines
from dossiers.desk.meetings import meetings_of
from dossiers.desk.worklist import worklist
from dossiers.invitations.reading import pending_for
from dossiers.models import Call
from dossiers.notes.reading import mentions
from notifications.failures import given_up
from workflow import clock

#: Who finds on it how many dossiers stand where.
OVERSEEING = frozenset({Role.TEAM, Role.AUDITOR})
#: Dossiers of one's own shown on the home page.
OWN_SHOWN = 5
#: Whoever is sent more of them answers these first.
INVITATIONS_SHOWN = 10

#: Exchanges with something new shown on the home page.
UNREAD_SHOWN = 10


@dataclass(frozen=True)
class Figure:
    """A count of the team's board, with the list it stands for."""

    value: int
    label: str
    url: str


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What awaits the person, or the landing page."""
    if not isinstance(request.user, User):
        return render(request, "dossiers/landing.html", {"open_calls": open_calls()})
    user = request.user
    work = worklist(user, whole="taches" in request.GET)
    figures = _figures(user) if user.roles & OVERSEEING else []
    administers = Role.ADMIN in user.roles
    own = list(dossiers_for(user).filter(led(user))[: OWN_SHOWN + 1])
    meetings = meetings_of(user)
    context = {
        "heading": _("Bonjour %(name)s") % {"name": user.get_short_name()},
        "lead": _lead(bool(work.tasks), bool(figures or administers) and not meetings),
        "invitations": pending_for(user)[:INVITATIONS_SHOWN],
        "work": work,
        "meetings": meetings,
        "mentions": mentions(user, limit=UNREAD_SHOWN, unseen=True),
        "unread": unread(user, limit=UNREAD_SHOWN),
        "own": lines(own[:OWN_SHOWN]),
        "more_own": len(own) > OWN_SHOWN,
        "figures": figures,
        "administers": administers,
        "lost_mails": given_up(user) if administers else 0,
        "elsewhere": bool(figures or administers or meetings),
        "holds_office": bool(user.roles),
        "open_calls": open_calls(),
    }
    return render(request, "dossiers/home.html", context)


def _lead(awaited: bool, elsewhere: bool) -> str:
    """What the page says first: that there is work, or for who looks after the lab that there is none."""
    if awaited:
        return _("Ce qui vous attend, le plus urgent en premier.")
    return _("Aucune tâche ne vous attend.") if elsewhere else ""


def open_calls() -> list[Call]:
    return list(Call.objects.open_on(clock.today()).order_by("closes_on", "code"))


def _figures(user: User) -> list[Figure]:
    url = reverse("dossiers:list")
    return [Figure(c.count, c.label, f"{url}?state={c.code}") for c in count_by_state(user)]
