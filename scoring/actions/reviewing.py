"""Writing a review: saved while it is a draft, submitted once, corrected by a new version with its reason."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.prepared import Prepared
from dossiers.actions import TextMoved
from dossiers.actions.doing import lock, require_state, verb
from dossiers.form.values import plain
from dossiers.models import Dossier
from scoring import tasks
from scoring.arithmetic import stored, weighted
from scoring.bars import bars_of
from scoring.drafts import as_texts, begun_on, draft_of, kept, submitted
from scoring.models import Consensus, Review, ReviewVersion, Score
from scoring.sheet import ANY_LENGTH, MAX_TEXT, Sheet, digest, missing_in_correction, missing_in_review
from scoring.stages import REVIEWING
from scoring.visibility import REVIEWERS
from workflow import clock, log
from workflow.gesture import Actor
from workflow.judgment import standing
from workflow.perform import FORBIDDEN, STALE
from workflow.verdict import Refusal, Refused, Unmet, Why, all_unmet, unmet


@verb
def save_review(*, review: Review, sheet: Sheet, by: User, revision: int | None = None) -> Review:
    """Keeps what is typed so far, complete or not; nobody else reads it.

    `revision` is the draft's as it was shown, None for who was shown none. Refused as TextMoved when another page kept
    something else since; the same text kept twice changes nothing.
    """
    case, own = _own(review, by)
    if own.is_submitted:
        raise Refused(Refusal(Why.WRONG_STATE, _("Votre évaluation est déjà remise.")))
    return _keep(case, own, sheet, "", revision)


@verb
def save_correction(*, review: Review, sheet: Sheet, reason: str, by: User, revision: int | None = None) -> Review:
    """Keeps a correction being written, beside the submitted review, which stands until the correction is submitted.

    Back to what was submitted, no correction is kept any more. Refused likewise, and once a consensus was drawn.
    """
    case, own = _own(review, by)
    if not own.is_submitted:
        raise Refused(Refusal(Why.WRONG_STATE, _("Votre évaluation n’est pas encore remise.")))
    _require_open(case)
    return _keep(case, own, sheet, reason, revision)


@verb
def submit_review(*, review: Review, sheet: Sheet, by: User, on_version: int, revision: int | None = None) -> Review:
    """Submits a review of the dossier's version `on_version`; from then on its scores are never changed.

    Refused with every point that is missing; as stale when a newer version was deposited meanwhile; as TextMoved when
    another page kept something else since `revision`.
    """
    case, own = _own(review, by)
    criteria = list(own.rubric.criteria.all())
    tidy = sheet.tidy(criteria)
    if own.is_submitted:
        if _says_the_same(own, tidy):
            return own
        raise Refused(Refusal(Why.WRONG_STATE, _("Votre évaluation est déjà remise : corrigez-la en disant pourquoi.")))
    _require_current(case, on_version)
    _require_last(own, as_texts(tidy, criteria), revision)
    if missing := missing_in_review(tidy, criteria):
        raise _refused(missing)
    _write(case, own, tidy, reason="")
    log.record(case=case, actor=Actor(by), event="review_submitted", data=_logged(own, tidy))
    tasks.close_own(case, by)
    tasks.settle(case)
    return own


@verb
def correct_review(
    *, review: Review, sheet: Sheet, reason: str, by: User, on_version: int, revision: int | None = None
) -> Review:
    """A new version of a submitted review, with the reason; the former versions stay. Not after the consensus."""
    case, own = _own(review, by)
    criteria = list(own.rubric.criteria.all())
    tidy, said = sheet.tidy(criteria), plain(reason).strip()
    if not own.is_submitted:
        raise Refused(Refusal(Why.WRONG_STATE, _("Votre évaluation n’est pas encore remise.")))
    same = _says_the_same(own, tidy)
    if same and own.version > 1 and own.versions.get(number=own.version).reason == said:
        return own
    _require_open(case)
    _require_current(case, on_version)
    _require_last(own, as_texts(tidy, criteria, said), revision)
    missing = missing_in_correction(tidy, said, criteria)
    if same:
        missing += (Unmet("unchanged", _("Rien n’a changé dans cette évaluation."), _("vous")),)
    if missing:
        raise _refused(missing)
    _write(case, own, tidy, reason=said)
    log.record(case=case, actor=Actor(by), event="review_corrected", data=_logged(own, tidy), texts={"reason": said})
    tasks.close_own(case, by)
    return own


@verb
def confirm_review(*, review: Review, by: User, on_version: int) -> Review:
    """Says that the scores given on an earlier version of the dossier hold for the last one too."""
    case, own = _own(review, by)
    if not own.is_submitted:
        raise Refused(Refusal(Why.WRONG_STATE, _("Votre évaluation n’est pas encore remise.")))
    _require_current(case, on_version)
    if own.on_version < case.submitted_version:
        own.on_version = case.submitted_version
        own.save(update_fields=["on_version"])
        tasks.close_own(case, by)
        log.record(case=case, actor=Actor(by), event="review_confirmed", data={"version": str(own.on_version)})
    return own


def _own(review: Review, by: User) -> tuple[Dossier, Review]:
    """The locked dossier and the review as it is now; refused unless it is theirs to write.

    The links are read again under the lock: what bars a person may have come since the review was asked for.
    """
    case = lock(review.dossier)
    (own,) = _asked.instances(review.pk)
    if own.reviewer_id != by.pk or not by.roles_on(clock.today()) & REVIEWERS or bars_of(case).judging(by.pk):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    if own.ended_at is not None or own.set_aside_at is not None:
        raise Refused(Refusal(Why.WRONG_STATE, _("Cette évaluation ne vous est plus demandée.")))
    require_state(case, standing(Actor(by), case), *REVIEWING)
    prefetch_related_objects([own.rubric], "criteria")
    return case, own


_asked: Prepared[Review] = Prepared(lambda pk: Review.objects.filter(pk=pk).select_related("rubric"), int)


def _keep(case: Dossier, own: Review, sheet: Sheet, reason: str, revision: int | None) -> Review:
    """The draft of a review, unless another page kept a different one since."""
    criteria = list(own.rubric.criteria.all())
    typed, stands = as_texts(sheet, criteria, reason), kept(own, criteria)
    if typed == stands:
        return own
    if any(len(text) > ANY_LENGTH for text in typed.values()):
        raise unmet("rationale", _("Ce texte est bien trop long : %(max)s caractères au plus.") % {"max": MAX_TEXT})
    _require_last(own, typed, revision)
    back = own.is_submitted and typed == as_texts(submitted(own), criteria)
    own.draft = {} if back else draft_of(typed, criteria, begun_on(own) or case.submitted_version)
    own.draft_revision += 1
    own.draft_saved_at = clock.now()
    own.started_at = own.started_at or clock.now()
    own.save(update_fields=["draft", "draft_revision", "draft_saved_at", "started_at"])
    return own


def _require_last(own: Review, typed: dict[str, str], revision: int | None) -> None:
    """Refused when another page of the same person kept something else since `revision`: both texts are handed back."""
    if revision is None or revision == own.draft_revision:
        return
    stands = kept(own, list(own.rubric.criteria.all()))
    if stands != typed:
        raise Refused(
            TextMoved(
                Why.STALE,
                _("Cette évaluation a aussi été écrite sur une autre page : comparez les deux textes."),
                current=stands,
                typed=typed,
                revision=own.draft_revision,
                saved_at=own.draft_saved_at,
            )
        )


def _require_open(case: Dossier) -> None:
    """Refused once a consensus was drawn from the scores: the individual scores stay as they were discussed."""
    if Consensus.objects.in_force().filter(dossier=case, on_version=case.submitted_version).exists():
        raise Refused(Refusal(Why.WRONG_STATE, _("Le consensus est établi : les évaluations restent telles quelles.")))


def _require_current(case: Dossier, on_version: int) -> None:
    if on_version != case.submitted_version:
        raise Refused(Refusal(Why.STALE, STALE))


def _refused(missing: tuple[Unmet, ...]) -> Refused:
    return all_unmet(missing)


def _says_the_same(review: Review, sheet: Sheet) -> bool:
    return review.versions.get(number=review.version).sha256 == digest(sheet)


def _write(case: Dossier, review: Review, sheet: Sheet, *, reason: str) -> None:
    """The next version of a review with its scores, and the review's own columns, all together."""
    criteria = list(review.rubric.criteria.all())
    mean = weighted(review.rubric.axes, sheet.marks)
    review.version += 1
    review.submitted_at = review.submitted_at or clock.now()
    review.started_at = review.started_at or clock.now()
    review.on_version = case.submitted_version
    review.weighted = stored(mean) if mean is not None else None
    review.draft = {}
    review.draft_revision += 1  # a page left open elsewhere is told
    review.draft_saved_at = clock.now()
    review.save()
    version = ReviewVersion.objects.create(
        review=review,
        number=review.version,
        submitted_at=clock.now(),
        on_version=review.on_version,
        rationale=sheet.rationale,
        reason=reason,
        sha256=digest(sheet),
    )
    Score.objects.bulk_create(
        Score(
            version=version,
            criterion=criterion,
            half_points=sheet.answer(criterion.code).half_points,
            rationale=sheet.answer(criterion.code).rationale,
        )
        for criterion in criteria
    )


def _logged(review: Review, sheet: Sheet) -> dict[str, str]:
    """What the log keeps: that it was said, on which version, and its fingerprint; never the scores."""
    return {"number": str(review.version), "version": str(review.on_version), "sha256": digest(sheet)}
