"""Pages of who sits and who attends: composition, presences, proxies."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.roles import Role
from copil import actions, rights
from copil.actions.doing import NOT_ALLOWED
from copil.forms import AttendanceForm, ProxyForm, SeatFormSet, people_choices
from copil.models import Proxy, Seat, Session
from copil.roll import Roll, roll_of_session
from copil.session_stage import LIVE
from copil.views.common import Returned, posted, refused, session_or_404, too_late
from dossiers.views.common import person
from dossiers.visibility import holders
from workflow.verdict import Refusal, Why

#: Who may hold a seat, when a member of the COPIL, or else be heard as an expert.
SEATABLE = (Role.COPIL_MEMBER, Role.TEAM, Role.REFERENT)


@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: HttpRequest, number: int) -> HttpResponse:
    """The composition of a session not yet open, row by row."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.plans(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    if request.method != "POST" and here.status not in {Session.Status.PLANNED, Session.Status.CONVOKED}:
        return too_late(request, here.get_absolute_url())
    people = {str(p.pk): p for p in holders(*SEATABLE).filter(is_active=True).select_related("service")}
    members = set(holders(Role.COPIL_MEMBER).values_list("pk", flat=True))
    kwargs = {
        "members": people_choices(p for p in people.values() if p.pk in members),
        "others": people_choices(p for p in people.values() if p.pk not in members),
    }
    formset = SeatFormSet(posted(request), initial=_rows(here), form_kwargs=kwargs, prefix="seats")
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if formset.is_valid():
            outcome = actions.set_seats(session=here, seats=_drafts(formset, people), by=user)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("La composition de la séance est enregistrée."))
                return redirect(here)
            result = Returned(outcome.status, outcome.sentence)
    context = {"session": here, "formset": formset, "returned": result}
    return render(request, "copil/seats.html", context, status=result.status)


def _rows(session: Session) -> list[dict[str, str]]:
    return [
        {
            "label": seat.label,
            "kind": seat.kind,
            "person": str(seat.person_id),
            "substitute": str(seat.substitute_id or ""),
        }
        for seat in session.seats.all()
    ]


def _drafts(formset: Any, people: dict[str, User]) -> list[actions.SeatDraft]:
    """The rows that name somebody and are not to go, in their order; the seat stands for its holder's service."""
    drafts = []
    for form in formset:
        said = form.cleaned_data
        holder = people.get(said.get("person", ""))
        if holder is None or said.get("DELETE"):
            continue
        drafts.append(
            actions.SeatDraft(
                person=holder,
                label=said.get("label") or (holder.service.name if holder.service else holder.full_name),
                kind=said["kind"],
                substitute=people.get(said.get("substitute", "")),
                service=holder.service,
            )
        )
    return drafts


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, number: int) -> HttpResponse:
    """Who is there, seat by seat; only what was changed on the page is recorded."""
    here = session_or_404(request, number)
    user = person(request)
    if not rights.keeps(user):
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    roll = roll_of_session(here)
    form = AttendanceForm(posted(request), seats=roll.seats)
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            outcome = actions.mark_all(session=here, attends=form.changes(), by=user)
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Les présences sont enregistrées."))
                return redirect("copil:attendance", number)
            result = Returned(outcome.status, outcome.sentence)
    return _attendance_page(request, here, roll, form, result)


def _attendance_page(
    request: HttpRequest, here: Session, roll: Roll, form: AttendanceForm, result: Returned
) -> HttpResponse:
    context = {
        "session": here,
        "form": form,
        "returned": result,
        "quorum": roll.quorum if roll.seats else None,
        "open_to_marks": here.status in LIVE,
    }
    return render(request, "copil/attendance.html", context, status=result.status)


@require_http_methods(["GET", "HEAD", "POST"])
def proxies(request: HttpRequest, number: int) -> HttpResponse:
    """The proxies of a session: all of them for the secretary, one's own for who holds a seat."""
    here = session_or_404(request, number)
    user = person(request)
    roll = roll_of_session(here)
    givers = [s for s in roll.seats if s.has_voice and (rights.keeps(user) or s.person_id == user.pk)]
    if not givers:
        return refused(request, Refusal(Why.FORBIDDEN, NOT_ALLOWED), here.get_absolute_url())
    form = _proxy_form(request, roll, givers)
    result = Returned()
    if request.method == "POST":
        result = Returned(422)
        if form.is_valid():
            giver, holder = (roll.by_pk[int(form.cleaned_data[name])] for name in ("giver", "holder"))
            outcome = actions.give_proxy(giver=giver, holder=holder, by=user)
            if not isinstance(outcome, Refusal):
                said = {"giver": giver.label, "holder": holder.label}
                messages.success(request, _("Mandat donné : %(giver)s → %(holder)s.") % said)
                return redirect("copil:proxies", number)
            result = Returned(outcome.status, outcome.sentence)
    context = {
        "session": here,
        "form": form,
        "returned": result,
        "rows": [_proxy_row(proxy, roll, givers) for proxy in roll.proxies],
        "open_to_proxies": here.status in LIVE,
    }
    return render(request, "copil/proxies.html", context, status=result.status)


def _proxy_form(request: HttpRequest, roll: Roll, givers: list[Seat]) -> ProxyForm:
    given, held = {p.giver_id for p in roll.proxies}, {p.holder_id for p in roll.proxies}
    able = [s for s in givers if s.pk not in given and s.attends == Seat.Attends.NO]
    free = [s for s in roll.seats if s.has_voice and s.pk not in held]
    return ProxyForm(
        posted(request),
        givers=[(str(s.pk), f"{s.label} – {s.person.full_name}") for s in able],
        holders=[(str(s.pk), f"{s.label} – {s.sitter.full_name}") for s in free],
    )


def _proxy_row(proxy: Proxy, roll: Roll, mine: list[Seat]) -> tuple[Proxy, Seat, Seat, bool, bool]:
    """The proxy, its two seats, whether the law takes it, whether this person may take it back."""
    giver, holder = roll.by_pk[proxy.giver_id], roll.by_pk[proxy.holder_id]
    return proxy, giver, holder, giver.pk in roll.holders, giver in mine


@require_POST
def withdraw_proxy(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Takes a proxy back; one that is gone already is gone."""
    here = session_or_404(request, number)
    proxy = Proxy.objects.filter(session=here, pk=pk).select_related("giver", "session").first()
    if proxy is not None:
        outcome = actions.withdraw_proxy(proxy=proxy, by=person(request))
        if isinstance(outcome, Refusal):
            return refused(request, outcome, here.get_absolute_url())
        messages.success(request, _("Le mandat est retiré."))
    return redirect("copil:proxies", number)
