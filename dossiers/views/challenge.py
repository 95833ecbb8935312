"""The page of the challenge: référents and their opinions, the dossier with the questions beside each section."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.challenge import Challenge, Challenger, by_section, candidates, challenge, may_challenge
from dossiers.form.display import ShownSection, shown
from dossiers.models import Assignment, Dossier, Opinion, Question
from dossiers.page import Glance
from dossiers.versions import Comparison, changed_since
from dossiers.views.common import content_for, glance_or_404, person, refused
from workflow.verdict import Refusal, Unmet, Why

#: Candidates shown at once; the busier ones wait under a fold.
SHOWN_CANDIDATES = 8


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Votre question au porteur"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    blocking = forms.BooleanField(
        label=gettext_lazy("Question bloquante"),
        help_text=gettext_lazy("Le challenge attend la réponse, dix jours ouvrés au plus."),
        required=False,
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Votre réponse"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class OpinionForm(forms.Form):
    sense = forms.ChoiceField(
        label=gettext_lazy("Sens de l’avis"), choices=Opinion.Sense.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("Motivation"),
        help_text=gettext_lazy("Ce qui convainc, ce qui manque, ce que vous conseillez."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class RelieveForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Motif"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


@dataclass(frozen=True)
class AskedQuestion:
    """A question with the form that answers it, for the leader while it waits for an answer."""

    question: Question
    form: AnswerForm | None


@dataclass(frozen=True)
class Beside:
    """A section, the questions on it, and the form that asks one more, for an assigned référent."""

    section: ShownSection
    questions: tuple[AskedQuestion, ...]
    form: QuestionForm | None
    opened: bool


@dataclass(frozen=True)
class Row:
    """A référent on the page, with the form that ends the assignment, for who may end it."""

    challenger: Challenger
    form: RelieveForm | None
    opened: bool


@dataclass
class Returned:
    """A form that was refused and is shown again in its place, and what stands at the top of the page."""

    again: dict[str, forms.Form] = field(default_factory=dict)
    status: int = 200
    sentence: str = ""
    reasons: tuple[Unmet, ...] = ()


@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """The challenge, for those inside; its questions, for the leader."""
    return _page(request, _glance(request, reference), Returned())


@require_POST
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Assigns the référent whose button was pressed."""
    glance = _glance(request, reference)
    try:
        ref = UUID(request.POST.get("referent", ""))
    except ValueError:
        return _page(request, glance, Returned(status=422, sentence=_("Choisissez un référent.")))
    referent = User.objects.filter(ref=ref).first()
    if referent is None:
        return _page(request, glance, Returned(status=422, sentence=_("Choisissez un référent.")))
    outcome = actions.assign_referent(dossier=glance.dossier, referent=referent, by=glance.user)
    done = _("%(name)s est désigné(e), et prévenu(e) par courriel.") % {"name": referent.full_name}
    return _answer(request, glance, outcome, done)


@require_POST
def relieve(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Ends an assignment."""
    glance = _glance(request, reference)
    assignment = get_object_or_404(
        Assignment.objects.select_related("dossier", "referent"), pk=pk, dossier=glance.dossier
    )
    form = RelieveForm(request.POST, prefix=_relieve_prefix(assignment))
    if not form.is_valid():
        return _page(request, glance, Returned({str(form.prefix): form}, 422))
    outcome = actions.relieve_referent(assignment=assignment, reason=form.cleaned_data["reason"], by=glance.user)
    done = _("La mission de %(name)s sur ce dossier a pris fin.") % {"name": assignment.referent.full_name}
    return _answer(request, glance, outcome, done, form)


@require_POST
def ask(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """Asks a question beside a section."""
    glance = _glance(request, reference)
    form = QuestionForm(request.POST, prefix=f"question-{section}")
    if not form.is_valid():
        return _page(request, glance, Returned({str(form.prefix): form}, 422))
    outcome = actions.ask_question(
        dossier=glance.dossier,
        section=section,
        text=form.cleaned_data["text"],
        blocking=form.cleaned_data["blocking"],
        by=glance.user,
    )
    return _answer(request, glance, outcome, _("Votre question est envoyée au porteur."), form, anchor=section)


@require_POST
def answer(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Answers a question."""
    glance = _glance(request, reference)
    asked = get_object_or_404(
        Question.objects.select_related("assignment__dossier"), pk=pk, assignment__dossier=glance.dossier
    )
    form = AnswerForm(request.POST, prefix=f"answer-{pk}")
    if not form.is_valid():
        return _page(request, glance, Returned({str(form.prefix): form}, 422))
    outcome = actions.answer_question(question=asked, text=form.cleaned_data["text"], by=glance.user)
    return _answer(request, glance, outcome, _("Votre réponse est envoyée."), form, anchor=f"question-{pk}")


@require_POST
def give_opinion(request: HttpRequest, reference: str) -> HttpResponse:
    """Gives or revises an opinion."""
    glance = _glance(request, reference)
    form = OpinionForm(request.POST, prefix="opinion")
    if not form.is_valid():
        return _page(request, glance, Returned({"opinion": form}, 422))
    said = form.cleaned_data
    outcome = actions.give_opinion(dossier=glance.dossier, sense=said["sense"], text=said["text"], by=glance.user)
    return _answer(request, glance, outcome, _("Votre avis est enregistré."), form)


@require_POST
def confirm_opinion(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirms an opinion on the last version."""
    glance = _glance(request, reference)
    outcome = actions.confirm_opinion(dossier=glance.dossier, by=glance.user)
    return _answer(request, glance, outcome, _("Votre avis est confirmé."))


def _glance(request: HttpRequest, reference: str) -> Glance:
    glance = glance_or_404(request, reference)
    if not may_challenge(glance):
        raise Http404
    return glance


def _relieve_prefix(assignment: Assignment) -> str:
    return f"relieve-{assignment.pk}"


def _answer(
    request: HttpRequest,
    glance: Glance,
    outcome: object,
    done: str,
    form: forms.Form | None = None,
    *,
    anchor: str = "",
) -> HttpResponse:
    """Back to the page; or the page again, with what was refused and why."""
    if isinstance(outcome, Refusal):
        if outcome.why is Why.FORBIDDEN:
            return refused(request, outcome, glance)
        again = {form.prefix: form} if form is not None and form.prefix else {}
        unmet = outcome.unmet if len(outcome.unmet) > 1 else ()
        return _page(request, glance, Returned(again, outcome.status, outcome.sentence, unmet))
    messages.success(request, done)
    if not Dossier.objects.visible_to(person(request)).filter(pk=glance.dossier.pk).exists():
        return redirect("home")
    answer = redirect("dossiers:challenge", glance.dossier.reference)
    if anchor:
        answer["Location"] += f"#{anchor}"
    return answer


def _page(request: HttpRequest, glance: Glance, returned: Returned) -> HttpResponse:
    found = challenge(glance)
    content = content_for(glance, submitted=True)
    ongoing = glance.dossier.state == "challenge"
    free = candidates(glance) if ongoing and Role.TEAM in glance.roles else []
    mine = found.mine if Role.REFERENT in glance.roles else None
    context: dict[str, Any] = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "challenge": found,
        "rows": [_row(glance, challenger, returned) for challenger in found.challengers],
        "wanted": glance.dossier.call.referents_wanted,
        "assigns": ongoing and Role.TEAM in glance.roles,
        "candidates": free[:SHOWN_CANDIDATES],
        "busier": free[SHOWN_CANDIDATES:],
        "version": content.version,
        "sections": _beside(glance, found, shown(content.contents), returned),
        "mine": mine,
        "opinion_form": _opinion_form(glance, mine, returned),
        "may_confirm": mine is not None and mine.stale,
        "comparison": _since(glance, mine),
        "returned": returned,
        "refused_forms": list(returned.again.values()),
        "failed": returned.status != 200,
    }
    return render(request, "dossiers/challenge.html", context, status=returned.status)


def _since(glance: Glance, mine: Challenger | None) -> Comparison | None:
    """What the leader changed since the référent's own opinion."""
    return changed_since(glance.dossier, mine.opinion.on_version) if mine and mine.opinion else None


def _row(glance: Glance, challenger: Challenger, returned: Returned) -> Row:
    may_end = Role.TEAM in glance.roles or challenger.mine
    if not may_end or glance.dossier.PROCESS.state(glance.dossier.state).end:
        return Row(challenger, None, False)
    prefix = _relieve_prefix(challenger.assignment)
    again = returned.again.get(prefix)
    return Row(challenger, again if isinstance(again, RelieveForm) else RelieveForm(prefix=prefix), again is not None)


def _beside(glance: Glance, found: Challenge, sections: list[ShownSection], returned: Returned) -> list[Beside]:
    asks = glance.dossier.state == "challenge" and Role.REFERENT in glance.roles and found.mine is not None
    questions = by_section(found.questions)
    found_on = [_section(glance, section, questions.get(section.code, []), asks, returned) for section in sections]
    # The leader knows what they wrote: only what is asked about it matters here.
    return [beside for beside in found_on if beside.questions or not glance.as_leader]


def _section(
    glance: Glance, section: ShownSection, questions: list[Question], asks: bool, returned: Returned
) -> Beside:
    prefix = f"question-{section.code}"
    again = returned.again.get(prefix)
    form = again if isinstance(again, QuestionForm) else QuestionForm(prefix=prefix) if asks else None
    return Beside(section, tuple(_asked(glance, q, returned) for q in questions), form, again is not None)


def _asked(glance: Glance, question: Question, returned: Returned) -> AskedQuestion:
    if question.answered_at is not None or not glance.as_leader:
        return AskedQuestion(question, None)
    prefix = f"answer-{question.pk}"
    again = returned.again.get(prefix)
    return AskedQuestion(question, again if isinstance(again, AnswerForm) else AnswerForm(prefix=prefix))


def _opinion_form(glance: Glance, mine: Challenger | None, returned: Returned) -> OpinionForm | None:
    """For an assigned référent: during the challenge, or when a new version asks to look again."""
    again = returned.again.get("opinion")
    if isinstance(again, OpinionForm):
        return again
    if mine is None or not (
        glance.dossier.state == "challenge" or (mine.stale and glance.dossier.state == "team_review")
    ):
        return None
    opinion = mine.opinion
    return OpinionForm(prefix="opinion", initial={"sense": opinion.sense, "text": opinion.text} if opinion else None)
