"""What the reviews add to the team’s desk: who has the ball, what is confided to whom, what is ready."""

from datetime import date

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from dossiers.bulk.gestures import Ask, BulkGesture, chosen_person, person_field
from dossiers.bulk.gestures import register as register_bulk
from dossiers.desk import criteria, weekly
from dossiers.desk.criteria import Criterion
from dossiers.desk.holders import Holder, register_people
from dossiers.desk.shared_tasks import register_part
from dossiers.models import DossierQuerySet, Interest
from scoring import actions, tasks
from scoring.models import Review
from scoring.models.review import CURRENT
from scoring.stages import REVIEWING
from workflow.models import WorkItem

#: What a reviewer is asked alone.
OWN = (tasks.REVIEW, tasks.CONFIRM)


def reviewed_by(people: QuerySet[User]) -> Q:
    """The dossiers that one of those people reviews or reviewed; says nothing of what they gave."""
    return Q(Exists(Review.objects.filter(CURRENT, dossier=OuterRef("pk"), reviewer__in=people)))


def ready(rows: DossierQuerySet) -> DossierQuerySet:
    """The dossiers whose consensus is in force, and that wait for a session of the committee."""
    asked = WorkItem.objects.filter(kind=tasks.READY, case_id=OuterRef("pk"), closed_at=None, paused_on=None)
    return rows.filter(Exists(asked), state__in=REVIEWING)


def _ready_topic(rows: DossierQuerySet, _since: date) -> DossierQuerySet:
    return ready(rows)


def _ready_field(_user: User) -> forms.Field:
    return forms.BooleanField(label=_("Prêts pour le COPIL"), required=False)


criteria.register(Criterion("ready", _ready_field, lambda rows, _user, _yes: ready(rows)))
weekly.register(
    weekly.Topic(
        "ready",
        40,
        _("Prêts pour le COPIL"),
        _("Aucun dossier n’attend de séance."),
        _ready_topic,
        lambda _since: {"ready": "on", "sort": "silence"},
        ("put_on_agenda", "return_to_leader"),
    )
)
criteria.confided.append(reviewed_by)
register_people(Holder("reviewers", _("évaluateurs"), Q(kind__in=OWN)))


def _open(*kinds: str) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(kind__in=kinds, case_id=OuterRef("case_id"), closed_at=None, paused_on=None)


def own_review_in(user: User) -> Q:
    """The team's task waits for this person until what they are asked alone is done: one line a dossier, not two."""
    return Q(~Exists(_open(*OWN).filter(assignee=user)))


def nothing_closer(user: User) -> Q:
    """So does the task of the step itself, once all that is left of it is the consensus."""
    return own_review_in(user) & Q(~Exists(_open(tasks.CONSENSUS)))


def not_set_aside(user: User) -> Q:
    """Whoever declared an interest reads no score, hence does nothing of what is asked around them."""
    return Q(~Exists(Interest.objects.filter(dossier=OuterRef("case_id"), person=user, withdrawn_at=None)))


register_part(tasks.CONSENSUS, lambda user: own_review_in(user) & not_set_aside(user))
register_part(tasks.STATE, lambda user: nothing_closer(user) & not_set_aside(user))
register_part(tasks.REPLACE, not_set_aside)


def _assign_reviewer(ask: Ask) -> object:
    return actions.assign_reviewer(dossier=ask.dossier, reviewer=chosen_person(ask), by=ask.by)


register_bulk(
    BulkGesture(
        "assign_reviewer",
        _("Désigner un évaluateur"),
        Role.TEAM,
        person_field(_("Évaluateur"), Role.TEAM, Role.REFERENT),
        _assign_reviewer,
    )
)
