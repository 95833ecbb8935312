"""The consensus: drawn with the scores and their gaps at hand, read by those it concerns, agreed with by reviewers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Role
from dossiers.views.common import refused, typed_number
from scoring import actions
from scoring.board import scores_of
from scoring.drafts import as_texts
from scoring.facts import ReviewFacts
from scoring.forms import ConsensusForm
from scoring.guards import reviews_missing
from scoring.models import Consensus
from scoring.reading import ConsensusReading, reading, whole
from scoring.rubrics import rubric_for
from scoring.sheet import Answer, Sheet
from scoring.stages import takes_consensus, takes_reviews
from scoring.views.common import Place, Returned, place_or_404, returned
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Unmet, Why


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Reads the consensus, draws it, or says what is still awaited before it."""
    place = place_or_404(request, reference)
    current = _current(place)
    if current is None and not place.standing.followable:
        raise Http404
    if request.method == "POST":
        return _record(request, place, current)
    if not _writes(place, current) or (current is not None and "revoir" not in request.GET):
        return _page(request, place, current, None, Returned())
    form = _form(place, current)
    return _page(request, place, current, form, Returned())


@require_POST
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """Says that one agrees with the consensus shown."""
    place = place_or_404(request, reference)
    readable = Consensus.objects.scores_for(place.glance.user).filter(dossier=place.glance.dossier)
    consensus = get_object_or_404(readable, number=typed_number(request.POST.get("number", "")))
    outcome = actions.agree_with_consensus(consensus=consensus, by=place.glance.user)
    if isinstance(outcome, Refusal):
        return refused(request, outcome, place.glance)
    messages.success(request, _("Votre accord est enregistré."))
    return redirect("scoring:consensus", reference)


def _current(place: Place) -> Consensus | None:
    """The consensus in force, when this person may read it."""
    found = Consensus.objects.scores_for(place.glance.user).in_force().filter(dossier=place.glance.dossier)
    return whole(found).first()


def _writes(place: Place, current: Consensus | None) -> bool:
    """Whether the form is worth showing; the verb decides again when it is sent."""
    dossier, standing = place.glance.dossier, place.standing
    if Role.TEAM not in place.glance.roles or not standing.followable:
        return False
    if not standing.readable or not standing.progress.complete:
        return False
    stands = current is not None and current.on_version == dossier.submitted_version
    return takes_consensus(dossier) and (takes_reviews(dossier) or not stands)


def _form(place: Place, current: Consensus | None) -> ConsensusForm:
    """The form as it opens: the consensus to revise, or nothing but the amount that was asked for."""
    dossier = place.glance.dossier
    criteria = list(rubric_for(dossier).criteria.all())
    said = {"amount": _typed(dossier.requested), "seen": "0", "on_version": str(dossier.submitted_version)}
    if current is not None:
        answers = (Answer(s.criterion.code, s.half_points, rationale=s.rationale) for s in current.scores.all())
        said |= as_texts(Sheet(tuple(answers), current.rationale), criteria)
        said |= {"seen": str(current.number), "conditions": current.conditions}
        said["amount"] = _typed(current.recommended_amount) if current.recommended_amount else ""
    return ConsensusForm(criteria=criteria, revising=current is not None, initial=said)


def _typed(amount: object) -> str:
    """An amount as one would type it."""
    return f"{amount:.2f}".replace(".", ",")


def _record(request: HttpRequest, place: Place, current: Consensus | None) -> HttpResponse:
    if Role.TEAM not in place.glance.roles:
        return refused(request, Refusal(Why.FORBIDDEN, FORBIDDEN), place.glance)
    dossier = place.glance.dossier
    criteria = list(rubric_for(dossier).criteria.all())
    form = ConsensusForm(request.POST, criteria=criteria, revising=current is not None)
    if not form.is_valid():
        return _page(request, place, current, form, Returned(422))
    outcome = actions.record_consensus(
        dossier=dossier,
        said=form.consensus(),
        by=place.glance.user,
        seen=form.cleaned_data["seen"],
        on_version=form.cleaned_data["on_version"],
        reason=str(form.cleaned_data.get("reason", "")),
    )
    if isinstance(outcome, Refusal):
        if outcome.why is Why.FORBIDDEN:
            return refused(request, outcome, place.glance)
        return _page(request, place, current, form, returned(outcome, form))
    messages.success(request, _("Le consensus est établi : le dossier est prêt pour le COPIL."))
    return redirect("scoring:consensus", dossier.reference)


def _page(
    request: HttpRequest, place: Place, current: Consensus | None, form: ConsensusForm | None, told: Returned
) -> HttpResponse:
    glance, standing = place.glance, place.standing
    dossier = glance.dossier
    found = reading(current) if current else None
    agreed = {one.code: one.score for one in found.criteria} if found else {}
    scores = scores_of(glance.user, dossier, agreed=agreed) if standing.readable else None
    columns = {column.criterion.code: column for column in scores.columns} if scores else {}
    context: dict[str, Any] = {
        "dossier": dossier,
        "glance": glance,
        "step": glance.step,
        "standing": standing,
        "consensus": found,
        "criteria": [(one, columns.get(one.code)) for one in found.criteria] if found else [],
        "scores": scores,
        "form": form,
        "scales": [(scale, columns.get(scale.criterion.code)) for scale in form.scales] if form else [],
        "awaited": _awaited(place) if form is None and found is None else (),
        "revises": form is None and found is not None and _writes(place, current),
        "agrees": _agrees(place, current, found),
        "undecided": _undecided(place, current) if scores else [],
        "stale": found is not None and found.on_version < dossier.submitted_version,
        "returned": told,
        "failed": told.status != 200,
    }
    return render(request, "scoring/consensus.html", context, status=told.status)


def _awaited(place: Place) -> tuple[Unmet, ...]:
    """Why there is nothing to draw a consensus from yet."""
    standing, dossier = place.standing, place.glance.dossier
    progress = standing.progress
    unmet: list[Unmet] = []
    if not takes_consensus(dossier):
        unmet.append(Unmet("state", _("Le consensus s’établit pendant la revue d’équipe.")))
    if standing.own is not None and standing.own.is_pending:
        unmet.append(Unmet("own_review_in", _("Remettez d’abord votre propre évaluation."), _("vous")))
    if not progress.complete:
        facts = ReviewFacts(progress.received, progress.wanted, 0, dossier.submitted_version)
        unmet.append(reviews_missing(facts))
    return tuple(unmet)


def _agrees(place: Place, current: Consensus | None, found: ConsensusReading | None) -> bool:
    """Whether this reviewer has still to say that they agree."""
    own, user = place.standing.own, place.glance.user
    if current is None or found is None or own is None or not own.is_submitted or current.author_id == user.pk:
        return False
    said = any(agreement.person_id == user.pk for agreement in current.agreements.all())
    return not said and takes_consensus(place.glance.dossier)


def _undecided(place: Place, current: Consensus | None) -> list[str]:
    """The reviewers who have not said yet that they agree, the author apart."""
    if current is None:
        return []
    said = {current.author_id, *(agreement.person_id for agreement in current.agreements.all())}
    counted = (review.reviewer for review in place.standing.reviews if review.is_submitted)
    return [reviewer.full_name for reviewer in counted if reviewer.pk not in said]
