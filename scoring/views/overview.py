"""The overview: who is asked, who has answered, and, for who may read them, what the scores say together."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.views.common import refused
from scoring import actions
from scoring.blindness.modes import Mode, closed_until, read_once
from scoring.board import lacks_reviewers, may_assign, scores_of
from scoring.candidates import candidates
from scoring.concluding.drafts import hands
from scoring.discussion.reading import may_open, talk_of
from scoring.forms import WithdrawForm
from scoring.models import Review
from scoring.models.review import CURRENT
from scoring.reading import consensuses_for
from scoring.views.common import Place, Returned, place_or_404, returned
from workflow.verdict import Refusal, Why

#: Candidates shown at once; the busier ones wait under a fold.
SHOWN_CANDIDATES = 8


@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """The reviews of a dossier."""
    return _page(request, _place(request, reference), Returned())


@require_POST
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks for a review the person whose button was pressed."""
    place = _place(request, reference)
    reviewer = _person(request.POST.get("reviewer", ""))
    if reviewer is None:
        return _page(request, place, Returned(422, _("Choisissez une personne de la liste.")))
    outcome = actions.assign_reviewer(dossier=place.glance.dossier, reviewer=reviewer, by=place.glance.user)
    if isinstance(outcome, Refusal):
        if outcome.why is Why.FORBIDDEN:
            return refused(request, outcome, place.glance)
        return _page(request, place, Returned(outcome.status, outcome.sentence))
    done = _("L’évaluation est confiée à %(name)s, qui en est averti(e) par courriel.")
    messages.success(request, done % {"name": reviewer.full_name})
    return redirect("scoring:overview", reference)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Ends a review that was not submitted: the reviewer declines, or the team relieves them."""
    place = _place(request, reference)
    review = get_object_or_404(
        Review.objects.filter(CURRENT, dossier=place.glance.dossier).select_related("dossier", "reviewer"), pk=pk
    )
    own = review.reviewer_id == place.glance.user.pk
    if not own and not (place.standing.followable and Role.TEAM in place.glance.roles):
        raise Http404
    form = WithdrawForm(request.POST or None)
    told, status = Returned(), 200
    if request.method == "POST":
        if form.is_valid():
            outcome = actions.withdraw_reviewer(review=review, reason=form.cleaned_data["reason"], by=place.glance.user)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("L’évaluation n’est plus demandée."))
                return _onward(place)
            if outcome.why is Why.FORBIDDEN:
                return refused(request, outcome, place.glance)
            told = returned(outcome, form)
        status = told.status if told.status != 200 else 422
    context = {
        "dossier": place.glance.dossier,
        "step": place.glance.step,
        "review": review,
        "own": own,
        "form": form,
        "returned": told,
        "failed": status != 200,
    }
    return render(request, "scoring/withdraw.html", context, status=status)


def _onward(place: Place) -> HttpResponse:
    """Back to the overview, or to one's own work when the dossier is no longer one's to see."""
    dossier, user = place.glance.dossier, place.glance.user
    if not Dossier.objects.visible_to(user).filter(pk=dossier.pk).exists():
        return redirect("home")
    return redirect("scoring:overview" if place.standing.followable else "dossiers:page", dossier.reference)


def _place(request: HttpRequest, reference: str) -> Place:
    """The person's place, if the overview has anything for them; else 404."""
    place = place_or_404(request, reference)
    standing = place.standing
    if not (standing.followable or standing.readable or standing.own):
        raise Http404
    return place


def _person(ref: str) -> User | None:
    try:
        return User.objects.filter(ref=UUID(ref)).first()
    except ValueError:
        return None


def _set_aside(dossier: Dossier) -> tuple[Review, ...]:
    """The reviews that no longer count, for an interest found late."""
    return tuple(Review.objects.filter(dossier=dossier, set_aside_at__isnull=False).select_related("reviewer__service"))


def _page(request: HttpRequest, place: Place, told: Returned) -> HttpResponse:
    glance, standing = place.glance, place.standing
    dossier = glance.dossier
    consensus = consensuses_for(glance.user, [dossier]).get(dossier.pk)
    agreed = {one.code: one.score for one in consensus.criteria} if consensus else {}
    assigns = may_assign(glance, standing)
    scores = scores_of(glance.user, dossier, agreed=agreed) if standing.readable else None
    opens = not standing.readable and standing.mode == Mode.DISCUSSION and may_open(glance, standing, None)
    concludes = assigns and standing.readable and standing.progress.complete and consensus is None
    free = candidates(dossier) if assigns else []
    context: dict[str, Any] = {
        "dossier": dossier,
        "glance": glance,
        "step": glance.step,
        "standing": standing,
        "scores": scores,
        "talk": talk_of(glance, standing, scores),
        "set_aside": _set_aside(dossier) if standing.followable else (),
        "read_once": read_once(standing.mode),
        "closed_until": closed_until(standing.mode),
        "opens": opens,
        "consensus": consensus,
        "concludes": concludes,
        "hands": hands(dossier, glance.user) if concludes else (),
        "assigns": assigns,
        "stuck": lacks_reviewers(glance, standing),
        "candidates": free[:SHOWN_CANDIDATES],
        "busier": free[SHOWN_CANDIDATES:],
        "returned": told,
        "failed": told.status != 200,
    }
    return render(request, "scoring/overview.html", context, status=told.status)
