"""A tie found late: the review is kept but set aside, and the consensus drawn from it is to be done again.

Whoever records an interest or a leadership, in whichever room, sets this off in the same transaction.
"""

from typing import Any

from django.db.models.signals import post_save
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier, Interest, Leadership
from scoring import tasks
from scoring.actions.assigning import end
from scoring.actions.consensus import supersede
from scoring.models import Consensus, Review
from scoring.models.review import CURRENT
from workflow import clock, log, workitems
from workflow.gesture import Actor
from workflow.models import WorkItem

#: States in which the consensus may still be done again; further on, what was decided on it is not undone by itself.
OPEN_STATES = frozenset({"draft", "team_review", "copil"})
DECIDING = frozenset({"waiting", "signature"})


def connect() -> None:
    """Listens to the two links that bar a person from judging a dossier."""
    post_save.connect(_on_interest, sender=Interest, dispatch_uid="scoring.recusal.interest")
    post_save.connect(_on_leadership, sender=Leadership, dispatch_uid="scoring.recusal.leadership")


def _on_interest(instance: Interest, created: bool, **_signal: Any) -> None:
    if created and instance.withdrawn_at is None:
        recuse(instance.dossier, instance.person, _("Un lien d’intérêt a été déclaré."))


def _on_leadership(instance: Leadership, created: bool, **_signal: Any) -> None:
    if created:
        recuse(instance.dossier, instance.person, _("Cette personne porte désormais le dossier."))


def recuse(case: Dossier, person: User, why: str) -> None:
    """Ends that person's pending review, or sets the submitted one aside; the caller holds the lock of `case`."""
    review = Review.objects.filter(CURRENT, dossier=case, reviewer=person).select_related("reviewer").first()
    if review is None:
        return
    actor = Actor.system(cause=person)
    if review.is_submitted:
        review.set_aside_at, review.draft = clock.now(), {}  # a correction begun is forgotten
        review.save(update_fields=["set_aside_at", "draft"])
        tasks.close_own(case, person, outcome="recused")
        log.record(case=case, actor=actor, event="review_set_aside", data={"reviewer": str(person.ref)})
        _undo_consensus(case, actor, why)
    else:
        end(case, review, why, actor=actor)
    tasks.settle(case)


def _undo_consensus(case: Dossier, actor: Actor, why: str) -> None:
    state = case.suspended_from or case.state
    consensus = Consensus.objects.in_force().filter(dossier=case).first()
    if consensus is not None and state in OPEN_STATES:
        supersede(consensus, why)
        log.record(case=case, actor=actor, event="consensus_undone", data={"number": str(consensus.number)})
    elif state in DECIDING and not _known(case):  # of the state that it sleeps in too: waking leaves it open
        label = _("Une évaluation vient d’être écartée : voir si la décision tient")
        workitems.open_item(
            case=case, kind=tasks.LATE, label=label, role=Role.TEAM_LEAD, due_on=case.due_on, state=state
        )


def undo_late(case: Dossier) -> None:
    """Back with the team, the consensus is done again when a review that it was drawn from was set aside since."""
    consensus = Consensus.objects.in_force().filter(dossier=case).first()
    if consensus is None:
        return
    if Review.objects.filter(dossier=case, set_aside_at__gte=consensus.recorded_at).exists():
        supersede(consensus, _("Une évaluation a été écartée depuis, pour un lien d’intérêt."))
        log.record(case=case, actor=Actor.system(), event="consensus_undone", data={"number": str(consensus.number)})


def _known(case: Dossier) -> bool:
    return WorkItem.objects.filter(case_id=case.pk, kind=tasks.LATE, closed_at=None).exists()
