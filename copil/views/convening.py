"""Pages that call a session together, move it or call it off, and the papers that say so."""

import logging

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from copil import actions, rights
from copil.actions.doing import NOT_ALLOWED
from copil.board import board
from copil.convocation.enclosures import NAMES
from copil.convocation.forms import CancelForm, PostponeForm, UrgencyForm
from copil.convocation.press import AlteredPaperError, paper_of
from copil.forms import SecondForm, WhenForm
from copil.journal import lines
from copil.models import Notice, Session
from copil.roll import roll_of_session
from copil.views.common import Returned, posted, refused, returned, session_or_404, too_late
from dossiers.views.common import altered, pdf_answer, person
from workflow import clock
from workflow.verdict import Refusal, Why

logger = logging.getLogger("jalon.copil")

#: Which field answers an unmet point.
FIELDS = {
    "session_to_come": "day",
    "session_hour_free": "day",
    "convocation_delay_holds": "day",
    "mandate_in_force": "day",
    "reason_given": "reason",
    "urgency_has_a_reason": "reason",
}


@require_http_methods(["GET", "HEAD", "POST"])
def urgency(request: HttpRequest, number: int) -> HttpResponse:
    """The chair records that the session cannot wait, and why."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.chairs(user, roll_of_session(here)):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method != "POST" and here.status not in Session.BEFORE:
        return too_late(request, here.get_absolute_url())
    form = UrgencyForm(posted(request), initial={"reason": here.urgency_reason})
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.record_urgency(session=here, reason=form.cleaned_data["reason"], by=user)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("L’urgence est constatée : la convocation peut partir."))
                return redirect(outcome)
            result = returned(outcome, form, FIELDS)
    context = {"session": here, "form": form, "returned": result}
    return render(request, "copil/urgency.html", context, status=result.status)


@require_http_methods(["GET", "HEAD", "POST"])
def convoke(request: HttpRequest, number: int) -> HttpResponse:
    """Sends the convocation; says what it lacks when the clear days are no longer there."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.plans(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method != "POST" and here.status != Session.Status.PLANNED:
        return too_late(request, here.get_absolute_url())
    late = not here.delay_holds(clock.today())
    result = Returned()
    if request.method == "POST":
        outcome = actions.convoke(session=here, by=user)
        if not isinstance(outcome, Refusal):
            messages.success(request, _("La convocation est envoyée avec son ordre du jour."))
            return redirect(outcome)
        result = Returned(outcome.status, outcome.sentence)
    shown = board(here, roll_of_session(here), user)
    context = {"session": here, "form": forms.Form(), "returned": result, "board": shown, "late": late}
    return render(request, "copil/convoke.html", context, status=result.status)


@require_http_methods(["GET", "HEAD", "POST"])
def convoke_again(request: HttpRequest, number: int) -> HttpResponse:
    """Plans the second convocation of what a closed session left for want of a quorum."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.plans(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    shown = board(here, roll_of_session(here), user)
    left = [line for line in shown.lines if line.standing.code == "left"]
    if request.method != "POST" and (not left or hasattr(here, "second")):
        return too_late(request, here.get_absolute_url())
    form = SecondForm(posted(request), initial={"place": here.place, "clause": True})
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.convoke_again(
                session=here,
                held_at=form.held_at(),
                says_no_quorum=form.cleaned_data["clause"],
                place=form.cleaned_data["place"],
                by=user,
            )
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Seconde séance planifiée, avec le même ordre du jour : convoquez-la."))
                return redirect(outcome)
            result = returned(outcome, form, FIELDS)
    context = {"session": here, "form": form, "returned": result, "left": left}
    return render(request, "copil/convoke_again.html", context, status=result.status)


@require_http_methods(["GET", "HEAD", "POST"])
def postpone(request: HttpRequest, number: int) -> HttpResponse:
    """Another day for a session that is not open, or none yet; its agenda kept."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.plans(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method != "POST" and here.status not in Session.BEFORE:
        return too_late(request, here.get_absolute_url())
    form = PostponeForm(posted(request), initial={"place": here.place})
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            said = form.cleaned_data
            if said["undated"]:
                outcome = actions.postpone_undated(session=here, reason=said["reason"], by=user)
            else:
                outcome = actions.postpone(
                    session=here, held_at=form.held_at(), reason=said["reason"], place=said["place"], by=user
                )
            if not isinstance(outcome, Refusal):
                messages.success(request, _("La séance est reportée, et chacun en est prévenu."))
                return redirect(outcome)
            result = returned(outcome, form, FIELDS)
    context = {"session": here, "form": form, "returned": result, "called": here.status == Session.Status.CONVOKED}
    return render(request, "copil/postpone.html", context, status=result.status)


@require_http_methods(["GET", "HEAD", "POST"])
def set_date(request: HttpRequest, number: int) -> HttpResponse:
    """The day of a session postponed without one."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.plans(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method != "POST" and here.has_date:
        return too_late(request, here.get_absolute_url())
    form = WhenForm(posted(request), initial={"place": here.place})
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            place = form.cleaned_data["place"]
            outcome = actions.set_date(session=here, held_at=form.held_at(), place=place, by=user)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("La date est fixée : vérifiez les sièges, puis convoquez."))
                return redirect(outcome)
            result = returned(outcome, form, FIELDS)
    return render(
        request, "copil/set_date.html", {"session": here, "form": form, "returned": result}, status=result.status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Calls a session off: its dossiers go back to the team."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.plans(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method != "POST" and here.status not in (Session.Status.UNDATED, *Session.BEFORE):
        return too_late(request, here.get_absolute_url())
    form = CancelForm(posted(request))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.cancel(session=here, reason=form.cleaned_data["reason"], by=user)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("La séance est annulée, et chacun en est prévenu."))
                return redirect(outcome)
            result = returned(outcome, form, FIELDS)
    context = {"session": here, "form": form, "returned": result, "called": here.status == Session.Status.CONVOKED}
    return render(request, "copil/cancel.html", context, status=result.status)


@require_safe
@never_cache
def notice(request: HttpRequest, number: int, notice: int) -> HttpResponse:
    """The paper of a notice, byte for byte as it was sent; an altered one is given to nobody."""
    here = session_or_404(request, number)
    if notice > 32_000:
        raise Http404
    found = get_object_or_404(Notice, session=here, number=notice)
    try:
        content = paper_of(found)
    except AlteredPaperError:
        logger.error("the stored paper of %s is not the one that was sent", found.reference)  # noqa: TRY400 - no trace
        return altered(request, here.get_absolute_url())
    return pdf_answer(content, f"{NAMES[Notice.Kind(found.kind)]} {found.reference}.pdf")


@require_safe
def journal(request: HttpRequest, number: int) -> HttpResponse:
    """What happened to the session itself, for whoever sees it."""
    here = session_or_404(request, number)
    return render(request, "copil/journal.html", {"session": here, "lines": lines(here)})
