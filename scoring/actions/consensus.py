"""Concluding together: the consensus, drawn once the call's number of independent reviews is in."""

from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.actions.doing import lock, verb
from dossiers.form.values import plain
from dossiers.models import Dossier
from scoring import tasks
from scoring.actions.agreeing import CHANGED
from scoring.actions.assigning import end
from scoring.actions.concluding import require_concluding, require_open
from scoring.actions.consensus_draft import forget, require_last
from scoring.actions.discussion import end as end_discussion
from scoring.arithmetic import stored, weighted
from scoring.concluding.drafts import as_texts, draft_of, kept
from scoring.models import Consensus, ConsensusScore, Discussion, Review, Rubric
from scoring.rubrics import rubric_for
from scoring.sheet import MAX_TEXT, ConsensusSheet, digest, missing_in_consensus
from workflow import clock, log
from workflow.gesture import Actor
from workflow.perform import STALE
from workflow.verdict import Refusal, Refused, Unmet, Why, all_unmet


@verb
def record_consensus(
    *,
    dossier: Dossier,
    said: ConsensusSheet,
    by: User,
    seen: int,
    on_version: int,
    reason: str = "",
    revision: int | None = None,
) -> Consensus:
    """Records what the team concludes, in place of the consensus number `seen` (0: none), with the reason for it.

    Stops the team's clock. Refused while reviews are missing, while one's own is awaited, and on the agenda unless an
    interest found late has undone the consensus. As TextMoved when a colleague kept something else of the text since
    `revision`, as it was shown.
    """
    case = lock(dossier)
    facts = require_concluding(case, by)
    rubric = rubric_for(case)
    criteria = list(rubric.criteria.all())
    tidy = ConsensusSheet(said.sheet.tidy(criteria), said.amount, plain(said.conditions).strip())
    why, sha256 = plain(reason).strip(), digest(tidy.sheet, str(tidy.amount or ""), tidy.conditions)
    current = Consensus.objects.in_force().filter(dossier=case).first()
    if current is not None and (current.sha256, current.author_id, current.on_version) == (sha256, by.pk, on_version):
        return current
    if on_version != case.submitted_version:
        raise Refused(Refusal(Why.STALE, STALE))
    if seen != (current.number if current else 0):
        raise Refused(Refusal(Why.STALE, str(CHANGED)))
    require_open(case, facts, by)
    draft = draft_of(case)
    if draft is not None and draft.texts:
        require_last(draft, kept(case, draft, current, criteria), as_texts(tidy, criteria, why), revision)
    missing = missing_in_consensus(tidy, criteria, requested=case.requested)
    if current is not None and not 0 < len(why) <= MAX_TEXT:
        missing += (Unmet("reason", _("Dites en quelques mots pourquoi le consensus change."), _("vous")),)
    if missing:
        raise all_unmet(missing)
    if current is not None:
        supersede(current, why)
    consensus = _write(case, rubric, tidy, sha256, by)
    for review in Review.objects.pending().filter(dossier=case).select_related("reviewer"):
        end(case, review, _("Le consensus a été établi sans attendre cette évaluation."), actor=Actor(by))
    log.record(
        case=case,
        actor=Actor(by),
        event="consensus_recorded",
        data={"number": str(consensus.number), "version": str(consensus.on_version), "sha256": sha256},
        texts={"reason": why} if current else {},
    )
    forget(case, by)
    talk = Discussion.objects.filter(dossier=case, closed_at=None).first()
    if talk is not None:
        end_discussion(case, talk, by)
    tasks.settle(case)
    return consensus


def _write(case: Dossier, rubric: Rubric, said: ConsensusSheet, sha256: str, by: User) -> Consensus:
    mean = weighted(rubric.axes, said.sheet.marks)
    given = [(criterion, said.sheet.answer(criterion.code)) for criterion in rubric.criteria.all()]
    if mean is None or any(answer.half_points is None for _criterion, answer in given):
        raise ValueError("a consensus scores every criterion")
    consensus = Consensus.objects.create(
        dossier=case,
        rubric=rubric,
        number=Consensus.objects.filter(dossier=case).count() + 1,
        on_version=case.submitted_version,
        author=by,
        recorded_at=clock.now(),
        rationale=said.sheet.rationale,
        weighted=stored(mean),
        recommended_amount=said.amount,
        conditions=said.conditions,
        sha256=sha256,
    )
    ConsensusScore.objects.bulk_create(
        ConsensusScore(
            consensus=consensus,
            criterion=criterion,
            half_points=answer.half_points or 0,
            rationale=answer.rationale,
        )
        for criterion, answer in given
    )
    return consensus


def supersede(consensus: Consensus, why: str) -> None:
    """Takes a consensus out of force; it stays as it was written."""
    consensus.superseded_at, consensus.superseded_because = clock.now(), why
    consensus.save(update_fields=["superseded_at", "superseded_because"])
