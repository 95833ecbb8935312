"""What of a call may no longer change, and why: the forms say it beforehand, the verbs hold it."""

from django.utils.translation import gettext as _

from dossiers.models import Call, Dossier, Phase
from workflow import clock

#: From the first deposit on, every leader is treated by the same figures and cites the same title.
FROM_FIRST_DEPOSIT = ("title",)


def deposited(call: Call) -> bool:
    """Whether somebody has deposited a dossier in that call; one statement."""
    return Dossier.objects.filter(call=call, deposited_at__isnull=False).exists()


def frozen(call: Call) -> dict[str, str]:
    """By field, why it stays as it is; one statement."""
    today = clock.today()
    phase = call.phase(today)
    found: dict[str, str] = {}
    if phase is not Phase.PREPARING and call.opens_on <= today:
        found["opens_on"] = _("L’appel a ouvert ce jour-là : cela ne change plus.")
    if phase is Phase.CLOSED:
        found["closes_on"] = _("L’appel est clos. Pour recevoir à nouveau des dossiers, rouvrez-le.")
    if phase is Phase.ENDED:
        over = _("L’appel est terminé : ses décisions sont prises sur ces dates.")
        found |= dict.fromkeys(("opens_on", "closes_on", "ends_on"), over)
    if deposited(call):
        why = _("Des dossiers sont déposés : tous sont traités selon la même règle, sous le même nom.")
        found |= dict.fromkeys(FROM_FIRST_DEPOSIT, why)
    return found
