"""The gestures of the challenge's page: assigning, relieving, asking, answering, giving an opinion."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from dossiers import actions
from dossiers.models import Assignment, Question
from dossiers.views.challenge_forms import AnswerForm, OpinionForm, QuestionForm, RelieveForm, Returned
from dossiers.views.challenge_page import answered, challenge_glance, relieve_prefix, show
from dossiers.views.common import typed_number


@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """The challenge, for those inside; its questions, for the leader."""
    return show(request, challenge_glance(request, reference), Returned())


@require_POST
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Assigns the référent whose button was pressed."""
    glance = challenge_glance(request, reference)
    try:
        ref = UUID(request.POST.get("referent", ""))
    except ValueError:
        return show(request, glance, Returned(status=422, sentence=_("Choisissez un référent.")))
    referent = User.objects.filter(ref=ref).first()
    if referent is None:
        return show(request, glance, Returned(status=422, sentence=_("Choisissez un référent.")))
    outcome = actions.assign_referent(dossier=glance.dossier, referent=referent, by=glance.user)
    done = _("%(name)s va challenger ce dossier : un courriel l’en prévient.") % {"name": referent.full_name}
    return answered(request, glance, outcome, done)


@require_POST
def relieve(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Ends an assignment."""
    glance = challenge_glance(request, reference)
    assignment = get_object_or_404(
        Assignment.objects.select_related("dossier", "referent"), pk=pk, dossier=glance.dossier
    )
    form = RelieveForm(request.POST, prefix=relieve_prefix(assignment))
    if not form.is_valid():
        return show(request, glance, Returned({str(form.prefix): form}, 422))
    outcome = actions.relieve_referent(assignment=assignment, reason=form.cleaned_data["reason"], by=glance.user)
    done = _("La mission de %(name)s sur ce dossier a pris fin.") % {"name": assignment.referent.full_name}
    return answered(request, glance, outcome, done, form)


@require_POST
def ask(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """Asks a question beside a section."""
    glance = challenge_glance(request, reference)
    form = QuestionForm(request.POST, prefix=f"question-{section}")
    if not form.is_valid():
        return show(request, glance, Returned({str(form.prefix): form}, 422))
    outcome = actions.ask_question(
        dossier=glance.dossier,
        section=section,
        text=form.cleaned_data["text"],
        blocking=form.cleaned_data["blocking"],
        by=glance.user,
    )
    return answered(request, glance, outcome, _("Votre question est envoyée au porteur."), form, anchor=section)


@require_POST
def answer(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Answers a question."""
    glance = challenge_glance(request, reference)
    asked = get_object_or_404(
        Question.objects.select_related("assignment__dossier"), pk=pk, assignment__dossier=glance.dossier
    )
    form = AnswerForm(request.POST, prefix=f"answer-{pk}")
    if not form.is_valid():
        return show(request, glance, Returned({str(form.prefix): form}, 422))
    outcome = actions.answer_question(question=asked, text=form.cleaned_data["text"], by=glance.user)
    return answered(request, glance, outcome, _("Votre réponse est envoyée."), form, anchor=f"question-{pk}")


@require_POST
def give_opinion(request: HttpRequest, reference: str) -> HttpResponse:
    """Gives or revises an opinion."""
    glance = challenge_glance(request, reference)
    form = OpinionForm(request.POST, prefix="opinion")
    if not form.is_valid():
        return show(request, glance, Returned({"opinion": form}, 422))
    said = form.cleaned_data
    on_version = typed_number(request.POST.get("on_version", ""))
    outcome = actions.give_opinion(
        dossier=glance.dossier, sense=said["sense"], text=said["text"], by=glance.user, on_version=on_version
    )
    return answered(request, glance, outcome, _("Votre avis est enregistré."), form)


@require_POST
def confirm_opinion(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirms an opinion on the version that was shown."""
    glance = challenge_glance(request, reference)
    on_version = typed_number(request.POST.get("on_version", ""))
    outcome = actions.confirm_opinion(dossier=glance.dossier, by=glance.user, on_version=on_version)
    done = _("Votre avis est confirmé sur la version %(version)s.") % {"version": on_version}
    return answered(request, glance, outcome, done)
