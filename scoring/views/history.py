"""The versions of one review: what was given each time, who said so, when and why; nothing is ever rewritten."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.models import Criterion, Review, ReviewVersion
from scoring.views.common import place_or_404
from scoring.views.review_page import in_words


@dataclass(frozen=True)
class Cell:
    """What a version gives one criterion, in words; `moved`: the version before gave something else."""

    criterion: Criterion
    points: str
    rationale: str
    moved: bool


@dataclass(frozen=True)
class Written:
    """One version as it was submitted."""

    number: int
    at: datetime
    on_version: int
    reason: str
    rationale: str
    cells: tuple[Cell, ...]


@require_safe
def page(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The versions of a review, the last first; 404 for who may read neither the scores nor this very review."""
    place = place_or_404(request, reference)
    user, dossier = place.glance.user, place.glance.dossier
    readable = Review.objects.scores_for(user).filter(dossier=dossier, pk=pk)
    own = Review.objects.own_of(user).filter(dossier=dossier, pk=pk)
    review = next((found for rows in (own, readable) if (found := rows.select_related("reviewer").first())), None)
    if review is None:
        raise Http404
    context = {
        "dossier": dossier,
        "step": place.glance.step,
        "review": review,
        "own": review.reviewer_id == user.pk,
        "versions": versions(review),
    }
    return render(request, "scoring/history.html", context)


def versions(review: Review) -> list[Written]:
    """Each version beside the one before it, the last first; two statements."""
    found: list[Written] = []
    before: dict[int, int | None] | None = None
    for version in ReviewVersion.objects.filter(review=review).prefetch_related("scores__criterion"):
        scores = list(version.scores.all())
        now = {score.criterion_id: score.half_points for score in scores}
        cells = tuple(
            Cell(
                score.criterion,
                in_words("na" if score.half_points is None else str(score.half_points)),
                score.rationale,
                before is not None and before.get(score.criterion_id) != score.half_points,
            )
            for score in scores
        )
        found.append(
            Written(version.number, version.submitted_at, version.on_version, version.reason, version.rationale, cells)
        )
        before = now
    return found[::-1]
