"""What the room's pages share: finding a session or an item as one person may see it, refusing in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from copil import rights
from copil.board import led_by
from copil.models import AgendaItem, Session
from copil.roll import Roll, roll_of
from dossiers.models import Dossier
from dossiers.views.common import TITLES, person
from workflow.asked import Asked
from workflow.verdict import Refusal, Unmet, Why


@dataclass(frozen=True)
class Returned:
    """What a refused form's page says at its top, beside what stands in the fields; status 200: nothing was refused."""

    status: int = 200
    sentence: str = ""
    reasons: tuple[Unmet, ...] = ()


@dataclass(frozen=True)
class Place:
    """A person before one item of an agenda."""

    user: User
    item: AgendaItem
    roll: Roll
    roles: frozenset[Role]

    @property
    def session(self) -> Session:
        return self.item.session

    @property
    def conducts(self) -> bool:
        return rights.conducts_item(self.user, self.roll, self.roles)


def _seen_session(user: User, number: int) -> "QuerySet[Session]":
    return Session.objects.visible_to(user).filter(number=number).select_related("rules", "first").order_by()


def _seen_item(user: User, number: int, reference: str) -> "QuerySet[AgendaItem]":
    rows = AgendaItem.objects.filter(
        session__in=Session.objects.visible_to(user),
        session__number=number,
        dossier__in=Dossier.objects.visible_to(user),
        dossier__reference=reference,
    )
    return rows.select_related("session__rules", "dossier__call", "dossier__service").order_by("-pk")[:1]


_sessions: Asked[Session] = Asked(_seen_session, int)
_items: Asked[AgendaItem] = Asked(_seen_item, int, str)


def session_or_404(request: HttpRequest, number: int) -> Session:
    found = next(_sessions.instances(person(request), number), None)
    if found is None:
        raise Http404
    return found


def found_item(request: HttpRequest, number: int, reference: str) -> AgendaItem:
    """The dossier's last item in that session; 404 for who may not see the dossier, and for who leads or led it."""
    user = person(request)
    item = next(_items.instances(user, number, reference), None)
    if item is None or led_by(user, [item.dossier_id]):
        raise Http404
    return item


def place_or_404(request: HttpRequest, number: int, reference: str) -> Place:
    item = found_item(request, number, reference)
    user = person(request)
    return Place(user, item, roll_of(item), rights.roles_on(user, item.dossier))


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, be it nothing at all; None when nothing was."""
    return request.POST if request.method == "POST" else None


def returned(refusal: Refusal, form: forms.BaseForm, fields: Mapping[str, str]) -> Returned:
    """Puts each unmet point on the field that `fields` gives for its code; the others go to the top of the page."""
    left: list[Unmet] = []
    for unmet in refusal.unmet:
        field = fields.get(unmet.code, "")
        if field in form.fields:
            form.add_error(field, unmet.sentence)
        else:
            left.append(unmet)
    if refusal.why is not Why.UNMET:
        return Returned(refusal.status, refusal.sentence)
    sentence = " ".join(unmet.sentence for unmet in left)
    return Returned(refusal.status, sentence, tuple(left) if len(left) > 1 else ())


def too_late(request: HttpRequest, back_url: str) -> HttpResponse:
    """The page of a verb that cannot be carried out from where things stand; sent anyway, the verb says more."""
    sentence = _("Ce geste n’est pas possible à cette étape de la séance.")
    return refused(request, Refusal(Why.WRONG_STATE, sentence), back_url)


def refused(request: HttpRequest, refusal: Refusal, back_url: str) -> HttpResponse:
    """A refusal as a page of its own, where nothing was typed that is worth showing again."""
    context = {
        "status": refusal.status,
        "title": TITLES[refusal.why],
        "explanation": refusal.sentence,
        "reasons": refusal.unmet if len(refusal.unmet) > 1 else (),
        "back_url": back_url,
    }
    return render(request, "problem.html", context, status=refusal.status)
