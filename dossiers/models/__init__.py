"""Calls, funding requests and what hangs on them."""

from dossiers.models.call import Call
from dossiers.models.challenge import Assignment, HandOver, Opinion, Question
from dossiers.models.dossier import Dossier, DossierQuerySet, ReferenceCounter, Section, Version
from dossiers.models.links import DossierGroupGrant, DossierUserGrant, Interest, Leadership

__all__ = [
    "Assignment",
    "Call",
    "Dossier",
    "DossierGroupGrant",
    "DossierQuerySet",
    "DossierUserGrant",
    "HandOver",
    "Interest",
    "Leadership",
    "Opinion",
    "Question",
    "ReferenceCounter",
    "Section",
    "Version",
]
