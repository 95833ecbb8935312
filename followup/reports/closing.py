"""What the coordination has left to do once all reports are accepted: settle what is due, then close the dossier."""

from django.utils.translation import gettext_noop

from accounts.roles import Role
from dossiers.models import Dossier
from workflow import calendar, clock, workitems

#: The task of settling the payments and closing the dossier, and the working days given to it.
CLOSE = "close_follow_up"
CLOSE_DAYS = 30


def ask_to_close(case: Dossier) -> None:
    """Opens that task, which the end of the dossier closes."""
    workitems.open_item(
        case=case,
        kind=CLOSE,
        label=gettext_noop("Solder les paiements, puis clore le dossier"),
        role=Role.TEAM_LEAD,
        due_on=calendar.add(clock.today(), CLOSE_DAYS),
        state=workitems.ANY_STATE,
    )
