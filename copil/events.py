"""The words of the committee's log entries, for the timeline. Leaders read none but that of a deferral, once told."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from dossiers.page.glance import Glance, register_event

READERS = frozenset(
    {
        Role.TEAM,
        Role.TEAM_LEAD,
        Role.COPIL_MEMBER,
        Role.COPIL_CHAIR,
        Role.COPIL_SECRETARY,
        Role.SIGNATORY,
        Role.AUDITOR,
    }
)
COMMITTEE = frozenset({Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.COPIL_SECRETARY, Role.AUDITOR})


def reads(glance: Glance) -> bool:
    """Whether this person reads what the committee did: the team, the committee, who signs, who controls."""
    return glance.inside and bool(glance.roles & READERS)


def committee(glance: Glance) -> bool:
    return glance.inside and bool(glance.roles & COMMITTEE)


def nobody(glance: Glance) -> bool:  # noqa: ARG001 - the signature that `seen` has
    """One entry a vote would bury the timeline: they stay in the log."""
    return False


register_event("session_convoked", _("Séance du COPIL convoquée"), seen=reads)
register_event("session_postponed", _("Séance du COPIL reportée"), seen=reads)
register_event("session_undated", _("Séance du COPIL reportée, date à fixer"), seen=reads)
register_event("session_dated", _("Date de la séance du COPIL fixée"), seen=reads)
register_event("interest_recorded", _("Déport constaté en séance"), seen=committee)
register_event("interest_found_late", _("Lien d’intérêt constaté après coup"), seen=reads)
register_event("vote_recounted", _("Vote recompté sans un siège en déport"), shows="result", seen=reads)
register_event("decision_kept", _("Décision maintenue malgré un lien d’intérêt"), shows="reason", seen=reads)
register_event("member_asked", _("Question d’un membre du COPIL"), shows="question", seen=reads)
register_event("member_answered", _("Réponse de l’équipe à un membre du COPIL"), shows="answer", seen=reads)
register_event("item_opened", _("Dossier appelé en séance"), seen=reads)
register_event("presiding_named", _("Présidence remplacée pour ce point"), seen=reads)
register_event("secret_asked", _("Scrutin secret demandé par un membre"), seen=committee)
register_event("ballot_opened", _("Proposition mise aux voix"), seen=reads)
register_event("rank_departure", _("Écart au rang, motivé avant le vote"), shows="reason", seen=reads)
register_event("vote_cast", _("Vote d’un siège"), seen=nobody)
register_event("vote_late", _("Vote arrivé après la clôture, non compté"), seen=committee)
register_event("ballot_closed", _("Vote clos"), shows="summary", seen=reads)
register_event("item_detached", _("Point détaché d’un vote groupé"), seen=reads)
register_event("ballot_cancelled", _("Vote annulé avant sa clôture"), shows="reason", seen=reads)
register_event("left_without_quorum", _("Point laissé à une seconde convocation, faute de quorum"), seen=reads)
register_event("carried_to_second_session", _("Point porté à une seconde convocation"), seen=reads)
register_event("excerpt_validated", _("Extrait du procès-verbal validé"), seen=reads)
register_event(
    "deferral_told",
    _("Ajournement annoncé au porteur"),
    told_to_leader=True,
    shows="reasons",
    kind="move",
    enters="team_review",
)
