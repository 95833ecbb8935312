"""A member's own page of a session, and the secretary's page of who is out of what."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from copil import actions, rights
from copil.actions.doing import NOT_ALLOWED
from copil.models import AgendaItem, Seat, Session
from copil.roll import Roll, roll_of_session
from copil.taking_part.forms import AnnounceForm, InterestForm, RecordInterestForm
from copil.taking_part.recusals import recusals_of
from copil.views.common import Returned, refused, returned, session_or_404, too_late
from dossiers.models import Dossier
from dossiers.views.common import person
from workflow.verdict import Refusal, Why

BEFORE = (Session.Status.PLANNED, Session.Status.CONVOKED)
LIVE = (Session.Status.CONVOKED, Session.Status.OPEN)
FIELDS = {
    "attends_known": "attends",
    "has_a_substitute": "attends",
    "reason_given": "reason",
    "seat_of_session": "seat",
}


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, number: int) -> HttpResponse:
    """One's part in a session: whether one comes, one's proxies, one's ties with the dossiers of its agenda."""
    here = session_or_404(request, number)
    user = person(request)
    roll = roll_of_session(here)
    seat = rights.own_seat(user, roll)
    if seat is None:
        raise Http404
    items = _items(here, user)
    what = request.POST.get("what") if request.method == "POST" else None
    announce = AnnounceForm(
        request.POST if what == "announce" else None, seat=seat, initial={"attends": seat.announced}
    )
    interest = InterestForm(request.POST if what == "interest" else None, items=_choices(items))
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        form = {"announce": announce, "interest": interest}.get(str(what))
        if form is not None and form.is_valid():
            outcome = _said(form, seat, items, user)
            if not isinstance(outcome, Refusal):
                messages.success(request, outcome)
                return redirect("copil:mine", number)
            result = returned(outcome, form, FIELDS)
    context = {"session": here, "seat": seat, "announce": announce, "interest": interest, "returned": result}
    return render(request, "copil/mine.html", context | _standing(here, roll, seat, items), status=result.status)


def _said(form: forms.Form, seat: Seat, items: Sequence[AgendaItem], user: User) -> str | Refusal:
    """Carries out what was said; the sentence that thanks for it."""
    said = form.cleaned_data
    outcome: object
    if isinstance(form, AnnounceForm):
        outcome = actions.announce(seat=seat, attends=said["attends"], by=user)
        done = _("C’est noté. Vous pouvez le changer jusqu’à l’ouverture de la séance.")
    else:
        item = next(item for item in items if str(item.pk) == said["item"])
        outcome = actions.declare_interest(dossier=item.dossier, reason=said["reason"], by=user)
        done = _("Votre lien est déclaré : vous êtes en déport sur ce point.")
    return outcome if isinstance(outcome, Refusal) else done


def _items(session: Session, user: User) -> list[AgendaItem]:
    """The dossiers of the current agenda that this person may see."""
    visible = Dossier.objects.visible_to(user)
    rows = session.items.filter(left_at=None, dossier__in=visible).select_related("dossier__service")
    return list(rows.order_by("position", "pk"))


def _choices(items: Sequence[AgendaItem]) -> list[tuple[str, str]]:
    return [(str(item.pk), f"{item.position}. {item.dossier}") for item in items if item.closed_at is None]


def _standing(here: Session, roll: Roll, seat: Seat, items: Sequence[AgendaItem]) -> dict[str, Any]:
    """Where this seat stands: its proxies, and for each dossier why it is out of it, if it is."""
    given = next((proxy for proxy in roll.proxies if proxy.giver_id == seat.pk), None)
    held = next((proxy for proxy in roll.proxies if proxy.holder_id == seat.pk), None)
    out = recusals_of(items, [seat])
    rows = []
    for item in items:
        item.session = here
        rows.append((item, out[item.pk][0] if out[item.pk] else None))
    return {
        "rows": rows,
        "gives_to": roll.by_pk[given.holder_id] if given else None,
        "holds_for": roll.by_pk[held.giver_id] if held else None,
        "open_to_words": here.status in BEFORE,
        "open_to_proxies": here.status in LIVE
        and seat.has_voice
        and (given is not None or seat.attends == Seat.Attends.NO),
        "open_to_interests": here.status in {*BEFORE, Session.Status.OPEN},
    }


@require_http_methods(["GET", "HEAD", "POST"])
def recusals(request: HttpRequest, number: int) -> HttpResponse:
    """Who is out of which point; the secretary adds what is said at the table."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.keeps(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method != "POST" and here.status not in LIVE:
        return too_late(request, here.get_absolute_url())
    roll = roll_of_session(here)
    items = _items(here, user)
    seats = [seat for seat in roll.seats if seat.has_voice]
    form = RecordInterestForm(
        request.POST if request.method == "POST" else None,
        items=_choices(items),
        seats=[(str(seat.pk), f"{seat.label} – {seat.sitter.full_name}") for seat in seats],
    )
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            said = form.cleaned_data
            item = next(item for item in items if str(item.pk) == said["item"])
            outcome = actions.record_interest(
                item=item, seat=roll.by_pk[int(said["seat"])], reason=said["reason"], by=user
            )
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Le déport est constaté."))
                return redirect("copil:recusals", number)
            result = returned(outcome, form, FIELDS)
    out = recusals_of(items, seats)
    context = {"session": here, "form": form, "returned": result, "rows": [(item, out[item.pk]) for item in items]}
    return render(request, "copil/recusals.html", context, status=result.status)
