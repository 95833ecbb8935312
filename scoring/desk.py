"""What the reviews add to the team's list: reviewers may have the ball, dossiers are confided to them."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.desk import criteria
from dossiers.desk.holders import Holder, register_people
from scoring import tasks
from scoring.models import Review
from scoring.models.review import CURRENT


def reviewed_by(people: QuerySet[User]) -> Q:
    """The dossiers that one of those people reviews or reviewed; says nothing of what they gave."""
    return Q(Exists(Review.objects.filter(CURRENT, dossier=OuterRef("pk"), reviewer__in=people)))


criteria.confided.append(reviewed_by)
register_people(Holder("reviewers", _("évaluateurs"), Q(kind__in=[tasks.REVIEW, tasks.CONFIRM])))
