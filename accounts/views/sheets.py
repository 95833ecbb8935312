"""A référent's sheet: what they follow, when they are away. Theirs, and the team's to keep for them."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.availability import cancel_absence, declare_absence, follow, may_edit, may_say_absent
from accounts.models import Absence, ReferentSheet, User
from accounts.people_forms import AbsenceForm, SheetForm
from accounts.refusal import Refused
from accounts.roles import Role
from accounts.views.answers import carry_out, current_user, refused_page


@dataclass(frozen=True)
class Shown:
    """The two forms of the page; the one that was refused holds what was typed."""

    sheet: SheetForm | None
    absence: AbsenceForm
    status: HTTPStatus = HTTPStatus.OK


@require_http_methods(["GET", "HEAD"])
def mine(request: HttpRequest) -> HttpResponse:
    """The way to one's own sheet."""
    user = current_user(request)
    if not may_say_absent(user, user):
        raise Http404
    return redirect("sheet", user.ref)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What the référent follows, and their absences to come; of a signatory, their absences only."""
    person, by = _editable(request, ref)
    if request.method != "POST":
        return _page(request, person, Shown(_sheet_form(person), AbsenceForm()))
    if not may_edit(by, person):
        raise Http404
    form = SheetForm(request.POST)
    status = carry_out(form, lambda: follow(person=person, by=by, **form.cleaned_data))
    if status != HTTPStatus.OK:
        return _page(request, person, Shown(form, AbsenceForm(), status))
    messages.success(request, _("La fiche est à jour."))
    return redirect("sheet", ref)


@require_POST
def absence(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Says when they are away."""
    person, by = _editable(request, ref)
    form = AbsenceForm(request.POST)
    status = carry_out(form, lambda: declare_absence(person=person, by=by, **form.cleaned_data))
    if status != HTTPStatus.OK:
        return _page(request, person, Shown(_sheet_form(person), form, status))
    days = {"first": _day(form.cleaned_data["starts_on"]), "last": _day(form.cleaned_data["ends_on"])}
    messages.success(request, _("L’absence du %(first)s au %(last)s est notée.") % days)
    return redirect("sheet", ref)


@require_POST
def cancel(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """Takes an absence back."""
    person, by = _editable(request, ref)
    gone = get_object_or_404(Absence.objects.select_related("person"), pk=pk, person=person)
    try:
        cancel_absence(absence=gone, by=by)
    except Refused as stop:
        return refused_page(request, stop.refusal)
    messages.success(request, _("L’absence est annulée."))
    return redirect("sheet", ref)


def _editable(request: HttpRequest, ref: UUID) -> tuple[User, User]:
    """The person away, and who writes; not found for whoever may not."""
    by = current_user(request)
    person = get_object_or_404(User.objects.select_related("service"), ref=ref)
    if not may_say_absent(by, person):
        raise Http404
    return person, by


def _sheet_form(person: User) -> SheetForm | None:
    if Role.REFERENT not in person.roles:
        return None
    kept = ReferentSheet.objects.filter(person=person).first()
    return SheetForm(initial={"departments": kept.departments, "themes": kept.themes} if kept else None)


def _page(request: HttpRequest, person: User, shown: Shown) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "person": person,
        "service": person.service.name if person.service else "",
        "is_me": person == request.user,
        "heading": _heading(person, is_me=person == request.user, follows=shown.sheet is not None),
        "form": shown.sheet,
        "absence_form": shown.absence,
        "absences": Absence.objects.filter(person=person, cancelled_at=None, ends_on__gte=today),
        "today": today,
        "failed": shown.status != HTTPStatus.OK,
    }
    return render(request, "accounts/sheet.html", context, status=shown.status)


def _heading(person: User, *, is_me: bool, follows: bool) -> str:
    if is_me:
        return _("Ma fiche de référent") if follows else _("Mes absences")
    return (_("Fiche de %(name)s") if follows else _("Absences de %(name)s")) % {"name": person.full_name}


def _day(day: object) -> str:
    return date_format(day, "j F Y")  # type: ignore[arg-type] # what the form's date field gives
