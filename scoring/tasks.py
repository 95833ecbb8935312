"""The tasks that reviews and consensus make or end, brought in line with what is so: safe to ask for at any time.

The team's own clock is stopped by the consensus (« prêt pour le COPIL »): what is left is for the coordination.
"""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier
from scoring.facts import ReviewFacts, reviews_of
from scoring.models import Review
from scoring.stages import takes_consensus
from workflow import calendar, clock, workitems
from workflow.deadlines import ESCALATION
from workflow.models import WorkItem

#: Kinds of tasks.
REVIEW, CONFIRM, CONSENSUS, REPLACE, READY, LATE = (
    "review",
    "confirm_review",
    "consensus",
    "replace_reviewer",
    "ready_for_copil",
    "interest_found_late",
)
STATE = "state:team_review"
#: Working days given to a reviewer at the least, and to the team to mend what an interest found late has undone.
LEAST_DAYS = 5


def review_due(case: Dossier) -> date:
    """When a review asked for today is due: with the team's clock, but never under five working days."""
    least = calendar.add(clock.today(), LEAST_DAYS)
    return max(case.due_on, least) if case.due_on else least


def settle(case: Dossier) -> ReviewFacts:
    """Opens and closes the team's tasks on a locked case as its reviews and consensus now ask; answers the facts."""
    facts = reviews_of(case)
    if not takes_consensus(case):
        return facts
    kinds = set(WorkItem.objects.filter(case_id=case.pk, closed_at=None, assignee=None).values_list("kind", flat=True))
    if facts.settled:
        _close(case, kinds, CONSENSUS, REPLACE, STATE, ESCALATION)
        if case.state == "team_review":
            _set_due(case, None)
            _open(case, kinds, READY, _("Inscrire le dossier à une séance du COPIL"), Role.TEAM_LEAD)
        return facts
    _close(case, kinds, READY)
    if case.state == "team_review" and case.due_on is None:
        _set_due(case, _asked_for(case) or calendar.add(clock.today(), LEAST_DAYS))
    if facts.complete:
        _close(case, kinds, REPLACE)
        _open(case, kinds, CONSENSUS, _("Établir le consensus"), Role.TEAM)
        return facts
    _close(case, kinds, CONSENSUS)
    if case.state == "copil":  # reviews are written in `team_review` only
        _open(case, kinds, REPLACE, _("Retirer de l’ordre du jour : il manque une évaluation"), Role.TEAM_LEAD)
    elif STATE not in kinds and facts.received + _pending(case) < facts.wanted:
        _open(case, kinds, REPLACE, _("Désigner un autre évaluateur"), Role.TEAM)
    return facts


def _asked_for(case: Dossier) -> date | None:
    """When the team's task that stands is due: the state's own being over, it alone remembers after a pause."""
    standing = WorkItem.objects.filter(case_id=case.pk, kind__in=[CONSENSUS, REPLACE], closed_at=None)
    return standing.values_list("due_on", flat=True).first()


def _pending(case: Dossier) -> int:
    return Review.objects.pending().filter(dossier=case).count()


def ask_confirmation(case: Dossier) -> None:
    """Asks those who reviewed an earlier version to confirm or correct their scores on the last one."""
    stale = Review.objects.counted().filter(dossier=case, on_version__lt=case.submitted_version)
    for review in stale.select_related("reviewer"):
        close_own(case, review.reviewer, outcome="replaced")
        workitems.open_item(
            case=case,
            kind=CONFIRM,
            label=_("Confirmer ou corriger votre évaluation sur la version complétée"),
            assignee=review.reviewer,
            due_on=calendar.add(clock.today(), LEAST_DAYS),
        )


def close_own(case: Dossier, reviewer: User, *, outcome: str = "done") -> None:
    """Closes what was asked of that reviewer."""
    for kind in (REVIEW, CONFIRM):
        workitems.close_items(case=case, kind=kind, assignee=reviewer, outcome=outcome)


def _close(case: Dossier, open_kinds: set[str], *kinds: str) -> None:
    for kind in open_kinds.intersection(kinds):
        workitems.close_items(case=case, kind=kind)


def _open(case: Dossier, open_kinds: set[str], kind: str, label: str, role: Role) -> None:
    if kind not in open_kinds:
        workitems.open_item(case=case, kind=kind, label=label, role=role, due_on=case.due_on)


def _set_due(case: Dossier, due_on: date | None) -> None:
    if case.due_on != due_on:
        case.due_on = due_on
        case.save(update_fields=["due_on"])
