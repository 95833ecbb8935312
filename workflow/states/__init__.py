"""The process of a dossier, whole: one file a state. `docs/PROCESS.md` is generated from here."""

from accounts.roles import Role
from workflow.grammar import Process, _
from workflow.states import (
    challenge,
    closed,
    common,
    copil,
    draft,
    granted,
    inadmissible,
    refused,
    signature,
    suspended,
    team_review,
    waiting,
    withdrawn,
)

#: Leaders, present or past, never challenge, score, vote on or sign their own dossier.
JUDGES = frozenset(
    {
        Role.REFERENT,
        Role.TEAM,
        Role.TEAM_LEAD,
        Role.COPIL_MEMBER,
        Role.COPIL_CHAIR,
        Role.COPIL_SECRETARY,
        Role.SIGNATORY,
    }
)

DOSSIER = Process(
    code="dossier",
    label=_("Demande de financement"),
    initial="draft",
    states=(
        draft.STATE,
        challenge.STATE,
        team_review.STATE,
        copil.STATE,
        waiting.STATE,
        signature.STATE,
        granted.STATE,
        closed.STATE,
        refused.STATE,
        inadmissible.STATE,
        withdrawn.STATE,
        suspended.STATE,
    ),
    common=(
        (common.WITHDRAW, common.WITHDRAWN_FROM),
        (common.SUSPEND, common.SUSPENDED_FROM),
    ),
    incompatible=((Role.LEADER, JUDGES),),
    separated=("draft", "granted"),
    pausing=frozenset({"return_to_leader", "suspend"}),
    resuming=frozenset({"resubmit", "resume"}),
)
