"""The controls of the demo: one that reads everything, one on the past call; the archives that were asked for."""

from datetime import date, timedelta

from audit import actions
from audit.scope import Kind, Scope
from dossiers.models import Call, Dossier
from lab.demo.people import SINCE, Cast
from lab.demo.story import done
from workflow import clock

REASON = (
    "Contrôle de la chambre régionale des comptes sur l’emploi des crédits de l’appel, lettre de mission du 2 mars."
)
LASTS = timedelta(days=90)
YEARLY = "Contrôle interne du fonds, demandé chaque année par le secrétariat général."


def entrust(people: Cast, today: date) -> None:
    """The demo account of the control reads everything, for a year more."""
    actions.give_mission(
        user=people.auditor,
        scope=Scope(Kind.ALL),
        reason=YEARLY,
        starts_on=SINCE,
        ends_on=today + timedelta(days=365),
        by=people.admin,
    )


def tell(past: Call, people: Cast) -> None:
    """A second person is on a mission of one call; the demo account asked for its archive, the team for a dossier's."""
    today = clock.today()
    actions.give_mission(
        user=people.visiting,
        scope=Scope(Kind.CALLS, calls=(past,)),
        reason=REASON,
        starts_on=today,
        ends_on=today + LASTS,
        by=people.admin,
    )
    done(actions.ask_export(scope=Scope(Kind.CALLS, calls=(past,)), by=people.auditor))
    decided = Dossier.objects.filter(call=past, state="granted").order_by("reference")[0]
    done(actions.ask_export(scope=Scope(Kind.DOSSIER, dossier=decided), by=people.team_lead))
