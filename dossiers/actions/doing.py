"""How every verb of this room is carried out: whole or not at all, under the lock, rights first."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.page.glance import INSIDE, leader_step, real_step
from workflow.gesture import Actor
from workflow.judgment import standing
from workflow.perform import FORBIDDEN, locked
from workflow.verdict import Refusal, Refused, Why

logger = logging.getLogger("jalon.dossiers")

P = ParamSpec("P")
T = TypeVar("T")


def verb(action: Callable[P, T]) -> Callable[P, T | Refusal]:
    """Runs the action in one transaction; a `Refused` raised inside undoes it and comes back as the refusal."""

    @wraps(action)
    def carried_out(*args: P.args, **kwargs: P.kwargs) -> T | Refusal:
        try:
            with transaction.atomic():
                return action(*args, **kwargs)
        except Refused as stop:
            logger.info("refused %s: %s", action.__name__, stop.refusal.why.code)
            return stop.refusal

    return carried_out


def lock(dossier: Dossier) -> Dossier:
    """The dossier as it is now, its row locked until the end of the transaction."""
    return cast(Dossier, locked(Dossier, dossier.pk))


def require(case: Dossier, by: User, *wanted: Role) -> frozenset[Role]:
    """The roles of `by` on that dossier; refused when none is wanted here."""
    roles = standing(Actor(by), case)
    if not roles.intersection(wanted):
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    return roles


def require_state(case: Dossier, roles: frozenset[Role], *states: str) -> None:
    """Refused outside of those states; the sentence names the step as these roles may read it."""
    if case.state not in states:
        raise wrong_state(case, roles)


def require_alive(case: Dossier, roles: frozenset[Role]) -> None:
    """Refused once nothing more is expected of the dossier, as far as these roles may know."""
    if case.PROCESS.state(case.known_state(roles)).end:
        raise wrong_state(case, roles)


def wrong_state(case: Dossier, roles: frozenset[Role]) -> Refused:
    inside = Role.LEADER not in roles and roles & INSIDE
    step = real_step(case) if inside else leader_step(case)
    sentence = _("Ce geste n’est pas possible : le dossier est à l’étape « %(step)s ».") % {"step": step.label.lower()}
    return Refused(Refusal(Why.WRONG_STATE, sentence))
