"""Asking for reviews: who is asked, who is relieved."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.doing import lock, require, require_state, verb
from dossiers.form.values import plain
from dossiers.models import Dossier
from scoring import messages, tasks
from scoring.bars import bars_of
from scoring.models import Review
from scoring.models.review import CURRENT
from scoring.rubrics import rubric_for
from scoring.sheet import MAX_TEXT
from scoring.stages import REVIEWING
from scoring.visibility import REVIEWERS
from workflow import clock, log, workitems
from workflow.gesture import Actor
from workflow.judgment import standing
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why, unmet


@verb
def assign_reviewer(*, dossier: Dossier, reviewer: User, by: User) -> Review:
    """Asks a person of the team, or a référent, for an independent review; the dossier's rubric is frozen on it.

    Refused: who leads or led the dossier, declared an interest, or challenges it where the call does not allow it.
    Asked twice, the first request stands.
    """
    case = lock(dossier)
    roles = require(case, by, Role.TEAM)
    require_state(case, roles, *REVIEWING)
    known = Review.objects.filter(CURRENT, dossier=case, reviewer=reviewer).first()
    if known is not None:
        return known
    if not reviewer.is_active or not reviewer.roles_on(clock.today()) & REVIEWERS:
        sentence = _("Cette personne n’est aujourd’hui ni de l’équipe projet, ni référente de l’innovation.")
        raise unmet("may_review", sentence)
    if barred := bars_of(case).reviewing(reviewer.pk):
        raise Refused(Refusal(Why.UNMET, barred.sentence, (barred,)))
    review = Review.objects.create(
        dossier=case,
        reviewer=reviewer,
        rubric=rubric_for(case),
        assigned_by=by,
        assigned_at=clock.now(),
        due_on=tasks.review_due(case),
    )
    workitems.open_item(
        case=case, kind=tasks.REVIEW, label=_("Évaluer le dossier"), assignee=reviewer, due_on=review.due_on
    )
    log.record(case=case, actor=Actor(by), event="reviewer_assigned", data={"reviewer": str(reviewer.ref)})
    messages.review_assigned(review=review, by=by)
    tasks.settle(case)
    return review


@verb
def withdraw_reviewer(*, review: Review, reason: str, by: User) -> Review:
    """Ends a review that was not submitted: its reviewer declines, or the team replaces them. A reason is kept."""
    case = lock(review.dossier)
    roles = standing(Actor(by), case)
    current = Review.objects.select_related("reviewer").get(pk=review.pk)
    if Role.TEAM not in roles and current.reviewer_id != by.pk:
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    if current.ended_at is not None:
        return current
    if current.is_submitted:
        raise Refused(Refusal(Why.WRONG_STATE, _("Cette évaluation est remise : elle reste au dossier.")))
    said = plain(reason).strip()
    if not said:
        raise unmet("reason", _("Écrivez le motif."), lifted_by=_("vous"))
    if len(said) > MAX_TEXT:
        raise unmet("reason", _("%(max)s caractères au plus.") % {"max": MAX_TEXT}, lifted_by=_("vous"))
    end(case, current, said, actor=Actor(by))
    tasks.settle(case)
    return current


def end(case: Dossier, review: Review, reason: str, *, actor: Actor) -> None:
    """Ends a pending review on the locked case: what was typed is forgotten, the task closed, the log told."""
    review.ended_at, review.end_reason, review.draft = clock.now(), reason, {}
    review.save(update_fields=["ended_at", "end_reason", "draft"])
    tasks.close_own(case, review.reviewer, outcome="relieved")
    log.record(
        case=case,
        actor=actor,
        event="reviewer_relieved",
        data={"reviewer": str(review.reviewer.ref)},
        texts={"reason": reason},
    )
