"""The sessions to come, for the dossiers that may still be on their agenda."""

from copil.models import Session
from dossiers.aim.keeping import register_agenda
from dossiers.aim.plan import Meeting
from workflow import clock


@register_agenda
def sessions_to_come() -> list[Meeting]:
    """Planned or convoked, from tomorrow on; one statement."""
    coming = Session.objects.filter(
        status__in=[Session.Status.PLANNED, Session.Status.CONVOKED], held_at__gt=clock.now()
    )
    sessions = coming.select_related("rules").order_by("held_at")
    return [Meeting(str(s), s.held_on, s.rules.clear_days, s.number) for s in sessions]
