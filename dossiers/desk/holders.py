"""Who has the ball, as one value a dossier: lists filter by it and the board counts by it, so that both always agree.

Somebody's own task comes before a role's, as on the dossier's page. Only for rows whose real state may be read.
"""

from dataclasses import dataclass

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from dossiers.actions.challenge import CONFIRM, OPINION
from workflow.models import WorkItem
from workflow.states import DOSSIER

ENDS = tuple(state.code for state in DOSSIER.states if state.end)
NOBODY = ""


@dataclass(frozen=True)
class Holder:
    """People who may have the ball; `items` selects their open tasks among a dossier's."""

    code: str
    label: str | Promise
    items: Q


_people: list[Holder] = []
_roles: list[Holder] = []


def register_people(holder: Holder) -> None:
    """Adds people who hold the ball by tasks of their own; the first registered comes first."""
    _people.append(holder)


def register_role(role: Role, label: str | Promise) -> None:
    """Adds a role that holds the ball when nobody has a task of their own."""
    _roles.append(Holder(role.value, label, Q(assignee=None, role=role)))


def holders() -> tuple[Holder, ...]:
    return (*_people, *_roles)


def label_of(code: str) -> str:
    return next((str(holder.label) for holder in holders() if holder.code == code), _("personne"))


def holder_of_row() -> Case:
    """SQL: the code of who has the ball; empty for nobody."""
    awake = WorkItem.objects.filter(process="dossier", case_id=OuterRef("pk"), closed_at=None, paused_on=None)
    found = [When(Exists(awake.filter(holder.items)), then=Value(holder.code)) for holder in holders()]
    return Case(
        When(state__in=ENDS, then=Value(NOBODY)), *found, default=Value(NOBODY), output_field=CharField(max_length=30)
    )


register_people(Holder("referents", gettext_lazy("référents de l’innovation"), Q(kind__in=[OPINION, CONFIRM])))
register_people(Holder("leader", gettext_lazy("porteur de projet"), Q(assignee=OuterRef("leader"))))
register_role(Role.TEAM, gettext_lazy("équipe projet"))
register_role(Role.TEAM_LEAD, gettext_lazy("coordination"))
register_role(Role.SIGNATORY, gettext_lazy("signataire"))
