"""The discussion of a dossier as one person reads it: nothing, unless they read the scores and take part, or check."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from accounts.roles import Role
from dossiers.page.glance import Glance
from scoring.board import Column, Scores, Standing
from scoring.models import Discussion, Remark
from scoring.stages import takes_consensus


@dataclass(frozen=True)
class Said:
    """What one person said, and when; `own` is the reader's."""

    who: str
    at: datetime
    text: str
    own: bool


@dataclass(frozen=True)
class Thread:
    """One criterion on which reviewers are far apart, or were: what was given, what was said. `key` is for one word."""

    column: Column
    remarks: tuple[Said, ...]
    key: UUID


@dataclass(frozen=True)
class Talk:
    """The whole discussion. `discussion` is None before it is opened; `speaks`: this person may add to it now."""

    discussion: Discussion | None
    threads: tuple[Thread, ...]
    speaks: bool

    def thread(self, code: str) -> Thread | None:
        """The thread of that criterion, if something was said in it."""
        return next((t for t in self.threads if t.column.criterion.code == code and t.remarks), None)

    @property
    def is_open(self) -> bool:
        return self.discussion is None or self.discussion.closed_at is None

    @property
    def count(self) -> int:
        return sum(len(thread.remarks) for thread in self.threads)


def takes_part(glance: Glance, standing: Standing) -> bool:
    """Whether the discussion is theirs to read: reviewers, the team, whoever checks; where they read the scores."""
    reviewed = standing.own is not None and standing.own.is_submitted
    return standing.readable and (reviewed or bool(glance.roles & {Role.TEAM, Role.AUDITOR}))


def talk_of(glance: Glance, standing: Standing, scores: Scores | None) -> Talk | None:
    """The discussion of the dossier; None for who does not take part. Two statements."""
    if scores is None or not takes_part(glance, standing):
        return None
    discussion = Discussion.objects.filter(dossier=glance.dossier).select_related("opened_by", "closed_by").first()
    by_criterion: dict[int, list[Said]] = {}
    if discussion is not None:
        for one in Remark.objects.filter(discussion=discussion).select_related("author"):
            said = Said(one.author.full_name, one.at, one.text, one.author_id == glance.user.pk)
            by_criterion.setdefault(one.criterion_id, []).append(said)
    threads = tuple(
        Thread(column, tuple(by_criterion.get(column.criterion.pk, ())), uuid4())
        for column in scores.columns
        if column.flagged or column.criterion.pk in by_criterion
    )
    closed = discussion is not None and discussion.closed_at is not None
    reviewed = standing.own is not None and standing.own.is_submitted
    speaks = takes_consensus(glance.dossier) and not closed and (reviewed or Role.TEAM in glance.roles)
    return Talk(discussion, threads, speaks)


def reaches(glance: Glance, standing: Standing) -> bool:
    """Whether this person has anything to do with the discussion: they take part, or may open it."""
    return takes_part(glance, standing) or (standing.followable and Role.TEAM in glance.roles)


def may_open(glance: Glance, standing: Standing, talk: Talk | None) -> bool:
    """Whether this person may open the discussion, or open it again: the team, not who is still to score alone."""
    closed = talk is None or talk.discussion is None or not talk.is_open
    return _leads(glance, standing) and standing.progress.complete and not standing.blind and closed


def may_close(glance: Glance, standing: Standing, talk: Talk | None) -> bool:
    return _leads(glance, standing) and talk is not None and talk.discussion is not None and talk.is_open


def _leads(glance: Glance, standing: Standing) -> bool:
    return Role.TEAM in glance.roles and standing.followable and takes_consensus(glance.dossier)
