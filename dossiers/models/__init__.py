"""Calls, funding requests and what hangs on them."""

from dossiers.models.attachments import Attachment, AttachmentQuerySet, FileKind, Purpose, Verdict
from dossiers.models.bulk import BulkLine, BulkRun
from dossiers.models.call import Call, Phase
from dossiers.models.call_records import CallChange, CallWording
from dossiers.models.challenge import Assignment, HandOver, Opinion, Question
from dossiers.models.completion import CompletionRequest, MissingPiece
from dossiers.models.conversation import Exchange, Reading, Side
from dossiers.models.desk import SavedView, WeeklyReview
from dossiers.models.dossier import Dossier, DossierQuerySet, ReferenceCounter, Section, Version
from dossiers.models.invitations import Invitation, InvitationQuerySet
from dossiers.models.labels import DossierLabel, Label
from dossiers.models.links import DossierGroupGrant, DossierUserGrant, Interest, Leadership
from dossiers.models.notes import Mention, TeamNote

__all__ = [
    "Assignment",
    "Attachment",
    "AttachmentQuerySet",
    "BulkLine",
    "BulkRun",
    "Call",
    "CallChange",
    "CallWording",
    "CompletionRequest",
    "Dossier",
    "DossierGroupGrant",
    "DossierLabel",
    "DossierQuerySet",
    "DossierUserGrant",
    "Exchange",
    "FileKind",
    "HandOver",
    "Interest",
    "Invitation",
    "InvitationQuerySet",
    "Label",
    "Leadership",
    "Mention",
    "MissingPiece",
    "Opinion",
    "Phase",
    "Purpose",
    "Question",
    "Reading",
    "ReferenceCounter",
    "SavedView",
    "Section",
    "Side",
    "TeamNote",
    "Verdict",
    "Version",
    "WeeklyReview",
]
