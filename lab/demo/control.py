"""A control of the demo: a mission on the past call, the archive that its auditor asked for, the team's of one."""

from datetime import timedelta

from audit import actions
from audit.scope import Kind, Scope
from dossiers.models import Call, Dossier
from lab.demo.people import Cast
from lab.demo.story import done
from workflow import clock

REASON = (
    "Contrôle de la chambre régionale des comptes sur l’emploi des crédits de l’appel, lettre de mission du 2 mars."
)
LASTS = timedelta(days=90)


def tell(past: Call, people: Cast) -> None:
    """The demo account of the control reads everything; a second person is on a mission of one call."""
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
