"""Pages of a grouped vote: put together, read, opened, voted, detached from, closed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copil import actions, rights
from copil.actions.doing import NOT_ALLOWED
from copil.ballots.forms import CancelBallotForm
from copil.groups.forms import DepartureForm, line_forms, taken
from copil.groups.reading import group_stage, votable_items
from copil.live import EVERY, followed, session_mark
from copil.models import Vote, VoteGroup
from copil.roll import roll_of_session
from copil.room.forms import MAX_KEY
from copil.session_stage import LIVE
from copil.views.common import Returned, found_item, posted, refused, returned, session_or_404, too_late
from dossiers.views.common import person, typed_number
from scoring.reading import consensuses_for
from workflow.verdict import Refusal, Why


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, number: int) -> HttpResponse:
    """Which items are voted together, each with its proposal, from what the consensus recommends."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.conducts(user, roll_of_session(here)):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method != "POST" and here.status not in LIVE:
        return too_late(request, here.get_absolute_url())
    items = votable_items(here, user)
    lines = line_forms(posted(request), items, consensuses_for(user, [item.dossier for item in items]))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        wanted = taken(lines)
        if wanted is not None:
            together = [actions.Together(line.item, line.proposal()) for line in wanted]
            outcome = actions.prepare_group(session=here, wanted=together, by=user)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Le vote groupé est préparé : chaque membre peut en détacher un point."))
                return redirect(outcome)
            result = Returned(outcome.status, outcome.sentence, outcome.unmet if len(outcome.unmet) > 1 else ())
            if len(outcome.unmet) == 1:
                result = Returned(outcome.status, outcome.unmet[0].sentence)
    context = {"session": here, "lines": lines, "returned": result}
    return render(request, "copil/prepare_group.html", context, status=result.status)


def group_or_404(request: HttpRequest, number: int, group: int) -> VoteGroup:
    here = session_or_404(request, number)
    found = get_object_or_404(VoteGroup, session=here, number=group)
    found.session = here
    return found


def group_context(request: HttpRequest, group: VoteGroup) -> dict[str, Any]:
    user = person(request)
    return {
        "group": group,
        "session": group.session,
        "mark": session_mark(group.session, user),  # before what it stands for
        "stage": group_stage(group, user),
        "every": EVERY,
        "choices": Vote.Choice.choices,
    }


@require_safe
def group(request: HttpRequest, number: int, group: int) -> HttpResponse:
    """The items voted together, one's own gesture, who has voted."""
    return render(request, "copil/group.html", group_context(request, group_or_404(request, number, group)))


@require_safe
def group_live(request: HttpRequest, number: int, group: int) -> HttpResponse:
    """The part of the page that follows the session; 304 while nothing has moved."""
    found = group_or_404(request, number, group)

    def draw() -> HttpResponse:
        return render(request, "copil/parts/group_live.html", {**group_context(request, found), "again": True})

    return followed(request, session_mark(found.session, person(request)), draw)


@require_http_methods(["GET", "HEAD", "POST"])
def open_group(request: HttpRequest, number: int, group: int) -> HttpResponse:
    """What opens, with each item's quorum; then every ballot at once."""
    found = group_or_404(request, number, group)
    context = group_context(request, found)
    form = DepartureForm(posted(request))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.open_group(group=found, by=person(request), departure=form.cleaned_data["departure"])
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Le vote groupé est ouvert."))
                return redirect(outcome)
            if outcome.why is Why.FORBIDDEN:
                return refused(request, outcome, found.get_absolute_url())
            result = returned(outcome, form, {"departure_explained": "departure"})
    elif not context["stage"].conducts:
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), found.get_absolute_url())
    elif not context["stage"].may_open:
        return too_late(request, found.get_absolute_url())
    return render(request, "copil/open_group.html", {**context, "form": form, "returned": result}, status=result.status)


@require_POST
def vote(request: HttpRequest, number: int, group: int) -> HttpResponse:
    """One gesture for every item of the group."""
    found = group_or_404(request, number, group)
    wanted = request.POST.get("seat", "")
    seat = found.session.seats.filter(pk=typed_number(wanted)).first()
    if wanted and seat is None:
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), found.get_absolute_url())
    choice, key = request.POST.get("choice", ""), request.POST.get("key", "")[:MAX_KEY]
    if key:  # sent by the page's script, which may send it again
        received = actions.cast_together_once(group=found, choice=choice, by=person(request), key=key, seat=seat)
        return (
            refused(request, received, found.get_absolute_url()) if isinstance(received, Refusal) else redirect(found)
        )
    outcome = actions.vote_together(group=found, choice=choice, by=person(request), seat=seat)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, found.get_absolute_url())
    said = ngettext(
        "Vote enregistré sur %(count)s point : %(choice)s. Vous pouvez le changer jusqu’à la clôture.",
        "Vote enregistré sur %(count)s points : %(choice)s. Vous pouvez le changer jusqu’à la clôture.",
        len(outcome.votes),
    ) % {"count": len(outcome.votes), "choice": Vote.Choice(choice).label.lower()}
    messages.success(request, said)
    if outcome.gone:
        messages.info(request, outcome.gone_words)
    return redirect(found)


@require_POST
def detach(request: HttpRequest, number: int, group: int, reference: str) -> HttpResponse:
    """A member, or who conducts the item, has it voted alone."""
    found = group_or_404(request, number, group)
    outcome = actions.detach_item(item=found_item(request, number, reference), by=person(request))
    if isinstance(outcome, Refusal):
        return refused(request, outcome, found.get_absolute_url())
    messages.success(
        request, _("Le point est détaché : il sera voté seul, et les votes déjà donnés sur lui sont nuls.")
    )
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def close_group(request: HttpRequest, number: int, group: int) -> HttpResponse:
    """Who has not voted; then every item is counted, by itself."""
    found = group_or_404(request, number, group)
    form = DepartureForm(posted(request))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.close_group(group=found, by=person(request), departure=form.cleaned_data["departure"])
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Vote groupé clos : chaque point est compté pour lui-même."))
                return redirect(found)
            if outcome.why is not Why.UNMET:
                return refused(request, outcome, found.get_absolute_url())
            result = returned(outcome, form, {"departure_explained": "departure"})
    context = group_context(request, found)
    if not context["stage"].conducts:
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), found.get_absolute_url())
    if request.method != "POST" and not context["stage"].may_close:
        return too_late(request, found.get_absolute_url())
    context |= {"form": form, "returned": result}
    return render(request, "copil/close_group.html", context, status=result.status)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_group(request: HttpRequest, number: int, group: int) -> HttpResponse:
    """Gives up voting together, with a reason."""
    found = group_or_404(request, number, group)
    context = group_context(request, found)
    form = CancelBallotForm(posted(request))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.cancel_group(group=found, reason=form.cleaned_data["reason"], by=person(request))
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Le vote groupé est annulé : rien n’en est compté."))
                return redirect(outcome)
            if outcome.why is Why.FORBIDDEN:
                return refused(request, outcome, found.get_absolute_url())
            result = returned(outcome, form, {"reason_given": "reason"})
        elif not context["stage"].conducts:
            return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), found.get_absolute_url())
    elif not context["stage"].conducts:
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), found.get_absolute_url())
    elif not context["stage"].may_cancel:
        return too_late(request, found.get_absolute_url())
    context |= {"form": form, "returned": result}
    return render(request, "copil/cancel_group.html", context, status=result.status)
