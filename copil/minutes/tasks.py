"""What the minutes of a closed session still ask of the secretariat, and by when.

A session is no case of the process and has no task of its own there: what it awaits is read from where its minutes
stand, so that no row has to follow them. Its reminders are in `copil.minutes.reminders`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from copil.models import Session, SessionEvent
from dossiers.desk.worklist import Task, register_beside
from dossiers.wording import written_day
from workflow import calendar, clock

#: Working days to submit minutes, from the close or from when they were taken back (house rule).
WRITING_DAYS = 10
#: Who keeps minutes, and who is told when they are late.
KEEPER, OVERSEER = Role.COPIL_SECRETARY, Role.TEAM_LEAD


class Ask(StrEnum):
    """What is awaited."""

    SUBMIT = "submit"
    APPROVE = "approve"


LABELS = {
    Ask.SUBMIT: gettext_lazy("Écrire le procès-verbal et le soumettre"),
    Ask.APPROVE: gettext_lazy("Faire approuver le procès-verbal"),
}


@dataclass(frozen=True)
class MinutesTask:
    """What the minutes of a session await, since when; `due_on` is None while no session to come can approve them."""

    session: Session
    ask: Ask
    since: date
    due_on: date | None

    @property
    def label(self) -> str:
        return str(LABELS[self.ask])

    @property
    def about(self) -> str:
        """COPIL n° 3 du jeudi 3 décembre 2026."""
        return _("%(session)s du %(day)s") % {"session": self.session, "day": written_day(self.session.held_on)}

    @property
    def url(self) -> str:
        return reverse("copil:minutes", args=[self.session.number])

    def late_on(self, day: date) -> bool:
        return self.due_on is not None and self.due_on < day


def tasks(session: Session | None = None) -> Iterator[MinutesTask]:
    """Those of all closed sessions, or of that one; one statement."""
    taken_back = SessionEvent.objects.filter(session=OuterRef("pk"), event="minutes_reopened").order_by("-pk")
    following = Session.objects.exclude(status=Session.Status.CANCELLED).order_by("held_at")
    closed = Session.objects.filter(status=Session.Status.CLOSED)
    if session is not None:
        closed = closed.filter(pk=session.pk)
    found = closed.annotate(
        submitted=F("minutes__submitted_at"),
        taken_back=Subquery(taken_back.values("at")[:1]),
        approving=Subquery(following.filter(held_at__gt=OuterRef("minutes__submitted_at")).values("held_at")[:1]),
    )
    for one in found.order_by("number"):
        if one.submitted is not None:
            by = clock.day_of(one.approving) if one.approving is not None else None
            yield MinutesTask(one, Ask.APPROVE, clock.day_of(one.submitted), by)
        else:
            since = clock.day_of(one.taken_back or one.closed_at or one.held_at)
            yield MinutesTask(one, Ask.SUBMIT, since, calendar.add(since, WRITING_DAYS))


def task_of(session: Session) -> MinutesTask | None:
    """What that session's minutes await; None before its close and once they are approved. One statement."""
    return next(tasks(session), None)


def at_home(user: User) -> Iterator[Task]:
    """On the home page of who keeps minutes; what is late, on that of who oversees. One statement, for them alone."""
    if KEEPER not in user.roles and OVERSEER not in user.roles:
        return
    for one in tasks():
        title = one.label
        if KEEPER not in user.roles:
            if not one.late_on(clock.today()):
                continue
            title = _("Délai dépassé : %(task)s") % {"task": one.label}
        yield Task(
            title=title,
            url=one.url,
            reference=str(one.session),
            case_title=written_day(one.session.held_on),
            state_code="",
            state_label="",
            due=one.due_on,
            assignee=str(KEEPER.label),
        )


register_beside(at_home)
