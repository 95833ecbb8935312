"""Who may not take part in a dossier beside its leader, and why: rooms above add what they know.

Asked of the person who was invited, once they are signed in, never of who invites: an invitation must not tell who
examines the dossier, nor who has an account.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.models import Dossier
from dossiers.standing import BY_OFFICE, DECIDING
from dossiers.visibility import leads
from workflow.verdict import Unmet

#: Answers why that person may not take part in that dossier; None when nothing that the room knows forbids it.
Bar = Callable[[User, Dossier], Unmet | None]

_bars: list[Bar] = []


def register_bar(bar: Bar) -> Bar:
    """Adds what one room knows; one statement each at most."""
    _bars.append(bar)
    return bar


def why_not(user: User, dossier: Dossier) -> Unmet | None:
    """The first thing that keeps the person from taking part, said to themselves; None when they may.

    Who leads the dossier already is on its side whatever they hold: nothing keeps them from leading it first.
    """
    if leads(user, dossier):
        return None
    return next((reason for bar in _bars if (reason := bar(user, dossier))), None)


@register_bar
def _by_office(user: User, dossier: Dossier) -> Unmet | None:
    """Who decides is few and not replaced at will; once it is deposited, who examines dossiers stays on that side."""
    if not user.roles & (BY_OFFICE if dossier.deposited_at else DECIDING):
        return None
    sentence = _(
        "Votre rôle au Lab-O vous fait prendre part à l’examen ou à la décision des dossiers\u00a0: vous ne pouvez pas "
        "être aussi du côté de celui-ci."
    )
    return Unmet("not_judge", sentence)


@register_bar
def _challenger(user: User, dossier: Dossier) -> Unmet | None:
    if not dossier.assignments.filter(referent=user).exists():
        return None
    sentence = _(
        "Vous êtes, ou avez été, désigné pour challenger ce dossier\u00a0: vous ne pouvez pas être aussi de son côté."
    )
    return Unmet("not_challenger", sentence)
