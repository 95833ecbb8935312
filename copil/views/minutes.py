"""The minutes of a session: written, read, submitted, adopted, and their papers."""

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copil import actions, rights
from copil.actions.doing import NOT_ALLOWED
from copil.convocation.press import AlteredPaperError
from copil.minutes import papers
from copil.minutes.desk import Desk, desk_of
from copil.minutes.forms import AdoptForm, FollowUpForm, MinutesForm, ReopenForm
from copil.minutes.readers import reach_of
from copil.models import FollowUp, Paper
from copil.roll import roll_of_session
from copil.session_stage import TOLD
from copil.views import minutes_autosave
from copil.views.common import Returned, posted, refused, returned, session_or_404, too_late
from copil.views.minutes_page import Written, as_kept, blank, show, two_texts
from dossiers.actions import TextMoved
from dossiers.form.fields import CHOOSE, RESTORE, THEIRS
from dossiers.views.common import altered, pdf_answer, person
from dossiers.views.saving import AUTOSAVE, revision_of
from workflow.verdict import Refusal, Why

logger = logging.getLogger("jalon.copil")
SUBMIT = "submit"
FOLLOW_UP_FIELDS = {
    "what_written": "what",
    "who_written": "who",
    "text_too_long": "what",
    "due_after_the_session": "due_on",
}


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, number: int) -> HttpResponse:
    """Reads the minutes; who keeps them writes their prose until they are submitted."""
    here = session_or_404(request, number)
    user = person(request)
    if request.method == "POST" and not rights.keeps(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if here.status not in TOLD:
        return too_late(request, here.get_absolute_url())
    desk = desk_of(here, user)
    if request.method == "POST":
        return _receive(request, desk)
    return show(request, desk, as_kept(desk) if desk.writes else None, Returned())


def _receive(request: HttpRequest, desk: Desk) -> HttpResponse:
    if desk.said is None or (not desk.writes and request.POST.get("do") != SUBMIT and AUTOSAVE not in request.POST):
        sentence = _("Le procès-verbal est soumis à l’approbation : il ne s’écrit plus.")
        return refused(request, Refusal(Why.WRONG_STATE, sentence), desk.url)
    typed = _typed(request, desk)
    revision = revision_of(request.POST.get("revision", ""))
    form = MinutesForm(typed, points=desk.points)
    if AUTOSAVE in request.POST:
        return minutes_autosave.answer(request, desk, form, typed, revision=revision)
    if RESTORE in request.POST and desk.writes:  # a text found again in the browser: shown, neither judged nor saved
        return show(request, desk, Written(blank(desk, typed), max(revision, 0), False), Returned())
    if not form.is_valid():
        return show(request, desk, Written(form, max(revision, 0), False), Returned(422))
    return _carry_out(request, desk, form, typed, revision)


def _typed(request: HttpRequest, desk: Desk) -> dict[str, str]:
    """What was sent, with the kept text wherever the person chose the other's, one by one or all at once."""
    sent = request.POST
    typed = {name: sent.get(name, "") for name in desk.names if name in sent}
    choices = {name for name in typed if sent.get(CHOOSE, sent.get(f"{CHOOSE}-{name}")) == THEIRS}
    other = desk.kept
    return typed | {name: other[name] for name in choices}


def _carry_out(
    request: HttpRequest, desk: Desk, form: MinutesForm, typed: dict[str, str], revision: int
) -> HttpResponse:
    """Saves; then submits, when that is what the button says."""
    if typed:
        outcome = actions.save_minutes(session=desk.session, texts=typed, by=desk.user, revision=revision)
        if isinstance(outcome, TextMoved):
            choice = two_texts(desk, outcome)
            return show(request, desk, Written(form, outcome.revision, False, choice), Returned(outcome.status))
        if isinstance(outcome, Refusal):
            again = Written(form, max(revision, 0), False)
            return show(request, desk, again, Returned(outcome.status, outcome.sentence))
    if request.POST.get("do") != SUBMIT:
        messages.success(request, _("Le procès-verbal est enregistré."))
        return redirect(desk.url)
    submitted = actions.submit_minutes(session=desk.session, by=desk.user)
    if isinstance(submitted, Refusal):
        fresh = desk_of(desk.session, desk.user)
        sentence = submitted.sentence if submitted.why is not Why.UNMET else submitted.unmet[0].sentence
        return show(request, fresh, as_kept(fresh), Returned(submitted.status, sentence))
    messages.success(request, _("Le procès-verbal est soumis à l’approbation ; les membres en sont prévenus."))
    return redirect(desk.url)


@require_POST
def add_follow_up(request: HttpRequest, number: int) -> HttpResponse:
    """One more thing to be done; what was typed stays where it is when something is missing."""
    here = session_or_404(request, number)
    user = person(request)
    form = FollowUpForm(request.POST)
    if not rights.keeps(user) or here.status not in TOLD:
        outcome = actions.add_follow_up(session=here, draft=actions.FollowUpDraft("", ""), by=user)
        return refused(request, _refusal(outcome), here.get_absolute_url())
    result = Returned(422)
    if form.is_valid():
        outcome = actions.add_follow_up(session=here, draft=form.draft(), by=user)
        if not isinstance(outcome, Refusal):
            messages.success(request, _("La suite est notée."))
            return redirect(f"{_url(number)}#follow-ups-title")
        result = returned(outcome, form, FOLLOW_UP_FIELDS)
    desk = desk_of(here, user)
    return show(request, desk, as_kept(desk) if desk.writes else None, result, follow_up=form)


def _refusal(outcome: object) -> Refusal:
    return outcome if isinstance(outcome, Refusal) else Refusal(Why.FORBIDDEN, NOT_ALLOWED)


def _url(number: int) -> str:
    return reverse("copil:minutes", args=[number])


@require_POST
def drop_follow_up(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    here = session_or_404(request, number)
    found = get_object_or_404(FollowUp.objects.select_related("minutes__session"), minutes__session=here, pk=pk)
    outcome = actions.drop_follow_up(follow_up=found, by=person(request))
    if isinstance(outcome, Refusal):
        return refused(request, outcome, _url(number))
    messages.success(request, _("La suite est retirée."))
    return redirect(f"{_url(number)}#follow-ups-title")


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Takes submitted minutes back, with the reason why."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.keeps(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method != "POST" and not desk_of(here, user).awaits_approval:
        return too_late(request, here.get_absolute_url())
    form = ReopenForm(posted(request))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.reopen_minutes(session=here, reason=form.cleaned_data["reason"], by=user)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Le procès-verbal est repris : il s’écrit de nouveau."))
                return redirect("copil:minutes", number)
            result = returned(outcome, form, {"reason_given": "reason", "text_too_long": "reason"})
    context = {"session": here, "form": form, "returned": result}
    return render(request, "copil/reopen_minutes.html", context, status=result.status)


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, number: int) -> HttpResponse:
    """The chair adopts submitted minutes, with or without remarks."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.chairs(user, roll_of_session(here)):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method != "POST" and not desk_of(here, user).awaits_approval:
        return too_late(request, here.get_absolute_url())
    form = AdoptForm(posted(request))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.adopt_minutes(session=here, remarks=form.cleaned_data["remarks"], by=user)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Le procès-verbal est adopté : il ne change plus."))
                return redirect("copil:minutes", number)
            result = returned(outcome, form, {"text_too_long": "remarks"})
    context = {"session": here, "form": form, "returned": result}
    return render(request, "copil/adopt_minutes.html", context, status=result.status)


@require_safe
@never_cache
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """The draft laid out as it stands now, for who writes it or chairs; kept nowhere."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.conducts(user, roll_of_session(here)):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    desk = desk_of(here, user) if here.status in TOLD else None
    if desk is None or desk.said is None or desk.submitted:
        return too_late(request, here.get_absolute_url())
    return pdf_answer(papers.lay_out_draft(desk.said), f"Projet de procès-verbal COPIL {here.number}.pdf")


@require_safe
@never_cache
def paper(request: HttpRequest, number: int, reference: str) -> HttpResponse:
    """A paper of the session, byte for byte, in the edition that this person may read; an altered one is given to
    nobody.
    """
    here = session_or_404(request, number)
    found = get_object_or_404(Paper, session=here, reference=reference)
    edition = reach_of(person(request), here, roll_of_session(here)).edition
    if edition is None:
        sentence = _("Ce document parle d’un dossier qui ne vous est pas ouvert : lisez le procès-verbal en ligne.")
        return refused(request, Refusal(Why.FORBIDDEN, sentence), _url(number))
    try:
        file = papers.file_of(found, papers.edition_for(found, edition))
    except AlteredPaperError:
        logger.error("the stored file of %s is not the one that was laid out", found.reference)  # noqa: TRY400 - no trace
        return altered(request, _url(number))
    return pdf_answer(bytes(file.content), f"{found.get_kind_display().capitalize()} {found.reference}.pdf")
