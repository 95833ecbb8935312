"""The words of this room's log entries for the timeline."""

from django.utils.translation import gettext_lazy as _

from dossiers.page.glance import register_event
from followup.beginning import CONDITIONS_OPENED
from followup.models import Amendment, Appeal, Condition, Obligation, Repayment
from followup.moving import event_of
from followup.pausing import KINDS
from followup.reports.publishing import PUBLISHED, TAKEN_BACK

register_event(event_of(Repayment, "ask"), _("Reversement demandé"), told_to_leader=True, shows="reason")
register_event(event_of(Amendment, "ask"), _("Avenant demandé"), told_to_leader=True, shows="reason")
register_event(CONDITIONS_OPENED, _("Réserves à lever"), told_to_leader=True, shows="what")


def _register(kind: type[Obligation]) -> None:
    """Each move of a small process is told in its own words, to whoever reads the dossier's history."""
    for _source, step in kind.PROCESS.edges():
        shows = "what" if kind is Condition else "reason"
        register_event(event_of(kind, step.verb), _(step.event), told_to_leader=step.told_to_leader, shows=shows)


for each in KINDS:
    _register(each)
register_event(PUBLISHED, _("Retour d’expérience publié"), told_to_leader=True)
register_event(TAKEN_BACK, _("Retour d’expérience retiré de la publication"), told_to_leader=True)
register_event(event_of(Appeal, "lodge"), _("Recours gracieux enregistré"), told_to_leader=True)
for _source, step in Appeal.PROCESS.edges():
    shows = "reply" if step.verb == "reply" else "reason"
    register_event(event_of(Appeal, step.verb), _(step.event), told_to_leader=True, shows=shows)
