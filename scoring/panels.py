"""This room's panel and task links on the dossier's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Role
from dossiers.page.glance import Glance, Panel, register_panel, register_work_link
from scoring import tasks
from scoring.board import Standing, may_assign, standing_of
from scoring.models import Consensus
from scoring.stages import takes_reviews
from scoring.visibility import REVIEWERS
from workflow.asked import Asked

#: Who may have something to read here; the others may still have a review of their own.
READERS = frozenset(
    {Role.TEAM, Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.COPIL_SECRETARY, Role.SIGNATORY, Role.AUDITOR}
)


@dataclass(frozen=True)
class Summary:
    """What the panel shows; `weighted` has two decimals, None while there is no consensus to read."""

    standing: Standing
    weighted: Decimal | None
    amount: Decimal | None
    assigns: bool


def summary(glance: Glance) -> Mapping[str, Any] | None:
    """The panel's context; nothing for leaders, nor for who neither reviews nor may follow; two statements."""
    dossier, user = glance.dossier, glance.user
    if glance.beside_leader or dossier.deposited_at is None or not (glance.roles & READERS or user.roles & REVIEWERS):
        return None
    standing = standing_of(glance)
    consensus = next(_asked.instances(user, dossier.pk), None)
    awaited = takes_reviews(dossier) or standing.reviews
    if consensus is None and not (awaited and (standing.followable or standing.own or standing.readable)):
        return None
    found = Summary(
        standing=standing,
        weighted=round(consensus.weighted, 2) if consensus else None,
        amount=consensus.recommended_amount if consensus else None,
        assigns=may_assign(glance, standing),
    )
    return {"scoring": found}


def _in_force(user: User, dossier: UUID) -> "QuerySet[Consensus]":
    return Consensus.objects.scores_for(user).in_force().filter(dossier=dossier).order_by()


_asked: Asked[Consensus] = Asked(_in_force, UUID)

register_panel(Panel("scoring", 20, "scoring/parts/panel.html", summary))

for kind in (tasks.REVIEW, tasks.CONFIRM):
    register_work_link(kind, "scoring:review")
for kind in (tasks.REPLACE, tasks.STATE):
    register_work_link(kind, "scoring:overview")
register_work_link(tasks.CONSENSUS, "scoring:consensus")
