"""What must be true of the scores in a live database."""

from collections.abc import Iterator

from scoring.arithmetic import stored, weighted
from scoring.models import Consensus, Review, ReviewVersion
from workflow.invariants import invariant
from workflow.models import LogEntry


@invariant
def means_are_those_of_the_scores() -> Iterator[str]:
    """The columns that lists sort by say what the scores say."""
    versions = ReviewVersion.objects.select_related("review").prefetch_related("scores__criterion")
    for version in versions.order_by("pk").iterator(chunk_size=500):
        if version.number == version.review.version:
            mean = weighted((s.criterion.axis for s in version.scores.all()), (s.mark for s in version.scores.all()))
            if mean is None or stored(mean) != version.review.weighted:
                yield f"évaluation {version.review_id} : la note pondérée n’est pas celle des notes"
    rows = Consensus.objects.prefetch_related("scores__criterion").order_by("pk")
    for consensus in rows.iterator(chunk_size=500):
        mean = weighted((s.criterion.axis for s in consensus.scores.all()), (s.mark for s in consensus.scores.all()))
        if mean is None or stored(mean) != consensus.weighted:
            yield f"consensus {consensus.pk} : la note pondérée n’est pas celle des notes"


@invariant
def nothing_submitted_is_lost() -> Iterator[str]:
    """Each review that the log says was written still stands, every version of it."""
    logged = LogEntry.objects.filter(event__in=["review_submitted", "review_corrected"]).count()
    kept = ReviewVersion.objects.count()
    if logged != kept:
        yield f"évaluations : {logged} au journal, {kept} en base"
    for review in Review.objects.exclude(version=0).prefetch_related("versions").iterator(chunk_size=500):
        if {v.number for v in review.versions.all()} != set(range(1, review.version + 1)):
            yield f"évaluation {review.pk} : une version manque"


@invariant
def one_rubric_a_dossier() -> Iterator[str]:
    """All the reviews of a dossier share one rubric."""
    seen: dict[object, int] = {}
    for dossier, rubric in Review.objects.order_by().values_list("dossier", "rubric").distinct():
        if seen.setdefault(dossier, rubric) != rubric:
            yield f"dossier {dossier} : évalué selon plusieurs grilles"
