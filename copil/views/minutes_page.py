"""The page of the minutes: what is derived, the prose beside it, what one may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from copil import rights
from copil.minutes import prose
from copil.minutes.forms import FollowUpForm, MinutesForm, PointRow, labels
from copil.minutes.papers import edition_for
from copil.minutes.readers import Reach, as_read, reach_of
from copil.minutes.reading import minutes_of, minutes_said
from copil.minutes.said import MinutesSaid, PointSaid, read
from copil.models import Minutes, Paper, Session
from copil.roll import roll_of_session
from copil.views.common import Returned
from dossiers.actions import TextMoved
from dossiers.views.saving import TwoTexts, difference

#: Steps of a session from which its minutes are written.
HELD = (Session.Status.OPEN, Session.Status.CLOSED, Session.Status.APPROVED)


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
        said = minutes_said(session, minutes)
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


@dataclass(frozen=True)
class Written:
    """The form as the page shows it; `shows_kept`: the site has all of it already."""

    form: MinutesForm
    revision: int
    shows_kept: bool
    choice: TwoTexts | None = None


def as_kept(desk: Desk) -> Written:
    """The form with what the site has."""
    revision = desk.minutes.revision if desk.minutes is not None else 0
    return Written(blank(desk, desk.kept), revision, True)


def blank(desk: Desk, texts: dict[str, str]) -> MinutesForm:
    return MinutesForm(points=desk.points, initial=texts)


def two_texts(desk: Desk, moved: TextMoved) -> TwoTexts:
    """What another page wrote, beside what this one has."""
    mine, other = moved.typed or {}, moved.current or {}
    found = (
        difference(name, label, mine.get(name, ""), other.get(name, ""), moved) for name, label in desk.labels.items()
    )
    title = _("Le procès-verbal a aussi été écrit sur une autre page : choisissez")
    if moved.saved_by and moved.saved_by != desk.user.full_name:
        title = _("%(who)s a aussi écrit ce procès-verbal : choisissez") % {"who": moved.saved_by}
    return TwoTexts(title, moved.saved_at, tuple(one for one in found if one))


def show(
    request: HttpRequest, desk: Desk, written: Written | None, told: Returned, *, follow_up: FollowUpForm | None = None
) -> HttpResponse:
    """The page, with its form for who writes."""
    rows = written.form.rows() if written is not None else map(PointRow, desk.points)
    context = {
        "session": desk.session,
        "desk": desk,
        "said": desk.said,
        "rows": list(rows),
        "written": written,
        "form": written.form if written is not None else None,
        "papers": desk.open_papers,
        "closed_to_reader": desk.reach.edition is None and bool(desk.papers),
        "follow_ups": desk.minutes.follow_ups.all() if desk.minutes is not None and desk.writes else [],
        "follow_up": follow_up or (FollowUpForm() if desk.writes else None),
        "returned": told,
    }
    return render(request, "copil/minutes.html", context, status=told.status)
