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
register_event("review_corrected", _("Évaluation corrigée"), shows="reason", seen=_team)
register_event("review_confirmed", _("Évaluation confirmée sur la nouvelle version"), seen=_team)
register_event("review_set_aside", _("Évaluation écartée : lien déclaré après coup"), seen=_team_and_committee)
register_event("consensus_recorded", _("Consensus établi"), shows="reason", seen=_team_and_committee)
register_event("consensus_agreed", _("Accord d’un évaluateur sur le consensus"), seen=_team_and_committee)
register_event("consensus_undone", _("Consensus à refaire"), seen=_team_and_committee)
