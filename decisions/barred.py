"""Who signed an act of a dossier takes no part in it beside its leader."""

from django.utils.translation import gettext as _

from accounts.models import User
from decisions.models import Act
from dossiers.invitations.barred import register_bar
from dossiers.models import Dossier
from workflow.verdict import Unmet


@register_bar
def signed(user: User, dossier: Dossier) -> Unmet | None:
    if not Act.objects.filter(dossier=dossier, signatory=user).exists():
        return None
    return Unmet(
        "not_signatory", _("Vous avez signé un acte de ce dossier\u00a0: vous ne pouvez pas être de son côté.")
    )
