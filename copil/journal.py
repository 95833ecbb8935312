"""The journal of a session: what happened to it, told in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from copil.models import Session, SessionEvent
from workflow import clock

#: What each event says; its data complete the sentence below it.
WORDS = {
    "planned": _("Séance planifiée"),
    "seated": _("Sièges composés"),
    "urgency_recorded": _("Urgence constatée par la présidence"),
    "convoked": _("Convocation envoyée"),
    "postponed": _("Séance reportée"),
    "undated": _("Séance reportée sans date"),
    "dated": _("Date fixée"),
    "cancelled": _("Séance annulée"),
    "opened": _("Séance ouverte"),
    "closed": _("Séance close"),
    "announced": _("Venue annoncée"),
    "attended": _("Présences relevées"),
    "arranged": _("Ordre du jour arrangé"),
    "business_added": _("Point ajouté à l’ordre du jour"),
    "business_removed": _("Point retiré de l’ordre du jour"),
    "business_closed": _("Point examiné"),
    "minutes_submitted": _("Procès-verbal soumis à l’approbation"),
    "minutes_reopened": _("Procès-verbal repris"),
    "release_set": _("Notification des décisions"),
    "approved": _("Procès-verbal approuvé"),
    "paper_kept": _("Document conservé"),
    "online_opened": _("Vote en ligne ouvert sur plusieurs points"),
    "group_prepared": _("Vote groupé préparé"),
    "group_opened": _("Vote groupé ouvert"),
    "group_closed": _("Vote groupé clos"),
    "group_cancelled": _("Vote groupé annulé"),
    "asked": _("Question d’un membre à l’équipe"),
    "answered": _("Réponse de l’équipe à un membre"),
    "proxy_given": _("Mandat donné"),
    "proxy_withdrawn": _("Mandat retiré"),
}


@dataclass(frozen=True)
class Line:
    what: str
    about: str
    at: datetime
    by: str


def record(session: Session, by: User, event: str, about: str = "", **figures: dict[str, str] | str) -> None:
    """Notes a happening, in the caller's transaction; `about` completes it in words, in the site's language.

    `figures` are kept beside the words, for documents: the journal does not tell them.
    """
    if event not in WORDS:
        raise ValueError(f"unknown event of a session: {event}")
    data: dict[str, Any] = {"about": about} if about else {}
    data |= figures
    SessionEvent.objects.create(session=session, at=clock.now(), by=by, event=event, data=data)


def lines(session: Session) -> Iterator[Line]:
    """The journal, the latest first; one statement."""
    for each in SessionEvent.objects.filter(session=session).select_related("by").order_by("-pk"):
        yield Line(str(WORDS[each.event]), each.data.get("about", ""), each.at, each.by.full_name)


def told_by(session: Session, event: str) -> str:
    """Who was the last to do that; empty when nobody has. One statement."""
    last = SessionEvent.objects.filter(session=session, event=event).select_related("by").last()
    return last.by.full_name if last is not None else ""
