"""Whom a message about a dossier goes to, and the one that says what happened. What is kept from leaders by the process
(`told_to_leader`) is never sent to them: nobody acts in an office on a dossier that they lead.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.page.glance import events
from dossiers.visibility import leaders_of
from dossiers.wording import written_day
from workflow.asked import Asked
from workflow.gesture import Actor
from workflow.judgment import standing
from workflow.models import WorkItem
from workflow.registry import sight
from workflow.telling import Letter, News


@sight("dossier")
def sees(person: User, dossier: Dossier) -> bool:
    return any(_seen.instances(person, dossier.pk))


def _visible(person: User, dossier: UUID) -> "QuerySet[Dossier]":
    return Dossier.objects.visible_to(person).filter(pk=dossier).order_by().only("pk")


_seen: Asked[Dossier] = Asked(_visible, UUID)


def leaders(news: News) -> list[User]:
    """The leader and co-leaders, the one who did it included: they keep what they sent. Nobody after a hidden move."""
    hidden = news.step is not None and not news.step.told_to_leader
    return [] if hidden else leaders_of(news.case)


def team(news: News) -> list[User]:
    """Who of the team follows the dossier; without anybody, the whole team. Nobody when that person did it."""
    follower = news.case.followed_by
    if follower is not None and Role.TEAM in standing(Actor(follower), news.case):
        return news.others([follower])
    return news.office(Role.TEAM)


def challengers(news: News, *, owing: bool = False) -> list[User]:
    """The référents in mission on it; those who owe their opinion only, when `owing`."""
    missions = news.case.assignments.filter(ended_at=None).select_related("referent")
    missions = missions.filter(opinion=None) if owing else missions
    return news.acting((mission.referent for mission in missions), Role.REFERENT)


def with_tasks(news: News) -> list[User]:
    """Those of whom something is asked by name on it, asleep or not, its leaders left out."""
    tasks = WorkItem.objects.filter(case_id=news.case.pk, closed_at=None, assignee__isnull=False)
    people = {task.assignee.pk: task.assignee for task in tasks.select_related("assignee") if task.assignee}
    return [p for p in news.others(people.values()) if standing(Actor(p), news.case) - {Role.LEADER}]


def owners(news: News, state: str) -> list[User]:
    """Those who have the ball in that state, when it is an office's."""
    owner = news.case.PROCESS.state(state).owner
    if owner is None or owner is Role.LEADER:
        return []
    return team(news) if owner is Role.TEAM else news.office(owner)


def to_do(state: str) -> str:
    """What is expected of who has the ball in that state."""
    task = _(Dossier.PROCESS.state(state).task)
    return _("À faire\u00a0: %(task)s.") % {"task": task[:1].lower() + task[1:]} if task else ""


def happened(
    news: News,
    to: Iterable[User],
    *,
    what: str = "",
    then: str = "",
    due: date | None = None,
    reason: str | None = None,
    named: bool = True,
    link: str = "",
) -> Letter:
    """What happened, in the words of the timeline: by whom when `named`, why, what follows and by when.

    The automate is not named: whose gesture set it off is for the dossier's page to say, to those who may read it.
    """
    title = what or (_(news.step.event) if news.step else str(events[news.entry.event].title))
    by = news.by if named and not news.entry.cause_ref else None
    said = {
        "what": title,
        "by": by.full_name if by else "",
        "reason": news.texts.get("reason", "").strip() if reason is None else reason.strip(),
        "next": then,
        "due": written_day(due),
    }
    return Letter("happened", to, said, link)
