"""A person before the minutes of a session: what they may read of them, and what is theirs to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from accounts.models import User
from copil import rights
from copil.minutes import prose
from copil.minutes.forms import labels
from copil.minutes.papers import edition_for
from copil.minutes.readers import Reach, as_read, reach_of
from copil.minutes.reading import minutes_of, minutes_said
from copil.minutes.said import MinutesSaid, PointSaid, read
from copil.minutes.tasks import MinutesTask, task_of
from copil.models import Minutes, Paper, Session
from copil.roll import roll_of_session


@dataclass(frozen=True)
class Desk:
    """A person before the minutes of a session. `said` is what they may read of them, None while they may not.

    `writes`: they write the prose now; `chairs`, `keeps`: what else they may be asked for.
    """

    session: Session
    user: User
    minutes: Minutes | None
    said: MinutesSaid | None
    reach: Reach
    papers: Sequence[Paper]
    keeps: bool
    chairs: bool

    @property
    def url(self) -> str:
        return reverse("copil:minutes", args=[self.session.number])

    @property
    def open_papers(self) -> list[tuple[Paper, str]]:
        """The papers, with the edition that this person may have."""
        edition = self.reach.edition
        return [(one, str(edition_for(one, edition).label)) for one in self.papers] if edition is not None else []

    @property
    def submitted(self) -> bool:
        return self.minutes is not None and self.minutes.submitted_at is not None

    @property
    def approved(self) -> bool:
        return self.session.status == Session.Status.APPROVED

    @property
    def writes(self) -> bool:
        return self.keeps and self.said is not None and not self.submitted and not self.approved

    @property
    def may_submit(self) -> bool:
        return self.writes and self.session.status == Session.Status.CLOSED

    @property
    def awaits_approval(self) -> bool:
        return self.submitted and not self.approved

    @cached_property
    def task(self) -> MinutesTask | None:
        """What the minutes await, for who is to do it; one statement."""
        return task_of(self.session) if self.keeps else None

    @property
    def points(self) -> tuple[PointSaid, ...]:
        return self.said.points if self.said is not None else ()

    @cached_property
    def labels(self) -> dict[str, str]:
        return labels([point for point in self.points if not point.hidden])

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.labels)

    @property
    def kept(self) -> dict[str, str]:
        """The prose as the site has it now."""
        return prose.kept(self.minutes, self.names)


def desk_of(session: Session, user: User) -> Desk:
    """What this person may read and do: the draft for who writes it or chairs; once submitted, what was submitted."""
    roll = roll_of_session(session)
    reach = reach_of(user, session, roll)
    minutes, kept = minutes_of(session), list(session.papers.order_by("made_at", "pk").defer("said"))
    submitted = minutes is not None and minutes.submitted_at is not None
    said = None
    if submitted:
        last = session.papers.exclude(kind=Paper.Kind.DECISIONS).latest("made_at", "pk")
        said = read(last.said)
    elif rights.conducts(user, roll):
        said = minutes_said(session, minutes, roll)
    return Desk(
        session=session,
        user=user,
        minutes=minutes,
        said=as_read(said, reach) if said is not None else None,
        reach=reach,
        papers=kept,
        keeps=rights.keeps(user),
        chairs=rights.chairs(user, roll),
    )
