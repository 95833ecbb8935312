"""What the committee adds to the team's desk: it may have the ball, and dossiers are put on its agenda together."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from copil import actions
from copil.actions.items import EXCERPT, VOTE
from copil.forms import session_words
from copil.models import Session
from dossiers.bulk.gestures import Ask, BulkGesture, register
from dossiers.desk.holders import Holder, register_people
from workflow.verdict import unmet

#: Sessions whose agenda is still being made.
OPEN = (Session.Status.PLANNED, Session.Status.CONVOKED)
OFFICES = (Role.COPIL_MEMBER, Role.COPIL_CHAIR, Role.COPIL_SECRETARY)

register_people(Holder("copil", _("COPIL"), Q(kind__in=[VOTE, EXCERPT]) | Q(assignee=None, role__in=OFFICES)))


def _session_fields(_user: User) -> dict[str, forms.Field]:
    sessions = Session.objects.filter(status__in=OPEN).order_by("held_at", "number")
    return {
        "session": forms.ChoiceField(
            label=_("Séance"),
            choices=[("", _("Choisir une séance")), *((str(s.pk), session_words(s)) for s in sessions)],
        ),
        "urgency": forms.CharField(
            label=_("Urgence constatée par la présidence"),
            help_text=_("Seulement si le délai de convocation est passé : écrivez le motif."),
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
        ),
    }


def _put_on_agenda(ask: Ask) -> object:
    session = Session.objects.filter(pk=ask.said["session"]).first()
    if session is None:
        raise unmet("session_open_to_items", _now("Choisissez une séance planifiée ou convoquée."))
    return actions.put_on_agenda(
        dossier=ask.dossier,
        session=session,
        by=ask.by,
        key=ask.key,
        version=ask.version,
        urgency=ask.said.get("urgency", ""),
    )


register(BulkGesture("put_on_agenda", _("Inscrire au COPIL"), Role.TEAM_LEAD, _session_fields, _put_on_agenda))
