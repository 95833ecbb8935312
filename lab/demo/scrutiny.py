"""Scores under scrutiny in the demo lab: a discussion of a gap, a review corrected, a dissent, two calibrations."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from lab.demo.fates import Fate
from lab.demo.people import Cast
from lab.demo.story import Life, done
from scoring import actions
from scoring.discussion.rules import discussed
from scoring.drafts import submitted
from scoring.models import Consensus, Criterion, Review, Score
from scoring.rubrics import rubric_for
from scoring.sheet import Answer, Sheet
from workflow import clock

REMARKS = (
    "Pour moi les ateliers prévus ne sont pas nouveaux : le service les a menés l’an dernier.",
    "Ils l’étaient pour d’autres usagers. Ce qui est nouveau, c’est le prototype testé au guichet.",
    "L’annexe 2 le confirme : deux itérations avec des usagers sont datées. Je relis ma note.",
)
CORRECTED = "L’annexe 2 décrit deux itérations que je n’avais pas lues."
DISSENT = "Je retiens l’innovation, mais le relais après le projet n’est porté par personne : j’aurais noté plus bas."


def tell(past: Sequence[Life], lives: Sequence[Life], people: Cast) -> None:
    """A discussion where a second version came in, a dissent where a consensus waits, exercises on the past call."""
    _discuss(next(life for life in lives if life.fate is Fate.AGAIN))
    _dissent(next(life for life in lives if life.fate is Fate.SCORED))
    granted = [life for life in past if life.fate is Fate.GRANT]
    _calibrate(granted[0], people, begun=-5, days=3, given=6)
    _calibrate(granted[1], people, begun=-3, days=12, given=4)


def _discuss(life: Life) -> None:
    dossier = life.refresh()
    criterion = Criterion.objects.filter(pk__in=discussed(dossier)).first()
    if criterion is None:
        return  # chance has brought the reviewers together
    given = Score.objects.filter(criterion=criterion, version__review__dossier=dossier, half_points__isnull=False)
    ordered = list(given.order_by("half_points", "pk").values_list("version__review", flat=True))
    reviews = Review.objects.select_related("reviewer", "rubric", "dossier").in_bulk(ordered)
    low, high = reviews[ordered[0]], reviews[ordered[-1]]
    for n, (who, text) in enumerate(zip((low, high, low), REMARKS, strict=True)):
        with life.on(-2 + n / 24):
            key = uuid5(NAMESPACE_URL, f"{dossier.reference} {n}")
            done(actions.speak(dossier=dossier, criterion=criterion, text=text, by=who.reviewer, key=key))
    with life.on(-1):
        _correct(low, criterion.code)


def _correct(review: Review, code: str) -> None:
    """Half a point more, for a reason."""
    said = submitted(review)
    given = said.answer(code).half_points or 0
    moved = Answer(code, given + 1, rationale=said.answer(code).rationale or CORRECTED)
    answers = tuple(moved if answer.code == code else answer for answer in said.answers)
    done(
        actions.correct_review(
            review=review,
            sheet=Sheet(answers, said.rationale),
            reason=CORRECTED,
            by=review.reviewer,
            on_version=review.dossier.submitted_version,
        )
    )


def _dissent(life: Life) -> None:
    consensus = Consensus.objects.in_force().get(dossier=life.refresh())
    agreed = consensus.agreements.values("person")
    silent = Review.objects.counted().filter(dossier=life.dossier).exclude(reviewer__in=agreed).first()
    if silent is not None:
        with life.on(-1):
            done(actions.dissent_from_consensus(consensus=consensus, sentence=DISSENT, by=silent.reviewer))


def _calibrate(life: Life, people: Cast, *, begun: int, days: int, given: int) -> None:
    """Scored by so many: not by the demo accounts of the team and the référents, who find it to score while it runs."""
    dossier = life.refresh()
    with life.on(begun):
        until = clock.today() + timedelta(days=days)
        exercise = done(actions.open_exercise(dossier=dossier, closes_on=until, by=people.team_lead))
    over = begun + days < 0
    scorers: list[User] = [*people.team[0 if over else 1 :], *people.referents[0 if over else 1 :]][:given]
    codes = list(rubric_for(dossier).criteria.values_list("code", flat=True))
    for n, person in enumerate(scorers):
        with life.on(begun + 1 + n / 8):
            points = (5 + (n * 3 + c * 2) % 5 - n % 2 for c in range(len(codes)))
            sheet = Sheet(tuple(Answer(code, value) for code, value in zip(codes, points, strict=True)))
            done(actions.give_sheet(exercise=exercise, sheet=sheet, by=person))
