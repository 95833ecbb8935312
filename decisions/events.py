"""The words of this room's log entries for the timeline; the signature itself is a move and has the process's words."""

from django.utils.translation import gettext_lazy as _

from decisions.receipts.making import MADE
from dossiers.page.glance import register_event

register_event("act_prepared", _("Acte préparé pour la signature"))
register_event(MADE, _("Accusé de réception établi"), told_to_leader=True)
register_event("act_countersigned", _("Convention signée par le bénéficiaire"))
