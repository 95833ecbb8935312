"""The roles of the process: stable codes in English, labels in French (design, "Roles").

Pure Python: the states of the process name these roles as data.
"""

from enum import StrEnum


def _(text: str) -> str:
    """Marks a French label for translation without importing Django; whoever shows it translates it."""
    return text


class Role(StrEnum):
    """Who may act. `LEADER` is a link to one dossier and `SYSTEM` is nobody's: neither is ever a `RoleHolding`."""

    LEADER = "leader"
    REFERENT = "referent"
    TEAM = "team"
    TEAM_LEAD = "team_lead"
    COPIL_MEMBER = "copil_member"
    COPIL_CHAIR = "copil_chair"
    COPIL_SECRETARY = "copil_secretary"
    SIGNATORY = "signatory"
    AUDITOR = "auditor"
    ADMIN = "admin"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """In French, as the process is written."""
        return LABELS[self]


LABELS: dict[Role, str] = {
    Role.LEADER: _("porteur de projet"),
    Role.REFERENT: _("référent de l’innovation"),
    Role.TEAM: _("équipe projet"),
    Role.TEAM_LEAD: _("coordination"),
    Role.COPIL_MEMBER: _("membre du COPIL"),
    Role.COPIL_CHAIR: _("présidence du COPIL"),
    Role.COPIL_SECRETARY: _("secrétariat du COPIL"),
    Role.SIGNATORY: _("signataire"),
    Role.AUDITOR: _("contrôle"),
    Role.ADMIN: _("administration"),
    Role.SYSTEM: _("automate"),
}

#: Roles a person may hold, by invitation, between two dates.
HELD: tuple[Role, ...] = tuple(role for role in Role if role not in {Role.LEADER, Role.SYSTEM})

#: Roles that are given by themselves: a control is given as a mission, by the room that keeps its scope and its reason.
GIVEN: tuple[Role, ...] = tuple(role for role in HELD if role is not Role.AUDITOR)

#: How the scope of a role begins when what it bears on is kept with its mission: no call has a code with a colon.
MISSION_MARK = "mission:"

#: Roles that judge dossiers: whoever holds one is out of those that their own service carries.
JUDGING: frozenset[Role] = frozenset(HELD) - {Role.AUDITOR, Role.ADMIN}

#: A role that contains another: whoever holds the key may also do what the values may.
IMPLIES: dict[Role, frozenset[Role]] = {
    Role.TEAM_LEAD: frozenset({Role.TEAM}),
    Role.COPIL_CHAIR: frozenset({Role.COPIL_MEMBER}),
}


def with_implied(roles: frozenset[Role]) -> frozenset[Role]:
    """The roles held, and those they contain.

    >>> sorted(with_implied(frozenset({Role.TEAM_LEAD})))
    [<Role.TEAM: 'team'>, <Role.TEAM_LEAD: 'team_lead'>]
    """
    return roles.union(*(IMPLIES.get(role, frozenset()) for role in roles))
