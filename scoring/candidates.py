"""Who may be asked to review a dossier: the least busy first."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Assignment, Dossier, Interest, Leadership
from dossiers.visibility import holders
from scoring.models import Review
from scoring.models.review import CURRENT


@dataclass(frozen=True)
class Candidate:
    """A person who may review the dossier, with how many reviews they have to write now."""

    person: User
    load: int
    same_service: bool
    is_team: bool


def candidates(dossier: Dossier) -> list[Candidate]:
    """Everyone whom `bars.Bars.reviewing` lets through, the team first among the equally busy; one statement."""
    mine = OuterRef("pk")
    barred = (
        Q(Exists(Leadership.objects.filter(dossier=dossier, person=mine)))
        | Q(Exists(Interest.objects.filter(dossier=dossier, person=mine, withdrawn_at=None)))
        | Q(Exists(Review.objects.filter(CURRENT, dossier=dossier, reviewer=mine)))
    )
    if not dossier.call.challenger_may_review:
        of_record = Assignment.objects.filter(Q(ended_at=None) | Q(opinion__isnull=False), dossier=dossier)
        barred |= Q(Exists(of_record.filter(referent=mine)))
    pending = Q(reviews__submitted_at=None, reviews__ended_at=None, reviews__set_aside_at=None)
    free = (
        User.objects.filter(pk__in=holders(Role.TEAM, Role.REFERENT), is_active=True)
        .exclude(pk=dossier.leader.pk)
        .exclude(barred)
        .annotate(
            load=Count("reviews", filter=pending & Q(reviews__isnull=False)),
            is_team=Exists(holders(Role.TEAM).filter(pk=mine)),
        )
        .select_related("service")
        .order_by("load", "-is_team", "last_name", "first_name", "pk")
    )
    return [
        Candidate(p, p.load, p.service_id is not None and p.service_id == dossier.service_id, p.is_team) for p in free
    ]
