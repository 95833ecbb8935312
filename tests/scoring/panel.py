"""Reviewers and sheets for the tests of this room, made only through its verbs."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier
from scoring import actions
from scoring.models import Consensus, Review
from scoring.sheet import Answer, ConsensusSheet, Sheet
from tests import world
from tests.scenes import scene
from tests.world import World, ok
from workflow.models import WorkItem
from workflow.verdict import Refusal

CODES = ("impact", "partnership", "innovation")


@dataclass
class Panel:
    """A dossier in team review, its lab, and three people of the team to review it."""

    world: World
    dossier: Dossier
    reviewers: list[User]

    @property
    def team(self) -> User:
        """Who assigns; reviews nothing."""
        return self.world[Role.TEAM]

    @property
    def lead(self) -> User:
        return self.world[Role.TEAM_LEAD]

    def fresh(self) -> Dossier:
        return world.fresh(self.dossier)


@scene
def build(**fields: Any) -> Panel:
    """A dossier that reached the team's review, nobody asked to review it yet; `fields` are the call's."""
    lab = world.build()
    for name, value in fields.items():
        setattr(lab.call, name, value)
    lab.call.save()
    dossier = world.in_review(lab)
    return Panel(lab, dossier, [world.person(f"reviewer{n}", Role.TEAM) for n in (1, 2, 3)])


def sheet(*half_points: int | None, rationale: str = "Un projet sérieux.", why: str = "Parce que.") -> Sheet:
    """A complete sheet; None is « sans avis »."""
    answers = (
        Answer(code, points, no_opinion=points is None, rationale=why)
        for code, points in zip(CODES, half_points, strict=True)
    )
    return Sheet(tuple(answers), rationale)


def assigned(panel: Panel, reviewer: User) -> Review:
    return ok(actions.assign_reviewer(dossier=panel.dossier, reviewer=reviewer, by=panel.team))


@scene
def submitted(panel: Panel, reviewer: User, *half_points: int | None) -> Review:
    """A review asked for and submitted."""
    review = assigned(panel, reviewer)
    given = sheet(*(half_points or (7, 6, 5)))
    return ok(actions.submit_review(review=review, sheet=given, by=reviewer, on_version=1))


@scene
def reviewed(panel: Panel) -> list[Review]:
    """All the reviews that the call asks for, submitted."""
    scores = ((8, 6, 4), (7, 6, 5), (6, 8, 8))
    return [submitted(panel, who, *points) for who, points in zip(panel.reviewers, scores, strict=True)]


@scene
def concluded(panel: Panel, *, amount: str | None = "18000.00", **said: Any) -> Consensus:
    """The reviews and the consensus drawn from them, by the first reviewer."""
    reviewed(panel)
    return ok(consensus(panel, amount=amount, **said))


def consensus(
    panel: Panel,
    *half_points: int,
    by: User | None = None,
    seen: int = 0,
    amount: str | None = "18000.00",
    conditions: str = "",
    reason: str = "",
    on_version: int = 1,
) -> Any:
    """What the verb answers to a complete consensus."""
    said = ConsensusSheet(sheet(*(half_points or (7, 7, 6))), Decimal(amount) if amount else None, conditions)
    return actions.record_consensus(
        dossier=panel.dossier,
        said=said,
        by=by or panel.reviewers[0],
        seen=seen,
        on_version=on_version,
        reason=reason,
    )


def open_tasks(panel: Panel) -> list[tuple[str, str]]:
    """(kind, whose) of the open tasks."""
    items = WorkItem.objects.filter(case_id=panel.dossier.pk, closed_at=None).select_related("assignee")
    return sorted((item.kind, item.assignee.first_name if item.assignee else item.role) for item in items)


def codes(refusal: Refusal) -> list[str]:
    assert isinstance(refusal, Refusal), refusal
    return [unmet.code for unmet in refusal.unmet]
