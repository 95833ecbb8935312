"""Who has the ball: whose move it is, since when, until when, what comes next. The first thing the page says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from dossiers.desk.shared_tasks import awaiting
from dossiers.page.glance import Glance, is_told_task
from workflow.asked import Asked
from workflow.models import WorkItem

RETURNED = gettext_lazy("La version complétée déposée, l’examen reprend là où il s’était arrêté.")
#: What comes next from each state, for those who read the real one.
NEXT = {
    "draft": gettext_lazy("Une fois déposé, le dossier est challengé par des référents de l’innovation."),
    "challenge": gettext_lazy("Quand chaque référent a donné son avis, l’équipe projet évalue le dossier."),
    "team_review": gettext_lazy("Évalué, le dossier est inscrit à une séance du COPIL, qui en décide."),
    "copil": gettext_lazy("Ce que le COPIL adopte est soumis à la signature ; un ajournement revient à l’équipe."),
    "waiting": gettext_lazy(
        "Si des crédits se libèrent, l’accord part à la signature ; sinon, un refus est proposé à la fin de l’appel."
    ),
    "signature": gettext_lazy("La décision signée est notifiée au porteur."),
    "granted": gettext_lazy("Le dernier compte rendu accepté et les paiements soldés, le dossier est clos."),
    "suspended": gettext_lazy("L’instruction reprend là où elle s’était arrêtée."),
}


@dataclass(frozen=True)
class Stage:
    """A step as its leader is told it: who works on it, at what, what follows."""

    holder: str | Promise
    task: str | Promise
    next: str | Promise


#: Keyed by the code of `Glance.step`: nothing here tells the waiting list from the signature.
TOLD_TO_LEADER = {
    "draft": Stage(
        gettext_lazy("porteur de projet"),
        gettext_lazy("Compléter et déposer le dossier"),
        gettext_lazy("Une fois déposé, le dossier est challengé par des référents de l’innovation."),
    ),
    "challenge": Stage(
        gettext_lazy("référents de l’innovation"),
        gettext_lazy("Questionner le dossier et donner un avis"),
        gettext_lazy("L’équipe projet évalue ensuite le dossier."),
    ),
    "team_review": Stage(
        gettext_lazy("équipe projet"),
        gettext_lazy("Évaluer le dossier"),
        gettext_lazy("Le dossier est ensuite présenté au COPIL."),
    ),
    "copil": Stage(
        gettext_lazy("COPIL"),
        gettext_lazy("Examiner le dossier en séance"),
        gettext_lazy("La décision est ensuite signée, puis vous est notifiée."),
    ),
    "signature": Stage(
        gettext_lazy("Lab-O"),
        gettext_lazy("Préparer et signer la décision"),
        gettext_lazy("La décision vous est notifiée une fois signée."),
    ),
    "granted": Stage(
        gettext_lazy("porteur de projet"),
        gettext_lazy("Réaliser le projet et en rendre compte"),
        gettext_lazy("Le dernier compte rendu accepté, le dossier est clos."),
    ),
    "suspended": Stage(
        gettext_lazy("équipe projet"),
        gettext_lazy("Reprendre l’instruction"),
        gettext_lazy("L’instruction reprend là où elle s’était arrêtée."),
    ),
}
#: Steps whose clock tells a leader nothing of the outcome; others have another clock behind the same name.
CLOCK_TOLD = frozenset({"draft", "challenge", "team_review", "granted", "suspended"})


#: Steps whose tasks do not wait for one another, a signature once something is granted being one: the reader's office
#: has the ball, else the most urgent, be it a person's or an office's.
CONCURRENT = frozenset({"granted", "signature"})


@dataclass(frozen=True)
class Ball:
    """What `components/ball.html` shows. `mine`: it is up to the reader."""

    holder: str
    mine: bool
    task: str
    since: datetime | None
    due: date | None
    next: str
    kind: str = ""  # of the task, when there is one: it leads to its page


def open_items(glance: Glance) -> list[WorkItem]:
    """The dossier's tasks that are neither done nor asleep, the most urgent first; one statement.

    `awaits_reader`: of a role's task, whether the reader's own part is still to do.
    """
    awake = _awake.instances(glance.user, glance.dossier.pk)
    return sorted(awake, key=lambda item: (item.due_on or date.max, item.pk))


def _awake_items(user: User, dossier: UUID) -> "QuerySet[WorkItem]":
    awake = WorkItem.objects.filter(process="dossier", case_id=dossier, closed_at=None, paused_on=None).order_by()
    awake = awake.annotate(awaits_reader=ExpressionWrapper(awaiting(user), BooleanField()))
    return awake.select_related("assignee")


_awake: Asked[WorkItem] = Asked(_awake_items, UUID)


def ball(glance: Glance, items: Iterable[WorkItem], *, since: datetime | None) -> Ball | None:
    """Who has the ball, as this person may read it; None when the dossier waits for nobody any more.

    `since` is the date of the last move that the leader was told of.
    """
    if glance.dossier.PROCESS.state(glance.state).end:
        return None
    if not glance.inside:
        return _told_to_leader(glance, list(items), since)
    return _inside(glance, list(items))


def after_end(glance: Glance, items: Iterable[WorkItem]) -> Ball | None:
    """Who has what is still expected of a dossier that has ended: something lodged against its decision."""
    told = [item for item in items if is_told_task(item.kind)]
    if not told or not glance.dossier.PROCESS.state(glance.state).end:
        return None
    first = told[0]
    holder = first.assignee.full_name if first.assignee else _(Role(first.role).label)
    return Ball(holder, _mine(first, glance), _(first.label), first.opened_at, first.due_on, "", first.kind)


def _inside(glance: Glance, items: list[WorkItem]) -> Ball:
    """One's own task first, then other people's, then the role's: a role's task often only follows the people's."""
    user, dossier = glance.user, glance.dossier
    coming = str(RETURNED if dossier.is_returned else NEXT.get(dossier.state, ""))
    own = [item for item in items if item.assignee_id == user.pk]
    people = [item for item in items if item.assignee is not None]
    roles = sorted((item for item in items if item.assignee is None), key=lambda item: not _mine(item, glance))
    if own:
        first = own[0]
        return Ball(user.full_name, True, _(first.label), first.opened_at, first.due_on, coming, first.kind)
    if people and not (dossier.state in CONCURRENT and roles and _before(roles[0], people[0], glance)):
        first = people[0]
        names = [item.assignee.full_name for item in people if item.kind == first.kind and item.assignee]
        return Ball(_joined(names), False, _(first.label), first.opened_at, first.due_on, coming)
    if roles:
        first = roles[0]
        holder = _(Role(first.role).label)
        return Ball(holder, _mine(first, glance), _(first.label), first.opened_at, first.due_on, coming, first.kind)
    state = dossier.PROCESS.state(dossier.state)
    holder = _(state.owner.label) if state.owner else ""
    return Ball(holder, False, _(state.task), dossier.entered_at, dossier.due_on, coming)


def _before(office: WorkItem, person: WorkItem, glance: Glance) -> bool:
    """Whether an office's task comes before somebody's: it is the reader's, or more urgent."""
    return _mine(office, glance) or (office.due_on or date.max) < (person.due_on or date.max)


def _mine(item: WorkItem, glance: Glance) -> bool:
    """Whether a role's task awaits the reader."""
    return item.role in glance.roles and bool(item.awaits_reader)  # type: ignore[attr-defined] # annotated


def _told_to_leader(glance: Glance, items: list[WorkItem], since: datetime | None) -> Ball:
    dossier, code = glance.dossier, glance.step.code
    known = dossier.leader_state == dossier.state
    told = [item for item in items if is_told_task(item.kind)]
    own = [item for item in (items if known else told) if item.assignee_id == glance.user.pk]
    stage = TOLD_TO_LEADER[code]
    coming = str(RETURNED if code == "draft" and dossier.is_returned else stage.next)
    if own or told:
        first = (own or told)[0]
        holder = first.assignee.full_name if first.assignee else _(Role(first.role).label)
        return Ball(holder, bool(own), _(first.label), first.opened_at, first.due_on, coming, first.kind)
    dated = code in CLOCK_TOLD and known
    mine = glance.as_leader and code in {"draft", "granted"}
    return Ball(
        str(stage.holder),
        mine,
        str(stage.task),
        since or dossier.created_at,
        dossier.due_on if dated else None,
        coming,
    )


def _joined(names: list[str]) -> str:
    """Names as a sentence lists them."""
    unique = list(dict.fromkeys(names))
    if len(unique) < 2:
        return "".join(unique)
    return _("%(first)s et %(last)s") % {"first": ", ".join(unique[:-1]), "last": unique[-1]}
