"""The words of this room's log entries for the timeline; the signature itself is a move and has the process's words."""

from django.utils.translation import gettext_lazy as _

from decisions.conditions.setting import CONDITIONS_DATED
from decisions.receipts.making import MADE
from decisions.release.following import REOPENING_TOLD
from dossiers.models.dossier import DECISION_TOLD
from dossiers.page.glance import Glance, register_event


def nobody(glance: Glance) -> bool:  # noqa: ARG001 - the signature that `seen` has
    """Inside, the move itself says it."""
    return False


register_event("act_prepared", _("Acte préparé pour la signature"))
register_event(DECISION_TOLD, _("Décision notifiée au porteur"), told_to_leader=True, kind="decision")
register_event(REOPENING_TOLD, _("Instruction rouverte"), told_to_leader=True, shows="reason", seen=nobody)
register_event(MADE, _("Accusé de réception établi"), told_to_leader=True)
register_event(CONDITIONS_DATED, _("Dates des réserves fixées"))
register_event("act_countersigned", _("Convention signée par le bénéficiaire"))
