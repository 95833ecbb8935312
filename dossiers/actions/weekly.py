"""The weekly review, once held."""

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.doing import verb
from dossiers.models import WeeklyReview
from workflow import clock
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why


@verb
def close_weekly_review(*, by: User) -> WeeklyReview:
    """Notes that the team has held its review today: what is deposited from now on is new at the next one.

    Noted twice the same day, it was held once.
    """
    if not by.is_active or Role.TEAM not in by.roles:
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    review, _created = WeeklyReview.objects.get_or_create(held_on=clock.today(), defaults={"closed_by": by})
    return review
