"""Who takes away the whole file of one dossier: who controls it, and the team; as long as they read as much of it."""

import hashlib

from accounts.models import User
from accounts.roles import Role
from audit.archive.gathering import glance_of, seen
from audit.scope import Kind, Scope
from dossiers.models import Dossier
from dossiers.page.glance import Glance
from scoring.visibility import scores_q

TAKERS = frozenset({Role.TEAM, Role.AUDITOR})


def may_take(glance: Glance) -> bool:
    """Whether this person may ask for it: not of a dossier never deposited, nor of one that they are out of."""
    deposited = glance.dossier.deposited_at is not None
    return deposited and glance.inside and not glance.aside and bool(glance.roles & TAKERS)


def rights_on(user: User, dossier: Dossier) -> str:
    """The fingerprint of what this person may take of it today, empty for nothing; four statements at most."""
    found = seen(user, Scope(Kind.DOSSIER, dossier=dossier)).first()
    if found is None:
        return ""
    glance = glance_of(user, found)
    if not may_take(glance):
        return ""
    scores = Dossier.objects.filter(scores_q(user, path=""), pk=dossier.pk).exists()
    return hashlib.sha256(" ".join([*sorted(glance.roles), f"{scores:d}"]).encode()).hexdigest()
