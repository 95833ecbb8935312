"""A reviewer who declines: in the demo lab, a place is to be shared out."""

from collections.abc import Sequence

from lab.demo.fates import Fate
from lab.demo.story import Life, done
from scoring.actions import withdraw_reviewer
from scoring.models import Review

REASON = "Trop d’évaluations ce mois-ci : je ne pourrai pas la rendre à temps."


def tell(lives: Sequence[Life]) -> None:
    """Of the second dossier under review, the reviewer still awaited declines."""
    life = [life for life in lives if life.fate is Fate.REVIEW][1]
    with life.on(-1):
        review = Review.objects.pending().select_related("reviewer", "dossier").get(dossier=life.dossier)
        done(withdraw_reviewer(review=review, reason=REASON, by=review.reviewer))
