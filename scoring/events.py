"""The words of this room's log entries, for the timeline. None is told to leaders, and none tells a score."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from dossiers.page.glance import Glance, register_event

COMMITTEE = frozenset({Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.COPIL_SECRETARY, Role.SIGNATORY})
TEAM = frozenset({Role.TEAM, Role.AUDITOR})


def _team(glance: Glance) -> bool:
    """Who reviews, and when, is the team's business."""
    return bool(glance.roles & TEAM)


def _team_and_committee(glance: Glance) -> bool:
    return bool(glance.roles & (TEAM | COMMITTEE))


register_event("reviewer_assigned", _("Évaluateur désigné"), seen=_team)
register_event("reviewer_relieved", _("Fin de la mission d’un évaluateur"), shows="reason", seen=_team)
register_event("review_submitted", _("Évaluation remise"), seen=_team)
# Why a score or a consensus changed tells scores: it is read where they are, under `scores_for`.
register_event("review_corrected", _("Évaluation corrigée"), seen=_team)
register_event("review_confirmed", _("Évaluation confirmée sur la nouvelle version"), seen=_team)
register_event("review_set_aside", _("Évaluation écartée : lien déclaré après coup"), seen=_team_and_committee)
register_event("consensus_recorded", _("Consensus établi"), seen=_team_and_committee)
register_event("consensus_agreed", _("Accord d’un évaluateur sur le consensus"), seen=_team_and_committee)
register_event("consensus_undone", _("Consensus à refaire"), seen=_team_and_committee)
register_event("consensus_dissented", _("Désaccord d’un évaluateur sur le consensus"), seen=_team_and_committee)
register_event("discussion_opened", _("Discussion des évaluations ouverte"), seen=_team)
register_event("discussion_remark", _("Message dans la discussion des évaluations"), seen=_team)
register_event("discussion_closed", _("Discussion des évaluations close"), seen=_team)
register_event("calibration_opened", _("Exercice de calibrage ouvert sur ce dossier"), seen=_team)
register_event("calibration_closed", _("Exercice de calibrage terminé"), seen=_team)
