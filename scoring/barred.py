"""Who was asked to review a dossier takes no part in it beside its leader."""

from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.invitations.barred import register_bar
from dossiers.models import Dossier
from scoring.models import Review
from workflow.verdict import Unmet


@register_bar
def reviewer(user: User, dossier: Dossier) -> Unmet | None:
    if not Review.objects.filter(dossier=dossier, reviewer=user).exists():
        return None
    sentence = _(
        "Vous êtes, ou avez été, désigné pour évaluer ce dossier\u00a0: vous ne pouvez pas être aussi de son côté."
    )
    return Unmet("not_reviewer", sentence)
