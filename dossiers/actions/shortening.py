"""Which form a request is written in: its leader chooses the short one, an amount beyond the call's leaves it."""

from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.doing import lock, require, verb, wrong_state
from dossiers.form.budget import totals
from dossiers.form.length import Length
from dossiers.models import Dossier
from dossiers.wording import euros
from workflow.verdict import unmet


@verb
def choose_length(*, dossier: Dossier, length: Length, by: User) -> Dossier:
    """Passes to that form: every answer stays, asked or not. Refused: the short one for more than the call says."""
    case = lock(dossier)
    roles = require(case, by, Role.LEADER)
    if not case.PROCESS.state(case.state).editable:
        raise wrong_state(case, roles)
    if length is Length.SHORT and not case.call.is_small(asked_for(case)):
        sentence = _("Le formulaire court est réservé aux demandes de %(sum)s au plus.")
        raise unmet("small_request", sentence % {"sum": euros(case.call.small_request)}, lifted_by=_("vous"))
    if case.form_length != length:
        case.form_length = length
        case.save(update_fields=["form_length"])
    return case


def asked_for(case: Dossier) -> Decimal:
    """What the working draft asks of the lab, in euros; one statement."""
    budget = case.sections.filter(code="budget").values_list("data", flat=True).first() or {}
    return totals(budget).requested


def outgrow(case: Dossier, requested: Decimal) -> bool:
    """Makes the locked case's form the full one when that amount is beyond the call's; not yet saved."""
    if case.form_length == Length.FULL or case.call.is_small(requested):
        return False
    case.form_length = Length.FULL
    return True
