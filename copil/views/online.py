"""Pages of an online vote on a whole session: opened at once, voted on one page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from copil import actions, rights
from copil.actions.doing import NOT_ALLOWED
from copil.ballots.forms import WindowForm
from copil.ballots.mine import my_votes
from copil.groups.forms import line_forms, taken
from copil.groups.reading import votable_items
from copil.models import Session, Vote
from copil.roll import roll_of_session
from copil.views.common import Returned, posted, refused, returned, session_or_404, too_late
from dossiers.views.common import person
from scoring.reading import consensuses_for
from workflow.verdict import Refusal, Why

FIELDS = {"window_ahead": "opens_on", "window_long_enough": "closes_on", "departure_explained": "departure"}


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Which items are put to the vote online, each with its proposal, and between which hours."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.conducts(user, roll_of_session(here)):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method != "POST" and here.status != Session.Status.OPEN:
        return too_late(request, here.get_absolute_url())
    items = votable_items(here, user)
    lines = line_forms(posted(request), items, consensuses_for(user, [item.dossier for item in items]), ticked=True)
    form = WindowForm(posted(request))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        wanted = taken(lines)
        if form.is_valid() and wanted is not None:
            together = [actions.Together(line.item, line.proposal()) for line in wanted]
            outcome = actions.propose_online(
                session=here, wanted=together, window=form.window(), by=user, departure=form.cleaned_data["departure"]
            )
            if not isinstance(outcome, Refusal):
                said = ngettext(
                    "Le vote est annoncé à tous les sièges, sur %(count)s point.",
                    "Le vote est annoncé à tous les sièges, sur %(count)s points.",
                    len(outcome),
                )
                messages.success(request, said % {"count": len(outcome)})
                return redirect(here)
            result = returned(outcome, form, FIELDS)
    context = {"session": here, "lines": lines, "form": form, "returned": result}
    return render(request, "copil/propose_all_online.html", context, status=result.status)


@require_safe
def mine(request: HttpRequest, number: int) -> HttpResponse:
    """Every online vote open in that session, and how many of them one has voted on."""
    here = session_or_404(request, number)
    user = person(request)
    if rights.own_seat(user, roll_of_session(here)) is None:
        raise Http404
    context = {"session": here, "mine": my_votes(here, user), "choices": Vote.Choice.choices}
    return render(request, "copil/my_votes.html", context)
