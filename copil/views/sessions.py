"""Pages of the sessions: the list, one session and what follows it, its plan, seats, convocation, opening, close."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.paging import page_links
from copil import actions, rights
from copil.actions.doing import NOT_ALLOWED
from copil.board import board
from copil.forms import PlanForm
from copil.groups.reading import current_groups
from copil.live import LOOKS, followed, session_mark
from copil.minutes.readers import papers_for
from copil.models import Session
from copil.roll import roll_of_session
from copil.session_stage import session_stage
from copil.views.common import Returned, posted, refused, returned, session_or_404, too_late
from copil.views.ranked import rankings, told_departures
from copil.wording import SESSION_BADGES
from dossiers.views.common import person
from workflow.verdict import Refusal, Why

PAGE_SIZE = 25
#: Which field answers an unmet point.
FIELDS = {"session_to_come": "day", "session_hour_free": "day", "duration_sound": "duration"}


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions this person may see, those to come first."""
    user = person(request)
    page = Paginator(Session.objects.visible_to(user).order_by("-held_at", "-number"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    total = page.paginator.count
    summary = ngettext("%(total)s séance", "%(total)s séances", total) % {"total": total}
    context = {
        "rows": [(session, SESSION_BADGES[Session.Status(session.status)]) for session in page.object_list],
        "links": page_links(page, query=request.GET, summary=summary),
        "plans": rights.plans(user),
        "reads_rules": rights.reads_rules(user),
    }
    return render(request, "copil/sessions.html", context)


@require_safe
def session(request: HttpRequest, number: int) -> HttpResponse:
    """One session: its agenda and envelope, its seats, what one may do."""
    here = session_or_404(request, number)
    mark = session_mark(here, person(request))
    return render(request, "copil/session.html", session_context(request, here, mark))


@require_safe
def session_live(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that follows the session; 304 while nothing has moved."""
    here = session_or_404(request, number)

    mark = session_mark(here, person(request))

    def draw() -> HttpResponse:
        return render(request, "copil/parts/session_live.html", session_context(request, here, mark))

    return followed(request, mark, draw)


def session_context(request: HttpRequest, here: Session, mark: str) -> dict[str, Any]:
    user = person(request)
    roll = roll_of_session(here)
    shown = board(here, roll, user)
    may = session_stage(here, roll, user, shown)
    return {
        "session": here,
        "badge": SESSION_BADGES[Session.Status(here.status)],
        "board": shown,
        "stage": may,
        "votes_first": may.may_vote and shown.votes_here,
        "rankings": rankings(shown),
        "departures": list(told_departures(shown)),
        "papers": papers_for(user, here, roll),
        "mark": mark,
        "notices": here.notices.order_by("-number"),
        "groups": current_groups(here),
        "votes_online": any(one.is_open and one.is_online for line in shown.lines for one in line.item.ballots.all()),
        "reads_rules": rights.reads_rules(user),
        "every": LOOKS.get(Session.Status(here.status)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plans a session under the latest house rules."""
    user = person(request)
    if not rights.plans(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), "/copil/")
    form = PlanForm(posted(request))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.plan_session(
                held_at=form.held_at(),
                place=form.cleaned_data["place"],
                duration=form.cleaned_data["duration"] or 120,
                by=user,
            )
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Séance planifiée. Vérifiez ses sièges, puis inscrivez les dossiers."))
                return redirect(outcome)
            result = returned(outcome, form, FIELDS)
    return render(request, "copil/plan.html", {"form": form, "returned": result}, status=result.status)


@require_POST
def open_session(request: HttpRequest, number: int) -> HttpResponse:
    here = session_or_404(request, number)
    outcome = actions.open_session(session=here, by=person(request))
    if isinstance(outcome, Refusal):
        return refused(request, outcome, here.get_absolute_url())
    messages.success(request, _("La séance est ouverte."))
    return redirect(here)


@require_http_methods(["GET", "HEAD", "POST"])
def close_session(request: HttpRequest, number: int) -> HttpResponse:
    """Says what becomes of each item left, then closes."""
    here = session_or_404(request, number)
    user = person(request)
    roll = roll_of_session(here)
    if not rights.conducts(user, roll):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method == "POST":
        outcome = actions.close_session(session=here, by=user)
        if isinstance(outcome, Refusal):
            return refused(request, outcome, here.get_absolute_url())
        messages.success(request, _("La séance est close. Validez l’extrait du procès-verbal de chaque point."))
        return redirect(here)
    if here.status != Session.Status.OPEN:
        return too_late(request, here.get_absolute_url())
    shown = board(here, roll, user)
    waiting = [line for line in shown.lines if line.standing.code in {"todo", "called", "voting"}]
    voting = next((line for line in waiting if line.standing.code == "voting"), None)
    context = {"session": here, "board": shown, "waiting": waiting, "voting": voting}
    return render(request, "copil/close_session.html", context)
