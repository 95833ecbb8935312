"""The challenge as a page: what is asked of the reader, the essential, then each section with its questions."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.roles import Role
from dossiers.challenge.reading import (
    Candidate,
    Challenge,
    Challenger,
    answer_due,
    asked_of,
    by_section,
    candidates,
    challenge,
    essentials,
    may_challenge,
    settled,
    takes_opinion,
)
from dossiers.files.reading import shown_files
from dossiers.form.display import ShownSection, shown
from dossiers.models import Assignment, Dossier, Question
from dossiers.page.content import content_for
from dossiers.page.glance import Glance
from dossiers.versions import Comparison, changed_since
from dossiers.views.challenge_forms import (
    AnswerForm,
    AskedQuestion,
    Beside,
    HandOverForm,
    OpinionForm,
    QuestionForm,
    RelieveForm,
    Returned,
    Row,
)
from dossiers.views.common import glance_or_404, person, refused
from workflow.verdict import Refusal, Why

#: Candidates shown at once; the busier ones wait under a fold.
SHOWN_CANDIDATES = 8
#: The form of a passing on, on the page and when it comes back.
HAND_OVER = "hand-over"


def challenge_glance(request: HttpRequest, reference: str) -> Glance:
    glance = glance_or_404(request, reference)
    if not may_challenge(glance):
        raise Http404
    return glance


def relieve_prefix(assignment: Assignment) -> str:
    return f"relieve-{assignment.pk}"


def answered(
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
        return show(request, glance, Returned(again, outcome.status, outcome.sentence, unmet))
    messages.success(request, done)
    if not Dossier.objects.visible_to(person(request)).filter(pk=glance.dossier.pk).exists():
        return redirect("home")
    answer = redirect("dossiers:challenge", glance.dossier.reference)
    if anchor:
        answer["Location"] += f"#{anchor}"
    return answer


def show(request: HttpRequest, glance: Glance, returned: Returned) -> HttpResponse:
    found = challenge(glance)
    content = content_for(glance, submitted=True)
    ongoing = glance.dossier.state == "challenge"
    mine = found.mine if Role.REFERENT in glance.roles else None
    assigns = ongoing and Role.TEAM in glance.roles
    passes_on = ongoing and mine is not None and mine.opinion is None and mine.offer is None
    free = candidates(glance) if assigns or passes_on else []
    context: dict[str, Any] = {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "challenge": found,
        "rows": [_row(glance, challenger, returned) for challenger in found.challengers],
        "wanted": glance.dossier.call.referents_wanted,
        "assigns": assigns,
        "asked": asked_of(glance, found),
        "essentials": essentials(content.contents),
        "declined": found.declined,
        "questions": [_asked(glance, question, returned) for question in found.questions],
        "hand_over_form": _hand_over_form(free, returned) if passes_on else None,
        "may_accept": ongoing and mine is not None and mine.assignment.accepted_at is None,
        "candidates": free[:SHOWN_CANDIDATES],
        "busier": free[SHOWN_CANDIDATES:],
        "version": content.version,
        "files": shown_files(glance, content.version),
        "sections": _beside(glance, found, shown(content.contents, length=content.length), returned),
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
    return changed_since(glance, mine.opinion.on_version) if mine and mine.opinion else None


def _row(glance: Glance, challenger: Challenger, returned: Returned) -> Row:
    may_end = Role.TEAM in glance.roles or challenger.mine
    if not may_end or glance.dossier.PROCESS.state(glance.dossier.state).end:
        return Row(challenger, None, False)
    prefix = relieve_prefix(challenger.assignment)
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
    due, is_settled = answer_due(question), settled(question)
    if question.answered_at is not None or not glance.as_leader:
        return AskedQuestion(question, None, due, is_settled)
    prefix = f"answer-{question.pk}"
    again = returned.again.get(prefix)
    form = again if isinstance(again, AnswerForm) else AnswerForm(prefix=prefix)
    return AskedQuestion(question, form, due, is_settled)


def _hand_over_form(free: list[Candidate], returned: Returned) -> HandOverForm:
    again = returned.again.get(HAND_OVER)
    return again if isinstance(again, HandOverForm) else HandOverForm(prefix=HAND_OVER, people=free)


def _opinion_form(glance: Glance, mine: Challenger | None, returned: Returned) -> OpinionForm | None:
    """For an assigned référent: during the challenge, or when a new version asks to look again."""
    again = returned.again.get("opinion")
    if isinstance(again, OpinionForm):
        return again
    if mine is None or not takes_opinion(glance.dossier, mine):
        return None
    opinion = mine.opinion
    return OpinionForm(prefix="opinion", initial={"sense": opinion.sense, "text": opinion.text} if opinion else None)
