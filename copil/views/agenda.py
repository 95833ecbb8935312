"""Pages of the agenda: its order and rapporteurs, and other business from its addition to its conclusion."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copil import actions, rights
from copil.actions.agenda import ARRANGED, presenters
from copil.actions.doing import NOT_ALLOWED
from copil.agenda.business import bar_of, hands, line_of
from copil.agenda.forms import BusinessForm, ConclusionForm, LineFormSet, WhyForm, rows
from copil.agenda.lines import lines_of
from copil.forms import people_choices
from copil.models import Business, Session
from copil.roll import roll_of_session
from copil.session_stage import business_stage
from copil.stage import reads_names
from copil.views.common import Returned, posted, refused, returned, session_or_404, too_late
from dossiers.views.common import person
from workflow.verdict import Refusal, Why

#: Which field answers an unmet point.
FIELDS = {
    "kind_chosen": "kind",
    "title_written": "title",
    "minutes_of_a_held_session": "about",
    "conclusion_written": "conclusion",
    "text_too_long": "text",
}


@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: HttpRequest, number: int) -> HttpResponse:
    """The order of the points, and who presents each."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.plans(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method != "POST" and here.status not in ARRANGED:
        return too_late(request, here.get_absolute_url())
    people = {str(one.pk): one for one in presenters()}
    lines = lines_of(here)
    kwargs = {"people": people_choices(people.values())}
    formset = LineFormSet(posted(request), initial=rows(lines), form_kwargs=kwargs, prefix="lines")
    why = WhyForm(posted(request))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if formset.is_valid() and why.is_valid():
            arranged = [form.arranged(people) for form in formset]
            reason = why.cleaned_data["reason"]
            outcome = actions.arrange_agenda(session=here, lines=arranged, by=user, reason=reason)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("L’ordre du jour est enregistré."))
                return redirect("copil:agenda", number)
            result = returned(outcome, why, {"departure_explained": "reason", "text_too_long": "reason"})
    known = {line.key: line for line in lines}
    pairs = [(form, known.get(form["key"].value())) for form in formset]
    context = {"session": here, "formset": formset, "pairs": pairs, "why": why, "returned": result}
    return render(request, "copil/agenda.html", context, status=result.status)


@require_POST
def rank(request: HttpRequest, number: int) -> HttpResponse:
    """Back to the order of the scores."""
    here = session_or_404(request, number)
    outcome = actions.rank_agenda(session=here, by=person(request))
    if isinstance(outcome, Refusal):
        return refused(request, outcome, here.get_absolute_url())
    messages.success(request, _("L’ordre du jour suit de nouveau les notes."))
    return redirect("copil:agenda", number)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, number: int) -> HttpResponse:
    """A point without a dossier."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.plans(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method != "POST" and here.status not in ARRANGED:
        return too_late(request, here.get_absolute_url())
    held = Session.objects.visible_to(user).filter(status=Session.Status.CLOSED).exclude(pk=here.pk)
    sessions = {str(one.pk): one for one in held.order_by("-number")[:20]}
    form = BusinessForm(posted(request), sessions=sessions.values())
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            said = {**form.cleaned_data, "about": sessions.get(form.cleaned_data["about"])}
            outcome = actions.add_business(session=here, draft=actions.BusinessDraft(**said), by=user)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Le point est à l’ordre du jour."))
                return redirect("copil:agenda", number)
            result = returned(outcome, form, FIELDS)
    context = {"session": here, "form": form, "returned": result}
    return render(request, "copil/add_business.html", context, status=result.status)


def found_business(request: HttpRequest, number: int, pk: int) -> Business:
    here = session_or_404(request, number)
    rows = Business.objects.filter(session=here, left_at=None).select_related("rapporteur", "about")
    found = get_object_or_404(rows, pk=pk)
    found.session = here
    return found


@require_safe
def business(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """One point without a dossier: what it is about, what came of it, what one may do."""
    found = found_business(request, number, pk)
    return render(request, "copil/business.html", _context(request, found))


def _context(request: HttpRequest, found: Business) -> dict[str, Any]:
    user, here = person(request), found.session
    roll = roll_of_session(here)
    line = line_of(found, here)
    return {
        "session": here,
        "line": line,
        "business": found,
        "bar": bar_of(line),
        "hands": list(hands(found, roll)) if reads_names(user, roll, user.roles) else [],
        "stage": business_stage(line, here, roll, user),
    }


@require_POST
def remove(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    found = found_business(request, number, pk)
    outcome = actions.remove_business(business=found, by=person(request))
    if isinstance(outcome, Refusal):
        return refused(request, outcome, found.get_absolute_url())
    messages.success(request, _("Le point est retiré de l’ordre du jour."))
    return redirect("copil:session", number)


@require_http_methods(["GET", "HEAD", "POST"])
def conclude(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """What came of the point: its words, its vote by show of hands when it has a proposal."""
    found = found_business(request, number, pk)
    user, here = person(request), found.session
    roll = roll_of_session(here)
    if not rights.conducts(user, roll):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), found.get_absolute_url())
    if request.method != "POST" and (here.status != Session.Status.OPEN or found.closed_at is not None):
        return too_late(request, found.get_absolute_url())
    form = ConclusionForm(posted(request), business=found, roll=roll)
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.close_business(
                business=found,
                by=user,
                conclusion=form.cleaned_data["conclusion"],
                approved=form.cleaned_data.get("approved", False),
                choices=form.choices(),
            )
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Le point est examiné."))
                return redirect(found)
            result = returned(outcome, form, {**FIELDS, "text_too_long": "conclusion"})
    context = {"session": here, "business": found, "form": form, "returned": result, "quorum": roll.quorum}
    return render(request, "copil/conclude.html", context, status=result.status)
