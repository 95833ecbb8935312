"""The words of this room's log entries, and of the automate's reminders, for the timeline."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from dossiers.calls.dates import DEADLINE_MOVED, WAITING_MOVED
from dossiers.page.glance import register_event
from dossiers.receipt.legal_clock import NEAR
from workflow.deadlines import DEADLINE_PASSED, REMINDED

register_event("draft_opened", _("Brouillon ouvert"), told_to_leader=True)
register_event("referent_assigned", _("Référent désigné"))
register_event("referent_relieved", _("Fin de la mission d’un référent"), shows="reason")
register_event("referent_declined", _("Désistement d’un référent"), shows="reason")
register_event("assignment_accepted", _("Mission acceptée par le référent"))
register_event("handover_offered", _("Passation proposée à un autre référent"), shows="reason")
register_event("handover_accepted", _("Passation acceptée"))
register_event("handover_declined", _("Passation refusée"), shows="reason")
register_event("aim_chosen", _("Séance visée choisie"), told_to_leader=True)
register_event("aim_slipped", _("Trop tard pour la séance visée"))
register_event("handover_lapsed", _("Passation restée sans réponse"))
register_event("done_without", _("Référent désisté non remplacé"))
register_event("referent_away", _("Référent absent à l’échéance de son avis"))
register_event("question_asked", _("Question d’un référent"), told_to_leader=True, shows="text")
register_event("question_answered", _("Réponse du porteur"), told_to_leader=True, shows="text")
register_event("opinion_given", _("Avis de référent donné"))
register_event("opinion_revised", _("Avis de référent revu"))
register_event("opinion_confirmed", _("Avis de référent confirmé sur la nouvelle version"))
register_event("pieces_asked", _("Pièces manquantes demandées au porteur"), told_to_leader=True, shows="asked")
register_event("piece_provided", _("Pièce demandée, fournie par le porteur"), told_to_leader=True, shows="said")
register_event("pieces_in", _("Toutes les pièces demandées sont réunies"), told_to_leader=True)
register_event("pieces_checked", _("Pièces vérifiées par l’équipe"), told_to_leader=True, shows="said")
# Who declared it is named; of what tie, the page of the interest's own tells those who must know.
register_event("interest_declared", _("Lien d’intérêt déclaré"))
register_event("co_leader_invited", _("Co-porteur invité"), told_to_leader=True)  # before one had to accept
register_event("invitation_sent", _("Invitation envoyée"), told_to_leader=True)
register_event("invitation_taken_back", _("Invitation annulée"), told_to_leader=True)
register_event("invitation_declined", _("Invitation déclinée"), told_to_leader=True)
register_event("co_leader_joined", _("Invitation acceptée par un co-porteur"), told_to_leader=True)
register_event("leader_changed", _("Changement de porteur principal"), told_to_leader=True)
register_event("reader_joined", _("Invitation acceptée par un lecteur"), told_to_leader=True)
register_event("reader_removed", _("Lecteur retiré"), told_to_leader=True)
register_event("co_leader_removed", _("Co-porteur retiré"), told_to_leader=True)
register_event("took_up", _("Réponses reprises d’un dossier précédent"), told_to_leader=True)
register_event("taken_up", _("Dossier repris dans un nouveau brouillon"), told_to_leader=True)
# The lists of files say who joined what: the timeline tells only those who check, and no name, for it may be a draft's.
for code, title in (
    ("attachment_added", _("Pièce jointe ajoutée")),
    ("attachment_removed", _("Pièce jointe retirée")),
    ("attachment_scanned", _("Pièce jointe passée à l’antivirus")),
):
    register_event(code, title, seen=lambda glance: Role.AUDITOR in glance.roles)
# The exchange has its own page: the timeline is not filled with it, but for those who check.
for code, title in (
    ("message_sent", _("Message envoyé")),
    ("message_corrected", _("Message corrigé par son auteur")),
    ("message_withdrawn", _("Message retiré par son auteur")),
):
    register_event(code, title, seen=lambda glance: Role.AUDITOR in glance.roles)
# The team's notes are told on their own page alone.
for code, title in (
    ("note_written", _("Note d’équipe écrite")),
    ("note_pinned", _("Note d’équipe épinglée")),
    ("note_unpinned", _("Note d’équipe désépinglée")),
    ("note_removed", _("Note d’équipe retirée")),
):
    register_event(code, title, seen=lambda _glance: False)
register_event("attachment_infected", _("Virus trouvé dans une pièce jointe, supprimée"), told_to_leader=True)
register_event(DEADLINE_MOVED, _("Échéance déplacée avec les dates de l’appel"))
register_event(WAITING_MOVED, _("Échéance de la liste complémentaire déplacée avec les dates de l’appel"))
register_event(NEAR, _("Refus implicite proche, coordination prévenue"))
register_event(REMINDED, _("Rappel d’échéance envoyé"))
register_event(DEADLINE_PASSED, _("Délai dépassé, coordination prévenue"))
